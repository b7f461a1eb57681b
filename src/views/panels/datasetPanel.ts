/** One dataset page: answers its calls and tells it what changed. */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { DataHere } from '../../project/dataProfiles.ts';
import type { DatasetDetail } from '../../protocol/catalogThread.ts';
import {
  datasetPage,
  type DatasetAction,
  type DatasetPageHandlers,
  type ShownProfile,
} from '../../protocol/datasetPage.ts';
import type { DataProfile } from '../../protocol/dataProfile.ts';
import { serve } from '../../protocol/rpc.ts';
import type { CatalogRef } from '../catalogRef.ts';
import { commands, type CommandId } from '../ui/contributions.ts';
import type { SubjectPage, SubjectToShow } from './subjectPanels.ts';

export interface DatasetPageActions {
  openRun(of: SubjectToShow, run: string): void;
  log(line: string): void;
}

export class DatasetPanel implements SubjectPage, Disposable {
  readonly #of: SubjectToShow;
  readonly #actions: DatasetPageActions;
  readonly #owned = new DisposableStore();
  readonly #progress: (share: number) => void;
  #stop = new AbortController();

  constructor(of: SubjectToShow, actions: DatasetPageActions) {
    this.#of = of;
    this.#actions = actions;
    const { panel, project } = of;
    const served = serve(datasetPage, {
      port: {
        post: (message) => {
          if (!this.#owned.isDisposed) void panel.webview.postMessage(message);
        },
        onMessage: (listener) => panel.webview.onDidReceiveMessage(listener),
      },
      handlers: this.#handlers(),
      log: (line) => actions.log(`dataset page: ${line}`),
    });
    this.#progress = (share) => served.emit('progress', { share });
    this.#owned.add(served);
    this.#owned.add(project.store.onDidChangeCatalog(() => served.emit('changed', {})));
    this.#owned.add(
      project.store.onDidChange(({ ids }) => {
        if (ids === 'all') served.emit('changed', {});
      }),
    );
    this.#owned.add({ dispose: () => this.#stop.abort() });
  }

  get isVisible(): boolean {
    return this.#of.panel.visible;
  }

  get column(): vscode.ViewColumn | undefined {
    return this.#of.panel.viewColumn;
  }

  reveal(): void {
    this.#of.panel.reveal();
  }

  dispose(): void {
    if (this.#owned.isDisposed) return;
    this.#owned.dispose();
    this.#of.panel.dispose();
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
        const kept = (detail?.versions ?? []).map(async ({ hash }) =>
          (await profiles.kept(hash)) === undefined ? [] : [hash],
        );
        return { detail, profiled: (await Promise.all(kept)).flat() };
      },
      profile: async ({ hash }) => {
        const profiles = await project.profiles();
        const here = await this.#here();
        if (hash !== null && hash !== here.hash) {
          const kept = await profiles.kept(hash);
          if (kept !== undefined) return shownOf(kept);
          throw new UserError(
            'noProfile',
            t('This version was never profiled on this machine, and its data is not on disk.'),
          );
        }
        return shownOf(await profiles.of(here, this.#asking()));
      },
      compare: async ({ before, after }) => {
        const profiles = await project.profiles();
        return await profiles.compare(before, after, await this.#here(), this.#asking());
      },
      rows: async ({ limit }) => {
        const profiles = await project.profiles();
        return await profiles.rows(await this.#here(), limit, this.#asking());
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
      openFeature: async (feature) => await call(commands.featuresOpen, { kind: 'feature', ...feature }),
    };
  }

  #asking() {
    return { signal: this.#stop.signal, progress: this.#progress };
  }

  /** Rejects with UserError `unread` when there is no data on disk. */
  async #here(): Promise<DataHere & Pick<DatasetDetail, 'disk'>> {
    const { project, name } = this.#of;
    const detail = await project.store.catalog.catalogDataset({ name });
    if (detail === null) throw new UserError('unread', t('There is no dataset {0} any more.', name));
    const { files, format, disk } = detail;
    if (files.length > 0 && files.length === disk.files) return { files, hash: disk.hash, format, disk };
    throw files.length === 0
      ? new UserError('unread', disk.why ?? t('There is no file of {0} on disk.', name))
      : new UserError(
          'unread',
          t('{0} has more than {1} files, which is more than is profiled.', name, files.length),
        );
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

function shownOf({ columns, ...profile }: DataProfile): ShownProfile {
  return { ...profile, columns: columns.map(({ deciles, categories, ...column }) => column) };
}
