/** One dataset page: answers its calls and tells it what changed. */
import * as vscode from 'vscode';
import { UserError } from '../../base/errors.ts';
import { formatCount } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import type { DataHere } from '../../project/dataProfiles.ts';
import { datasetPage, type DatasetAction, type DatasetPageHandlers } from '../../protocol/datasetPage.ts';
import type { CatalogRef } from '../catalogRef.ts';
import { commands, type CommandId } from '../ui/contributions.ts';
import { PagePanel } from './pagePanel.ts';
import { shownComparisonOf, shownProfileOf, shownRowsOf } from './shownData.ts';
import type { SubjectToShow } from './subjectPanels.ts';

export interface DatasetPageActions {
  openRun(of: SubjectToShow, run: string): void;
  log(line: string): void;
}

export class DatasetPanel extends PagePanel {
  readonly #of: SubjectToShow;
  readonly #actions: DatasetPageActions;
  readonly #progress: (share: number) => void;
  #stop = new AbortController();

  constructor(of: SubjectToShow, actions: DatasetPageActions) {
    const { panel, project } = of;
    super({ panel, page: 'dataset', log: (line) => actions.log(line) });
    this.#of = of;
    this.#actions = actions;
    const served = this.serve(datasetPage, this.#handlers());
    this.#progress = (share) => served.emit('progress', { share });
    this.owned.add(project.store.onDidChangeCatalog(() => served.emit('changed', {})));
    this.owned.add(
      project.store.onDidChange(({ ids }) => {
        if (ids === 'all') served.emit('changed', {});
      }),
    );
    this.owned.add({ dispose: () => this.#stop.abort() });
  }

  #handlers(): DatasetPageHandlers {
    const { project, folder, name } = this.#of;
    const { catalog } = project.store;
    const done = async (work: unknown) => {
      await work;
      return null;
    };
    const call = async (id: CommandId, ref: Partial<CatalogRef>) =>
      await done(vscode.commands.executeCommand(id, { folder, ...ref }));
    return {
      ping: () => done(undefined),
      view: async () => {
        const detail = await catalog.catalogDataset({ name });
        const profiles = await project.profiles();
        const kept = await profiles.keptHashes();
        const hashes = (detail?.versions ?? []).map(({ hash }) => hash);
        return { detail, profiled: hashes.filter((hash) => kept.has(hash)) };
      },
      profile: async ({ hash }) => {
        const profiles = await project.profiles();
        const here = await this.#here({ orNothing: hash !== null });
        if (hash !== null && hash !== here.hash) {
          const kept = await profiles.kept(hash);
          if (kept !== undefined) return shownProfileOf(kept);
          throw new UserError(
            'noProfile',
            t('This version was never profiled on this machine, and its data is not on disk.'),
          );
        }
        return shownProfileOf(await profiles.of(here, this.#asking()));
      },
      compare: async ({ before, after }) => {
        const profiles = await project.profiles();
        return shownComparisonOf(
          await profiles.compare(before, after, await this.#here({ orNothing: true }), this.#asking()),
        );
      },
      rows: async ({ limit }) => {
        const profiles = await project.profiles();
        return shownRowsOf(await profiles.rows(await this.#here(), limit, this.#asking()));
      },
      cancel: async () => {
        this.#stop.abort();
        this.#stop = new AbortController();
        return await done(undefined);
      },
      act: async ({ action }) => {
        if (action === 'refresh') return await done(catalog.readData({ names: [name] }));
        return await call(actionIds[action], { kind: 'dataset', name });
      },
      openRun: async ({ run }) => {
        this.#actions.openRun(this.#of, run);
        return await done(undefined);
      },
      openModel: async ({ model, version }) =>
        await call(commands.modelsOpen, { kind: 'modelVersion', name: model, version }),
      revealCopy: async ({ at }) => {
        const copy = (await catalog.catalogDataset({ name }))?.copies[at];
        if (copy === undefined) throw new UserError('gone', t('That copy is not there any more.'));
        const uri = vscode.Uri.joinPath(vscode.Uri.parse(folder), copy);
        return await done(vscode.commands.executeCommand('revealInExplorer', uri));
      },
      openFeature: async (feature) => await call(commands.featuresOpen, { kind: 'feature', ...feature }),
    };
  }

  #asking() {
    return { signal: this.#stop.signal, progress: this.#progress };
  }

  /** Rejects with UserError `unread` when there is no data on disk, unless what is kept of it may do. */
  async #here({ orNothing = false } = {}): Promise<DataHere> {
    const { project, name } = this.#of;
    const { catalog } = project.store;
    const detail = await catalog.catalogDataset({ name });
    if (detail === null) throw new UserError('unread', t('There is no dataset {0} any more.', name));
    const { format, disk } = detail;
    if (disk.files === 0 || disk.files > mostFiles) {
      if (orNothing) return { files: [], hash: null, format };
      throw new UserError(
        'unread',
        disk.files === 0
          ? (disk.why ?? t('There is no file of {0} on disk.', name))
          : t(
              '{0} has {1} files, and at most {2} are profiled together.',
              name,
              formatCount(disk.files),
              formatCount(mostFiles),
            ),
      );
    }
    const files = detail.files.length < disk.files ? await catalog.dataFiles({ name }) : detail.files;
    return { files, hash: disk.hash, format };
  }
}

const actionIds: Readonly<Record<Exclude<DatasetAction, 'refresh'>, CommandId>> = {
  recordVersion: commands.catalogRecordVersion,
  openFile: commands.catalogOpenFile,
  openEntry: commands.catalogOpenEntry,
  setOwner: commands.catalogSetOwner,
  reveal: commands.catalogReveal,
  copyPath: commands.catalogCopyPath,
};

/** As many as the index thread tells; DuckDB would open more, slowly. */
const mostFiles = 20_000;
