/** One opened folder: its layout, configuration and runs, and all that can be done with them; the place where areas meet. */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { codeOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { writeProblem } from '../base/writeProblem.ts';
import type { CairnConfig } from '../records/config.ts';
import { runEdit, type RunEdit } from '../records/edit.ts';
import type { TrackingRecord } from '../records/tracking.ts';
import type { Launched, LaunchHost, LaunchRequest } from '../runs/launch.ts';
import type { RecoverOutcome, Recovery } from '../runs/recover.ts';
import type { StopKind } from '../runs/stopLine.ts';
import type { TrashedRun, TrashResult } from '../runs/trash.ts';
import { writeFileAtomic } from '../storage/atomicFile.ts';
import { layoutOf, runDir, runPaths, type Layout, type RunPaths } from '../storage/layout.ts';
import { requireInside } from '../storage/requireInside.ts';
import type { ConfigEdit } from './configEdit.ts';
import { readConfig } from './configFile.ts';
import type { ModelActions } from './modelActions.ts';
import type { Asking, DataProcess } from '../data/dataProcess.ts';
import type { FairnessCounts, FairnessQuery } from '../protocol/fairnessCounts.ts';
import type { VersusCounts, VersusQuery } from '../protocol/fairnessVersus.ts';
import type { DataProfiles } from './dataProfiles.ts';
import type { ReadConfig } from './parseConfig.ts';
import type { YamlEdit } from '../storage/yamlEdit.ts';
import type { RunStore } from './runStore.ts';

export interface ProjectHost {
  readonly launching: Omit<LaunchHost, 'config'>;
  /** Called once, when runs are first asked for. */
  readonly openStore: (layout: Layout, config: CairnConfig) => RunStore;
  /** The process that reads data, one for all folders; it starts with the first question. */
  readonly openData: () => Promise<DataProcess>;
  /** Whether programs may be started now. */
  readonly isTrusted: () => boolean;
  /** Asked where config.yaml has rules for launches (`review.launch`); rejects where this one may not be. */
  readonly mayLaunch: (project: Project, request: ProjectLaunch) => Promise<void>;
  /** Folder that holds cairn.py. */
  readonly pythonPath: string;
  /** Where it is kept which folders have a tracking endpoint: the person's own, outside of every workspace. */
  readonly trackingPath: string;
}

export interface ProjectLaunch extends Omit<LaunchRequest, 'folder' | 'pythonPath'> {
  /** What the task is called that launches it. */
  readonly configuration?: string;
}

export class Project implements Disposable {
  /** Absolute path. */
  readonly folder: string;
  readonly name: string;
  readonly layout: Layout;
  readonly #host: ProjectHost;
  readonly #owned = new DisposableStore();
  readonly #configChanged = this.#owned.add(new Emitter<ReadConfig>());
  readonly #storeOpened = this.#owned.add(new Emitter<RunStore>());
  readonly onDidChangeConfig = this.#configChanged.event;
  /** Fires once, when something first asks for runs. */
  readonly onDidOpenStore = this.#storeOpened.event;
  #config: ReadConfig = { config: {}, problems: [] };
  #store: RunStore | undefined;
  #profiles: DataProfiles | undefined;

  constructor(folder: string, host: ProjectHost) {
    this.folder = folder;
    this.name = path.basename(folder);
    this.layout = layoutOf(folder);
    this.#host = host;
  }

  get config(): CairnConfig {
    return this.#config.config;
  }

  get configProblems(): ReadConfig['problems'] {
    return this.#config.problems;
  }

  /** Opens the index thread on first use. */
  get store(): RunStore {
    if (this.#store === undefined) {
      this.#store = this.#owned.add(this.#host.openStore(this.layout, this.config));
      this.#storeOpened.fire(this.#store);
    }
    return this.#store;
  }

  /** Reads config.yaml again; what is wrong in it is in `configProblems`. */
  async reloadConfig(): Promise<void> {
    this.#config = await readConfig(this.layout.config);
    this.#store?.setConfig(this.config);
    this.#configChanged.fire(this.#config);
  }

  /** Changes config.yaml in place, or writes a first one. Rejects with UserError `config`, `readOnly`, `outside`. */
  async editConfig(change: (edit: ConfigEdit) => void): Promise<void> {
    const { ConfigEdit } = await import('./configEdit.ts');
    await this.#rewrite(this.layout.config, (before) => {
      const edit = new ConfigEdit(before);
      change(edit);
      return edit.text();
    });
    await this.reloadConfig();
  }

  /** As `editConfig`, of datasets.yaml or features.yaml. Rejects with UserError `yaml`, `readOnly`, `outside`. */
  async editCatalog(which: 'datasets' | 'features', change: (edit: YamlEdit) => void): Promise<void> {
    const { YamlEdit } = await import('../storage/yamlEdit.ts');
    await this.#rewrite(this.layout[which], (before) => {
      const edit = new YamlEdit(before, { where: `${which}.yaml`, example: which });
      change(edit);
      return edit.text();
    });
    await this.store.catalog.readData({ names: [] });
  }

  /** What is known of the columns of its data; opened when it is first asked for. */
  async profiles(): Promise<DataProfiles> {
    const { DataProfiles } = await import('./dataProfiles.ts');
    return (this.#profiles ??= new DataProfiles(this.layout, this.#host.openData));
  }

  /** Counts of predictions by group. Rejects with the UserErrors of the data process. */
  async fairness(query: FairnessQuery, asking: Asking): Promise<FairnessCounts> {
    return await (await this.#host.openData()).fairness(query, asking);
  }

  async versus(query: VersusQuery, asking: Asking): Promise<VersusCounts> {
    return await (await this.#host.openData()).versus(query, asking);
  }

  pathsOf(id: string): RunPaths {
    return runPaths(runDir(this.layout, id));
  }

  /** Rejects with UserError: `trust`, `unreviewed`, and those of runs/launch.ts. */
  async launch(request: ProjectLaunch): Promise<Launched> {
    this.#requireTrust();
    // What stands in config.yaml now counts, not what stood there when it was last watched.
    await this.reloadConfig();
    if (this.config.review?.launch !== undefined) await this.#host.mayLaunch(this, request);
    const { launch } = await actions();
    const { configuration: _, ...recorded } = request;
    const launched = await launch(
      { ...recorded, folder: this.folder, pythonPath: this.#host.pythonPath },
      this.#launchHost(),
    );
    await this.store.refresh([launched.id]);
    return launched;
  }

  /** Rejects with UserError `trust`, `notRunning`, `readOnly`. */
  async stop(id: string, kind: StopKind): Promise<void> {
    this.#requireTrust();
    const { requestStop } = await actions();
    await requestStop(runDir(this.layout, id), kind, this.#launchHost());
    await this.store.refresh([id]);
  }

  /** Gives a run whose worker died a new one; undefined when it has ended or may not be touched. */
  async lookAfter(id: string): Promise<RecoverOutcome | undefined> {
    if (!this.#host.isTrusted()) return undefined;
    const { takeOver } = await actions();
    const outcome = await takeOver(runDir(this.layout, id), this.#launchHost());
    return outcome === 'unknown' ? undefined : outcome;
  }

  /** Finishes what a crash left open, of all runs or of these; does nothing in a folder that is not trusted. */
  async recover(ids?: readonly string[]): Promise<Recovery> {
    if (!this.#host.isTrusted()) return { recovered: [], starting: [], problems: [] };
    const { recoverFolder } = await actions();
    return await recoverFolder(this.layout, this.#launchHost(), ids && { ids });
  }

  /** The endpoint that notebooks of this folder log to, when there is one. */
  async tracking(): Promise<TrackingRecord | undefined> {
    const { findTracking, trackingFile } = await actions();
    return await findTracking(trackingFile(this.#host.trackingPath, this.folder));
  }

  /** Starts that endpoint, or finds the one that is there. Rejects with UserError `trust`, `tracking`. */
  async startTracking(): Promise<TrackingRecord> {
    this.#requireTrust();
    await this.reloadConfig();
    const { folder, config } = this;
    const { startTracking, trackingFile } = await actions();
    const file = trackingFile(this.#host.trackingPath, folder);
    return await startTracking(file, { folder, config }, this.#host.launching);
  }

  /** Rejects with UserError `trust`, `tracking`. */
  async stopTracking(record: TrackingRecord): Promise<void> {
    this.#requireTrust();
    const { stopTracking, trackingFile } = await actions();
    await stopTracking(trackingFile(this.#host.trackingPath, this.folder), record);
  }

  /**
   * Star, name, note or tags; the last one wins. It starts nothing, so it needs no trust. Rejects with UserError `readOnly`,
   * `gone`, `outside`.
   */
  async edit(id: string, change: Omit<RunEdit, 't'>): Promise<void> {
    await this.#requireInside(this.pathsOf(id).edits);
    const line = runEdit.parse({ ...change, t: this.#host.launching.clock.now() });
    const paths = this.pathsOf(id);
    try {
      await appendFile(paths.edits, `${JSON.stringify(line)}\n`);
    } catch (error) {
      if (codeOf(error) === 'ENOENT')
        throw new UserError('gone', t('The run {0} is not there any more.', id), undefined, { cause: error });
      throw new UserError(
        'readOnly',
        t('The run could not be changed: {0}.', writeProblem(error)),
        undefined,
        { cause: error },
      );
    }
    await this.store.refresh([id]);
  }

  /** What can be done with registered models; loaded when the first thing is done. */
  async models(): Promise<ModelActions> {
    const { ModelActions } = await import('./modelActions.ts');
    const { clock, env } = this.#host.launching;
    return new ModelActions({
      layout: this.layout,
      config: this.config,
      clock,
      env,
      isTrusted: this.#host.isTrusted(),
    });
  }

  async moveToTrash(ids: readonly string[]): Promise<TrashResult> {
    await this.#requireInside(this.layout.runs, this.layout.trash);
    const { moveToTrash } = await actions();
    return await this.#andRefresh(moveToTrash(this.layout, ids, this.#host.launching.clock));
  }

  async restore(ids: readonly string[]): Promise<TrashResult> {
    await this.#requireInside(this.layout.runs, this.layout.trash);
    const { restore } = await actions();
    return await this.#andRefresh(restore(this.layout, ids));
  }

  /** For good. */
  async emptyTrash(): Promise<TrashResult> {
    await this.#requireInside(this.layout.trash);
    const { emptyTrash } = await actions();
    return await this.#andRefresh(emptyTrash(this.layout));
  }

  /** Newest first. */
  async listTrash(): Promise<readonly TrashedRun[]> {
    const { listTrash } = await actions();
    return await listTrash(this.layout);
  }

  /** The path of a file in this folder as records name it: relative with forward slashes, absolute when outside. */
  relative(file: string): string {
    const relative = path.relative(this.folder, file);
    const inside = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
    return (inside ? relative : file).split(path.sep).join('/');
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #andRefresh<T>(work: Promise<T>): Promise<T> {
    const result = await work;
    await this.store.refresh();
    return result;
  }

  /** What `change` makes of the text of a file of .cairn is written whole. */
  async #rewrite(file: string, change: (before: string) => string): Promise<void> {
    await this.#requireInside(file);
    try {
      await mkdir(this.layout.root, { recursive: true });
      const before = await readFile(file, 'utf8').catch(emptyWhenMissing);
      const after = change(before);
      if (after !== before) writeFileAtomic(file, after);
    } catch (error) {
      if (error instanceof UserError) throw error;
      const message = t('{0} could not be written: {1}', file, writeProblem(error));
      throw new UserError('readOnly', message, undefined, { cause: error });
    }
  }

  #launchHost(): LaunchHost {
    return { ...this.#host.launching, config: this.config };
  }

  /** Links may lead anywhere where the person trusts the folder, and nowhere else. */
  async #requireInside(...places: readonly string[]): Promise<void> {
    if (this.#host.isTrusted()) return;
    for (const place of places) await requireInside(this.folder, place);
  }

  #requireTrust(): void {
    if (!this.#host.isTrusted()) throw untrusted();
  }
}

async function actions() {
  return await import('./runActions.ts');
}

function emptyWhenMissing(error: unknown): string {
  if (codeOf(error) === 'ENOENT') return '';
  throw error;
}

export function untrusted(): UserError {
  return new UserError(
    'trust',
    t('This folder is not trusted: runs can be viewed, not started or stopped.'),
    t('Trust the folder first.'),
  );
}
