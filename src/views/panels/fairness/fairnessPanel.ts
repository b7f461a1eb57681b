/** One fairness page: sends the counts of its predictions once, and tells it what changed. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { messageOf, UserError } from '../../../base/errors.ts';
import { t } from '../../../base/l10n.ts';
import { fairnessSubject, fairnessTitle } from '../../../project/fairnessSubject.ts';
import {
  fairnessPage,
  type ColumnSetting,
  type FairnessColumns,
  type FairnessPageHandlers,
} from '../../../protocol/fairnessPage.ts';
import type { RunDetail } from '../../../protocol/runShape.ts';
import { commands } from '../../ui/contributions.ts';
import type { ToJudge } from '../../judging/judge.ts';
import { PagePanel } from '../pagePanel.ts';
import type { SubjectToShow } from '../subjectPanels.ts';
import { askedOf, joinedFacts, keptAs } from './joinedGroups.ts';
import type { KnownColumns } from './knownColumns.ts';
import { VersusHost } from './versusHost.ts';

export interface FairnessPageActions {
  readonly known: KnownColumns;
  openRun(run: string): void;
  openModel(name: string, version: number): void;
  /** As it was when the run started. */
  openScript(run: string, script: string): Promise<void>;
  choose(setting: ColumnSetting | null, changed: () => void): Promise<void>;
  /** What was counted becomes part of the run's record. */
  keep(report: ToJudge): void;
  log(line: string): void;
}

export class FairnessPanel extends PagePanel {
  readonly #of: SubjectToShow;
  readonly #actions: FairnessPageActions;
  readonly #progress: (share: number) => void;
  readonly #file: string;
  readonly #run: string | undefined;
  readonly #changed: () => void;
  readonly #versus: VersusHost;
  #stop = new AbortController();

  constructor(of: SubjectToShow, actions: FairnessPageActions) {
    const { panel, project } = of;
    super({ panel, page: 'fairness', log: (line) => actions.log(line) });
    this.#of = of;
    this.#actions = actions;
    const { run, file } = fairnessSubject(of.name);
    this.#run = run;
    this.#file = path.resolve(project.folder, file);
    this.#versus = this.owned.add(
      new VersusHost({
        ...{ project, own: of.name, known: actions.known, columns: () => this.#columns() },
        changed: () => this.#changed(),
        progress: (share) => this.#progress(share),
      }),
    );
    const served = this.serve(fairnessPage, this.#handlers());
    this.#progress = (share) => served.emit('progress', { share });
    this.#changed = () => served.emit('changed', {});
    this.owned.add(
      project.store.onDidChange(({ ids }) => {
        if (run === undefined || (ids !== 'all' && !ids.includes(run))) return;
        this.#changed();
        void this.#retitle();
      }),
    );
    void this.#retitle();
    this.owned.add(project.onDidChangeConfig(() => this.#changed()));
    this.owned.add(
      project.store.onDidChangeCatalog(() => {
        if (actions.known.of(of.name)?.join !== undefined) this.#changed();
      }),
    );
    const pattern = new vscode.RelativePattern(
      vscode.Uri.file(path.dirname(this.#file)),
      path.basename(this.#file).replace(/[[\]{}*?]/g, '?'),
    );
    const watcher = this.owned.add(vscode.workspace.createFileSystemWatcher(pattern));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete])
      this.owned.add(event(() => this.#changed()));
    this.owned.add({ dispose: () => this.#stop.abort() });
  }

  override reveal(): void {
    super.reveal();
    this.#changed();
  }

  #handlers(): FairnessPageHandlers {
    const { project } = this.#of;
    const done = async (work: unknown) => {
      await work;
      return null;
    };
    return {
      ping: () => done(undefined),
      view: async () => {
        const detail = await this.#detail();
        const columns = this.#columns();
        const joined = await joinedFacts(project, columns, detail);
        return {
          file: relative(project.folder, this.#file),
          columns,
          content: `${await this.#content()} ${joined.content}`,
          run: detail ? { id: detail.id, name: detail.name, script: detail.script } : null,
          data: [
            ...(detail?.datasets.map(({ name, version }) =>
              version === null ? name : `${name} ${version}`,
            ) ?? []),
            ...joined.data,
          ],
          models: [...(this.#run === undefined ? [] : await project.store.models.ofRun(this.#run))],
          policy: project.config.fairness ?? null,
          stale: [...(detail ? await this.#stale(detail) : []), ...joined.stale],
        };
      },
      counts: async () => {
        this.#cancel();
        const columns = await askedOf(project, this.#columns());
        const counts = await project.fairness(
          { files: [this.#file], ...columns },
          { signal: this.#stop.signal, progress: this.#progress },
        );
        if (this.#run !== undefined)
          this.#actions.keep({ run: this.#run, file: this.#file, columns: keptAs(project, columns) });
        return counts;
      },
      deepCounts: async () => {
        const columns = await askedOf(project, this.#columns());
        return await project.fairness(
          { files: [this.#file], ...columns, cross: Math.min(3, columns.groups.length) },
          { signal: this.#stop.signal, progress: () => undefined },
        );
      },
      chooseVersus: async () => (await this.#versus.choose()) ?? null,
      versus: async (asked) => await this.#versus.answer(asked),
      cancel: async () => {
        this.#cancel();
        this.#versus.cancel();
        return await done(undefined);
      },
      choose: async ({ setting }) => await done(this.#actions.choose(setting, this.#changed)),
      openFile: async () =>
        await done(vscode.commands.executeCommand('vscode.open', vscode.Uri.file(this.#file))),
      openRun: async () => {
        if (this.#run !== undefined) this.#actions.openRun(this.#run);
        return await done(undefined);
      },
      openScript: async () => {
        const detail = await this.#detail();
        const script = detail?.script ?? undefined;
        if (detail && script !== undefined) await this.#actions.openScript(detail.id, path.basename(script));
        return await done(undefined);
      },
      openModel: async ({ at }) => {
        const made = this.#run === undefined ? undefined : (await project.store.models.ofRun(this.#run))[at];
        if (made === undefined) throw new UserError('gone', t('That version is not there any more.'));
        this.#actions.openModel(made.name, made.version);
        return await done(undefined);
      },
      openPolicy: async () => await done(vscode.commands.executeCommand(commands.configOpen)),
      copy: async ({ text }) => await done(vscode.env.clipboard.writeText(text)),
      save: async ({ format, text }) =>
        await done(
          this.#save(text, {
            ...{ title: t('Export the fairness report'), end: `fairness.${format}` },
            filters: format === 'md' ? { Markdown: ['md'] } : { HTML: ['html'] },
          }),
        ),
      savePicture: async ({ name, kind, bytes }) =>
        await done(
          this.#save(new Uint8Array(bytes), {
            ...{ title: t('Save the chart'), end: `${fileName(name)}.${kind}` },
            filters: kind === 'png' ? { [t('PNG picture')]: ['png'] } : { [t('SVG picture')]: ['svg'] },
          }),
        ),
    };
  }

  #cancel(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
  }

  /** Two runs write files of the same name, so a tab is called after its run. */
  async #retitle(): Promise<void> {
    const detail = await this.#detail().catch(() => undefined);
    if (detail) this.retitle(t('Fairness: {0}', fairnessTitle(this.#of.name, detail)));
  }

  /** Only what a person opened and chose columns of is read. */
  #columns(): FairnessColumns {
    const columns = this.#actions.known.of(this.#of.name);
    if (columns !== undefined) return columns;
    throw new UserError(
      'noColumns',
      t('It is not known any more which columns of {0} say what.', path.basename(this.#file)),
      t('Choose the columns again.'),
    );
  }

  async #detail(): Promise<RunDetail | undefined> {
    return this.#run === undefined ? undefined : await this.#of.project.store.detail(this.#run);
  }

  async #content(): Promise<string> {
    return await stat(this.#file).then(
      ({ mtimeMs, size }) => `${String(mtimeMs)} ${String(size)}`,
      () => '',
    );
  }

  async #stale(detail: RunDetail): Promise<string[]> {
    const { id, script, ended } = detail;
    const { project } = this.#of;
    const written = await stat(this.#file).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
    const isOther = ended !== null && written !== undefined && written > ended + graceMs;
    const then = await textOf(project.pathsOf(id).script);
    const now = script === null ? undefined : await textOf(path.resolve(project.folder, script));
    const data = detail.datasets.filter(({ hash }) => hash !== null);
    const known = await Promise.all(
      data.map(async ({ name }) => await project.store.catalog.catalogDataset({ name })),
    );
    const changed = data.filter(({ hash }, at) => {
      const disk = known[at]?.disk.hash;
      return typeof disk === 'string' && disk !== hash;
    });
    return [
      ...changed.map(({ name }) => t('{0} is not what this run read any more.', name)),
      ...(isOther ? [t('The predictions were written again after the run had ended.')] : []),
      ...(then !== undefined && now !== undefined && then !== now
        ? [t('The script changed since this run: what it does now may treat groups otherwise.')]
        : []),
    ];
  }

  /** `end`: what the name of the predictions is continued with. */
  async #save(
    bytes: string | Uint8Array,
    { title, end, filters }: { title: string; end: string; filters: Record<string, string[]> },
  ): Promise<void> {
    const { dir, name } = path.parse(this.#file);
    const uri = await vscode.window.showSaveDialog({
      ...{ title, filters },
      defaultUri: vscode.Uri.file(path.join(dir, `${name}-${end}`)),
    });
    if (uri === undefined) return;
    try {
      await writeFile(uri.fsPath, bytes);
    } catch (error) {
      throw new UserError(
        'unwritten',
        t('{0} could not be written: {1}', uri.fsPath, messageOf(error)),
        undefined,
        {
          cause: error,
        },
      );
    }
  }
}

/** Names of groups and columns may hold what names of files may not. */
function fileName(name: string): string {
  return name.replace(/[\\/:*?"<>|\p{Cc}\s]+/gu, '-').slice(0, 80);
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    // It is not there: nothing to compare.
    return undefined;
  }
}

function relative(folder: string, file: string): string {
  const found = path.relative(folder, file);
  return found.startsWith('..') ? file : found;
}

/** ms that clocks of file systems may be behind. */
const graceMs = 2000;
