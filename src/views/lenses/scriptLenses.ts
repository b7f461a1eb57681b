/** The lenses above scripts: answered at once from what is known, and asked for again only when they would say something else. */
import * as vscode from 'vscode';
import { matchesGlob } from 'node:path';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { Project } from '../../project/project.ts';
import type { ScriptSummary } from '../../project/runStore.ts';
import { folderUri, type Projects } from '../projects.ts';
import { setting } from '../ui/config.ts';
import { scriptEndings, settings } from '../ui/contributions.ts';
import type { Toast } from '../ui/toast.ts';
import { findEntryPoint } from './entryPoint.ts';
import { lensTexts, type LensText } from './lensText.ts';

/** What is known of one open script. */
interface Known {
  readonly project: Project;
  readonly script: string;
  /** The version of the document that `guard` was found in. */
  version: number;
  guard: number | undefined;
  summary: ScriptSummary | undefined;
  /** The first answer; later ones replace `summary` when they come. */
  reading: Promise<void> | undefined;
}

export class ScriptLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<void>());
  readonly #known = new Map<string, Known>();
  readonly #projects: Projects;
  readonly #toast: Toast;
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(projects: Projects, toast: Toast) {
    this.#projects = projects;
    this.#toast = toast;
    this.#owned.add(
      vscode.languages.registerCodeLensProvider(
        [
          { scheme: 'file', pattern: `**/*.{${scriptEndings.join(',')}}` },
          { scheme: 'file', language: 'python' },
        ],
        this,
      ),
    );
    this.#owned.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#known.delete(uri.toString())));
    this.#owned.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()));
    this.#owned.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settings.lensesEnabled)) this.#changed.fire();
      }),
    );
    projects.attach((project) => this.#follow(project));
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!setting.lensesEnabled(document)) return [];
    const known = this.#look(document);
    if (known === undefined) return [];
    // With a guard there is something to show at once; the runs are added when they are known.
    if (known.summary === undefined && known.guard === undefined) await known.reading;
    if (known.guard === undefined && !this.#isWanted(known)) return [];
    const line = Math.min(known.guard ?? 0, document.lineCount - 1);
    const range = new vscode.Range(line, 0, line, 0);
    return this.#texts(known).map((text) => lensOf(text, { range, uri: document.uri, known }));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** The entry point of this version of the text; while somebody types, a guard that is broken for a moment stays. */
  #look(document: vscode.TextDocument): Known | undefined {
    const key = document.uri.toString();
    const before = this.#known.get(key);
    if (before?.version === document.version) return before;
    const project = before?.project ?? this.#projects.ofFile(document.uri);
    if (project === undefined) return undefined;
    const found = findEntryPoint(document.getText(), document.languageId);
    const known = before ?? {
      project,
      script: project.relative(document.uri.fsPath),
      version: 0,
      guard: undefined,
      summary: undefined,
      reading: undefined,
    };
    known.version = document.version;
    known.guard = found ?? (document.isDirty ? known.guard : undefined);
    this.#known.set(key, known);
    known.reading ??= this.#read(known).catch((error: unknown) => this.#toast.error(error));
    return known;
  }

  /** Tells VS Code only when the lenses would say something else than they do. */
  async #read(known: Known): Promise<void> {
    const before = this.#texts(known);
    known.summary = await known.project.store.script(known.script);
    if (JSON.stringify(before) !== JSON.stringify(this.#texts(known))) this.#changed.fire();
  }

  #texts(known: Known): LensText[] {
    return lensTexts({
      summary: known.summary,
      trusted: vscode.workspace.isTrusted,
      debuggable: known.script.endsWith('.py'),
    });
  }

  #isWanted({ summary, project, script }: Known): boolean {
    return (
      (summary?.count ?? 0) > 0 || (project.config.scripts ?? []).some((glob) => matchesGlob(script, glob))
    );
  }

  #follow(project: Project): Disposable {
    const owned = new DisposableStore();
    const readAgain = (): void => {
      for (const known of this.#known.values())
        if (known.project === project) this.#toast.own(this.#read(known));
    };
    owned.add(
      project.onDidOpenStore((store) => {
        let timer: NodeJS.Timeout | undefined;
        owned.add(
          store.onDidChange(() => {
            timer ??= setTimeout(() => {
              timer = undefined;
              readAgain();
            }, 300);
          }),
        );
        owned.add({ dispose: () => clearTimeout(timer) });
      }),
    );
    owned.add(project.onDidChangeConfig(() => this.#changed.fire()));
    owned.add({
      dispose: () => {
        for (const [key, known] of this.#known) if (known.project === project) this.#known.delete(key);
      },
    });
    return owned;
  }
}

function lensOf(
  text: LensText,
  { range, uri, known }: { readonly range: vscode.Range; readonly uri: vscode.Uri; readonly known: Known },
): vscode.CodeLens {
  const target = text.run === undefined ? uri : { folder: folderUri(known.project), run: text.run };
  return new vscode.CodeLens(range, {
    title: text.title,
    tooltip: text.tooltip,
    command: text.command,
    arguments: [target],
  });
}
