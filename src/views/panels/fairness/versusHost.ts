/** The host's part of holding predictions against others: asks which, knows their columns, counts both together. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../../base/disposable.ts';
import { UserError } from '../../../base/errors.ts';
import { t } from '../../../base/l10n.ts';
import { fairnessSubject } from '../../../project/fairnessSubject.ts';
import type { Project } from '../../../project/project.ts';
import type { FairnessColumns, FairnessPageHandlers, VersusSource } from '../../../protocol/fairnessPage.ts';
import { askColumns, factsOf } from './askColumns.ts';
import { askedOf } from './joinedGroups.ts';
import type { KnownColumns } from './knownColumns.ts';
import { pickVersus } from './pickVersus.ts';
import { versusSourceOf } from './versusSourceOf.ts';

interface VersusParts {
  readonly project: Project;
  /** The subject that is held against others. */
  readonly own: string;
  readonly known: KnownColumns;
  readonly columns: () => FairnessColumns;
  readonly changed: () => void;
  readonly progress: (share: number) => void;
}

type Answer = FairnessPageHandlers['versus'];

export class VersusHost implements Disposable {
  readonly #parts: VersusParts;
  #watched = new DisposableStore();
  #watching = '';
  #stop = new AbortController();

  constructor(parts: VersusParts) {
    this.#parts = parts;
  }

  async choose(): Promise<VersusSource | undefined> {
    const { project, own } = this.#parts;
    const name = await pickVersus(project, own);
    if (name === undefined || !(await this.#know(name))) return undefined;
    return await versusSourceOf(project, name);
  }

  readonly answer: Answer = async ({ name, thresholds, content }) => {
    const { project, own } = this.#parts;
    const file = fileOf(project, name);
    const now = await contentOf(file);
    this.#watch(file);
    if (content !== null && content === now) return null;
    const columns = this.#parts.columns();
    const { groups, cross } = columns;
    const theirs = this.#parts.known.of(name);
    if (theirs === undefined)
      throw new UserError(
        'noColumns',
        t('It is not known any more which columns of {0} say what.', path.basename(file)),
        t('Choose it again.'),
      );
    const positive = theirs.positive ?? columns.positive;
    const id = theirs.id ?? columns.id;
    const { join: _, ...plain } = theirs;
    // Groups that are looked up elsewhere are looked up there for both.
    const asked = await askedOf(project, columns);
    const other = await askedOf(project, {
      ...{ ...plain, groups, cross },
      ...(positive !== undefined && { positive }),
      ...(id !== undefined && { id }),
      ...(columns.join && { join: columns.join }),
    });
    this.cancel();
    const { signal } = this.#stop;
    const counts = await project.versus(
      {
        own: { files: [fileOf(project, own)], ...asked },
        other: { files: [file], ...other },
        thresholds,
      },
      { signal, progress: this.#parts.progress },
    );
    return { source: await versusSourceOf(project, name), content: now, counts };
  };

  cancel(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
  }

  dispose(): void {
    this.#stop.abort();
    this.#watched.dispose();
  }

  /** A file with the same columns needs no questions. */
  async #know(name: string): Promise<boolean> {
    const { project, known } = this.#parts;
    if (known.of(name) === undefined && fairnessSubject(name).run === undefined) {
      const columns = this.#parts.columns();
      const facts = await factsOf(project, fileOf(project, name));
      const { label, prediction, score, weight, split, groups } = columns;
      const needed = [label, prediction, score, weight, split?.column, ...groups.map(({ column }) => column)];
      const isThere = (column: string | undefined) =>
        column === undefined || facts.some((fact) => fact.name === column);
      if (needed.every(isThere)) await known.keep([name], columns);
    }
    return await askColumns({ project, name, known, isAsked: false });
  }

  #watch(file: string): void {
    if (this.#watching === file) return;
    this.#watching = file;
    this.#watched.dispose();
    this.#watched = new DisposableStore();
    const pattern = new vscode.RelativePattern(
      vscode.Uri.file(path.dirname(file)),
      path.basename(file).replace(/[[\]{}*?]/g, '?'),
    );
    const watcher = this.#watched.add(vscode.workspace.createFileSystemWatcher(pattern));
    for (const event of [watcher.onDidChange, watcher.onDidCreate])
      this.#watched.add(event(() => this.#parts.changed()));
  }
}

function fileOf(project: Project, name: string): string {
  return path.resolve(project.folder, fairnessSubject(name).file);
}

async function contentOf(file: string): Promise<string> {
  return await stat(file).then(
    ({ mtimeMs, size }) => `${String(mtimeMs)} ${String(size)}`,
    () => '',
  );
}
