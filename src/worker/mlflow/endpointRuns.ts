/** Runs as the endpoint's clients see them: theirs to write, everybody's to read, and how theirs begin and end. */
import fs from 'node:fs';
import path from 'node:path';
import { t } from '../../base/l10n.ts';
import type { EndStatus, EventOf } from '../../records/event.ts';
import { openRunFiles, type RunFiles } from '../../runs/runFiles.ts';
import { isRunId } from '../../runs/runIds.ts';
import { relativeScript } from '../../runs/launchRecord.ts';
import { moveToTrash, restore } from '../../runs/trash.ts';
import { runDir, type Layout, type RunPaths } from '../../storage/layout.ts';
import { ApiError } from './apiError.ts';
import type { MlflowRuns, NewRun, ReadRun } from './context.ts';
import { HeldRuns, type HeldRunsOptions } from './heldRuns.ts';
import { invalid } from './limits.ts';
import type { Ledger } from './ledger.ts';
import { ServedRun } from './servedRun.ts';

/** The run whose script the clients are. */
export interface MainRun {
  readonly id: string;
  readonly ledger: Ledger;
  /** Whether the script has begun its run here already. */
  readonly adopted: boolean;
  /** Writes down that it has. */
  onAdopted(): void;
}

export interface EndpointRunsOptions extends HeldRunsOptions {
  readonly main?: MainRun;
  /** Who a run belongs to whose client does not say so. */
  readonly user: string;
}

export class EndpointRuns implements MlflowRuns {
  readonly held: HeldRuns;
  /** Runs that may have changed since somebody emptied this. */
  readonly touched = new Set<string>();
  readonly main: ServedRun | undefined;
  readonly #layout: Layout;
  readonly #options: EndpointRunsOptions;
  readonly #own = new Set<string>();
  /** Runs whose client has just said that they are over, and may have said so only because its process ends. */
  readonly #ending = new Map<string, { readonly ended: EventOf<'ended'>; readonly told: number }>();
  readonly #reading = new Map<string, RunFiles>();
  #adopted: boolean;
  #used = false;

  constructor(options: EndpointRunsOptions) {
    this.#options = options;
    this.#layout = options.layout;
    this.held = new HeldRuns(options);
    const { main } = options;
    this.main = main && new ServedRun(main.id, main.ledger);
    this.#adopted = main?.adopted ?? true;
    if (main !== undefined) this.#own.add(main.id);
  }

  /** Whether any client has begun or gone on with a run here. */
  get isUsed(): boolean {
    return this.#used || (this.#options.main?.adopted ?? false);
  }

  isOpen(id: string): boolean {
    return this.#writable(id) !== undefined && this.held.get(id)?.ledger.late === undefined;
  }

  read(id: string): ReadRun {
    const held = this.#writable(id);
    if (held !== undefined) return held;
    const { files, deleted } = this.#filesOf(id);
    return { id, paths: files.paths, state: files.state, series: files.series, deleted };
  }

  async write(id: string): Promise<ServedRun> {
    const run = this.#writable(id) ?? (await this.#openLate(id));
    run.lastUse = performance.now();
    this.touched.add(id);
    return run;
  }

  own(id: string): Promise<ServedRun> {
    const run = this.read(id);
    const { parent, origin } = run.state.record;
    const isServed = this.main === undefined && parent === undefined && origin === 'serve';
    if (!this.#own.has(id) && !isServed)
      throw new ApiError('PERMISSION_DENIED', t('The run {0} belongs to another script.', id));
    return this.write(id);
  }

  /** The first run of a launched script is the one that was launched for it. */
  async create(given: NewRun): Promise<ServedRun> {
    this.#used = true;
    if (this.main !== undefined && !this.#adopted) {
      this.#adopt();
      this.#rename(this.main, given);
      return this.main;
    }
    const { name, experiment, user, ...rest } = given;
    const script = this.main === undefined ? this.#scriptOf(given.tags) : undefined;
    const { run } = await this.held.create({
      ...rest,
      user: user ?? this.#options.user,
      ...(script !== undefined && { script }),
      ...(name !== undefined && { name }),
      ...(experiment !== undefined && { experiment }),
    });
    this.#own.add(run.id);
    this.touched.add(run.id);
    return run;
  }

  /** Goes on with an open run whose writer died; one that another process writes is left alone. */
  async takeOver(id: string, paths: RunPaths): Promise<void> {
    try {
      const { run } = await this.held.takeOver(id, paths);
      this.#own.add(id);
      const { told } = run.state;
      if (told !== undefined && told.status !== null)
        this.#ending.set(id, {
          ended: { type: 'ended', t: told.t, status: told.status },
          told: performance.now(),
        });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** `runs/update` with RUNNING. */
  async resume(id: string): Promise<ServedRun> {
    this.#used = true;
    if (id === this.main?.id) this.#adopt();
    this.#ending.delete(id);
    const { state, paths, deleted } = this.read(id);
    if (deleted) throw isDeleted(id);
    const open = this.isOpen(id) ? this.#writable(id) : undefined;
    const run = open ?? (await this.held.resume(id, paths)).run;
    this.#own.add(id);
    this.touched.add(id);
    if (state.told !== undefined) run.event({ type: 'told', status: null });
    return run;
  }

  /** `runs/update` with the status of something that is over. */
  async tellEnd(id: string, status: EndStatus, end: number): Promise<ServedRun> {
    const run = await this.write(id);
    const held = this.held.get(id);
    run.event({ type: 'told', status }, end);
    if (held === undefined) return run;
    const ended: EventOf<'ended'> = { type: 'ended', t: end, status };
    if (held.ledger.late === undefined) this.#ending.set(id, { ended, told: performance.now() });
    else held.ledger.late = { ...held.ledger.late, ...ended };
    return run;
  }

  async remove(id: string): Promise<void> {
    const { deleted } = this.read(id);
    if (deleted) return;
    if (id === this.main?.id) throw invalid(t('The run {0} cannot be deleted while its script runs.', id));
    const held = this.held.get(id);
    const told: EventOf<'ended'> = this.#ending.get(id)?.ended ?? {
      type: 'ended',
      t: this.#options.clock.now(),
      status: 'stopped',
    };
    if (held?.ledger.late !== undefined) this.held.letGo(id);
    else this.endOne(id, told);
    const { problems } = await moveToTrash(this.#layout, [id], this.#options.clock);
    for (const { message } of problems) throw invalid(message);
    this.touched.add(id);
  }

  async restore(id: string): Promise<void> {
    if (!this.read(id).deleted) return;
    const { problems } = await restore(this.#layout, [id]);
    for (const { message } of problems) throw invalid(message);
    this.touched.add(id);
  }

  touch(id: string): void {
    this.touched.add(id);
  }

  /** Runs whose end was told at least `ms` ago end now; one that is told at the exit of a script waits for its exit code. */
  settle(ms = 0): void {
    const now = performance.now();
    for (const [id, { ended, told }] of this.#ending)
      if (now - told >= ms && this.held.end(id, ended)) this.#ending.delete(id);
  }

  /**
   * With the script's process: what it left open ends like it, and so does what was told to have finished in the very last
   * request of a script that failed, because MLflow says so at every exit. False when the disk is full.
   */
  endAll(exit: Omit<EventOf<'ended'>, 'type' | 'exitCode' | 'signal'>): boolean {
    let all = true;
    for (const { run } of [...this.held.open()]) {
      const told = this.#ending.get(run.id)?.ended;
      const isTrue = told !== undefined && (told.status !== 'finished' || exit.status === 'finished');
      all = run.commitNow() && this.held.end(run.id, isTrue ? told : exit) && all;
    }
    if (all) this.#ending.clear();
    return all;
  }

  /** Ends one run that has no process of its own. */
  endOne(id: string, ended: Omit<EventOf<'ended'>, 'type'>): boolean {
    this.#ending.delete(id);
    return (this.held.get(id)?.run.commitNow() ?? true) && this.held.end(id, ended);
  }

  /** Relative to the folder, where the client's script lies in it. */
  #scriptOf(tags: Readonly<Record<string, string>>): string | undefined {
    const source = tags['mlflow.source.name'];
    if (source === undefined || !path.isAbsolute(source) || !fs.existsSync(source)) return undefined;
    const script = relativeScript(this.#layout.folder, source);
    return path.isAbsolute(script) ? undefined : script;
  }

  #adopt(): void {
    if (this.#adopted) return;
    this.#adopted = true;
    this.#options.main?.onAdopted();
  }

  #rename(run: ServedRun, { name, experiment, tags }: NewRun): void {
    const { record } = run.state;
    // A name that was given at launch is a person's.
    const isGiven = !record.id.includes(`-${record.name}-`);
    const renamed = {
      ...(name !== undefined && !isGiven && { name }),
      ...(experiment !== undefined && { experiment }),
    };
    if (Object.keys(renamed).length > 0) run.event({ type: 'named', ...renamed });
    if (Object.keys(tags).length > 0) run.event({ type: 'tags', tags, source: 'mlflow' });
  }

  #writable(id: string): ServedRun | undefined {
    return id === this.main?.id ? this.main : this.held.get(id)?.run;
  }

  async #openLate(id: string): Promise<ServedRun> {
    const { files, deleted } = this.#filesOf(id);
    if (deleted) throw isDeleted(id);
    const { ended } = files.state;
    if (ended === undefined) {
      throw new ApiError('PERMISSION_DENIED', t('The run {0} is recorded by another process.', id));
    }
    return (await this.held.late(id, files.paths, { type: 'ended', ...ended })).run;
  }

  #filesOf(id: string): { readonly files: RunFiles; readonly deleted: boolean } {
    const found = isRunId(id) ? this.#folderOf(id) : undefined;
    if (found === undefined) throw new ApiError('RESOURCE_DOES_NOT_EXIST', t('There is no run {0}.', id));
    const known = this.#reading.get(found.dir);
    if (known !== undefined) {
      known.refresh();
      return { files: known, deleted: found.deleted };
    }
    const read = openRunFiles(found.dir, `runs/${id}`);
    if (!read.ok) throw new ApiError('RESOURCE_DOES_NOT_EXIST', read.problem.message);
    if (this.#reading.size >= mostReading) this.#reading.clear();
    this.#reading.set(found.dir, read.run);
    return { files: read.run, deleted: found.deleted };
  }

  #folderOf(id: string): { readonly dir: string; readonly deleted: boolean } | undefined {
    const dir = runDir(this.#layout, id);
    if (fs.existsSync(path.join(dir, 'run.json'))) return { dir, deleted: false };
    const trashed = path.join(this.#layout.trash, id);
    return fs.existsSync(path.join(trashed, 'run.json')) ? { dir: trashed, deleted: true } : undefined;
  }
}

export function isDeleted(id: string): ApiError {
  return new ApiError(
    'INVALID_PARAMETER_VALUE',
    t('The run {0} is deleted; it must be in the active state. Restore it first.', id),
  );
}

/** Whose parsed files are kept. */
const mostReading = 64;
