/** Marks the files of datasets in the explorer. */
import path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable.ts';
import { globMatcher, isGlob } from '../base/glob.ts';
import { t } from '../base/l10n.ts';
import type { Project } from '../project/project.ts';
import type { DatasetRow } from '../protocol/catalogThread.ts';
import type { Projects } from './projects.ts';
import type { Toast } from './ui/toast.ts';

interface Marked {
  readonly row: DatasetRow;
  readonly matches: (relative: string) => boolean;
}

export class CatalogBadges implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<undefined>());
  readonly #projects: Projects;
  readonly #marked = new Map<Project, readonly Marked[]>();
  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(projects: Projects, toast: Toast) {
    this.#projects = projects;
    this.#owned.add(vscode.window.registerFileDecorationProvider(this));
    projects.attach((project) => {
      const owned = new DisposableStore();
      // Not before something asked for the catalog: a window that does not look at it need not read it.
      owned.add(
        project.onDidOpenStore((store) => {
          owned.add(store.onDidChangeCatalog(() => toast.own(this.#read(project))));
          toast.own(this.#read(project));
        }),
      );
      owned.add({ dispose: () => this.#marked.delete(project) });
      return owned;
    });
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const project = uri.scheme === 'file' ? this.#projects.ofFile(uri) : undefined;
    const marked = project && this.#marked.get(project);
    if (project === undefined || marked === undefined || marked.length === 0) return undefined;
    const relative = path.relative(project.folder, uri.fsPath).replaceAll(path.sep, '/');
    const found = marked.find(({ matches }) => matches(relative));
    if (found === undefined) return undefined;
    const { name, disk, latest, behind } = found.row;
    const isOther = (disk.state === 'known' && disk.version === null && latest !== null) || behind.length > 0;
    const version = disk.version === null ? '' : ` v${String(disk.version)}`;
    return isOther
      ? new vscode.FileDecoration('D!', t('Dataset {0}: not what was recorded or trained on', name))
      : new vscode.FileDecoration('D', t('Dataset {0}', `${name}${version}`));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #read(project: Project): Promise<void> {
    const rows = await project.store.catalog.catalogDatasets({});
    const marked = rows.map((row) => ({ row, matches: matcherOf(row.location) }));
    this.#marked.set(project, marked);
    this.#changed.fire(undefined);
  }
}

function matcherOf(location: string): (relative: string) => boolean {
  const text = location.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/$/, '');
  if (!isGlob(text)) return (relative) => relative === text;
  const matches = globMatcher(text);
  return (relative) => relative === text || matches(relative);
}
