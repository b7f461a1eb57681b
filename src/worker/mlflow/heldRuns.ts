/** The runs that this endpoint has open: made by its clients, gone on with, or touched once more after their end. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { t } from '../../base/l10n.ts';
import type { EventOf } from '../../records/event.ts';
import type { ProcessIdentity } from '../../records/process.ts';
import type { RunRecord } from '../../records/run.ts';
import { makeRunFolder } from '../../runs/launchFolder.ts';
import { holderOf, takeLock } from '../../runs/workerLock.ts';
import { runPaths, type Layout, type RunPaths } from '../../storage/layout.ts';
import { ApiError } from './apiError.ts';
import { OwnLedger } from './ledger.ts';
import { ServedRun } from './servedRun.ts';

/** What run.json of a new run says that no request tells. */
export type RunTemplate = Omit<
  RunRecord,
  'id' | 'name' | 'experiment' | 'params' | 'tags' | 'created' | 'user'
>;

export interface HeldRunsOptions {
  readonly layout: Layout;
  readonly clock: Clock;
  readonly random: () => number;
  readonly me: ProcessIdentity;
  readonly template: RunTemplate;
  /** The run whose script the clients are, or `serve`. */
  readonly servedBy: string;
}

export interface Held {
  readonly run: ServedRun;
  readonly ledger: OwnLedger;
}

export class HeldRuns {
  readonly #options: HeldRunsOptions;
  readonly #open = new Map<string, Held>();
  readonly #late = new Map<string, Promise<Held>>();
  /** Runs whose writer this process has become; it stays that until it ends. */
  readonly #locked = new Set<string>();

  constructor(options: HeldRunsOptions) {
    this.#options = options;
  }

  get(id: string): Held | undefined {
    return this.#open.get(id);
  }

  /** Runs that have not ended. */
  *open(): Iterable<Held> {
    for (const held of this.#open.values()) if (held.ledger.late === undefined) yield held;
  }

  all(): Iterable<Held> {
    return this.#open.values();
  }

  async create(
    given: Pick<RunRecord, 'experiment' | 'tags' | 'created' | 'user'> & {
      readonly name?: string;
      readonly script?: string;
    },
  ): Promise<Held> {
    const { layout, template, clock, random, me } = this.#options;
    const { id, dir } = await makeRunFolder(layout, { ...template, ...given, params: {} }, { clock, random });
    const paths = runPaths(dir);
    if (!(await takeLock(paths, me, 0))) throw this.#elsewhere(id);
    this.#locked.add(id);
    return this.#hold(id, paths, (held) => held.run.event({ type: 'started' }, given.created));
  }

  /** Goes on with a run that has ended, as if it had not. */
  async resume(id: string, paths: RunPaths): Promise<Held> {
    const late = await this.#late.get(id);
    if (late !== undefined) this.#letGo(id, late);
    await this.#lock(id, paths);
    return this.#hold(id, paths, (held) => held.run.event({ type: 'resumed' }));
  }

  /** Goes on with an open run whose writer died. */
  async takeOver(id: string, paths: RunPaths): Promise<Held> {
    await this.#lock(id, paths);
    return this.#hold(id, paths, () => undefined);
  }

  /** Opens a run that has ended, and stays so, for a few more words. */
  async late(id: string, paths: RunPaths, ended: EventOf<'ended'>): Promise<Held> {
    const known = this.#late.get(id);
    if (known !== undefined) return known;
    const opening = this.#lock(id, paths).then(() => {
      const ledger = new OwnLedger(paths, this.#options.clock);
      ledger.late = ended;
      const held = { ledger, run: new ServedRun(id, ledger) };
      this.#open.set(id, held);
      return held;
    });
    this.#late.set(id, opening);
    try {
      return await opening;
    } catch (error) {
      this.#late.delete(id);
      throw error;
    }
  }

  /** False when the disk is full: then call again later. */
  end(id: string, ended: Omit<EventOf<'ended'>, 'type'>): boolean {
    const held = this.#open.get(id);
    if (held === undefined) return true;
    if (!held.ledger.close({ type: 'ended', ...ended })) return false;
    this.#open.delete(id);
    return true;
  }

  /** Leaves it as it is, for another worker or because nobody speaks of it any more. */
  letGo(id: string): void {
    const held = this.#open.get(id);
    if (held !== undefined) this.#letGo(id, held);
  }

  /** Ended runs that nobody has written to for a while, and the oldest of too many. */
  tidy(): void {
    const late = [...this.#open].filter(([, held]) => held.ledger.late !== undefined);
    late.sort(([, a], [, b]) => a.run.lastUse - b.run.lastUse);
    const old = performance.now() - lateLasts;
    for (const [index, [id, held]] of late.entries()) {
      if (held.run.lastUse < old || late.length - index > mostLate) this.#letGo(id, held);
    }
  }

  #letGo(id: string, { run, ledger }: Held): void {
    if (!run.commitNow() || !ledger.close()) return;
    this.#open.delete(id);
    this.#late.delete(id);
  }

  #hold(id: string, paths: RunPaths, begin: (held: Held) => void): Held {
    const { clock, me, servedBy } = this.#options;
    const ledger = new OwnLedger(paths, clock);
    ledger.hold({ nonce: randomBytes(16).toString('hex'), host: hostname(), worker: me, servedBy });
    const held = { ledger, run: new ServedRun(id, ledger) };
    this.#open.set(id, held);
    begin(held);
    return held;
  }

  /** Throws ApiError when another process writes it, or might. */
  async #lock(id: string, paths: RunPaths): Promise<void> {
    if (this.#locked.has(id)) return;
    const holder = await holderOf(paths);
    if (holder.proof !== 'dead' || !(await takeLock(paths, this.#options.me, holder.number)))
      throw this.#elsewhere(id);
    this.#locked.add(id);
  }

  #elsewhere(id: string): ApiError {
    return new ApiError(
      'PERMISSION_DENIED',
      t('The run {0} is recorded by another process.', path.basename(id)),
    );
  }
}

/** ms */
const lateLasts = 10_000;
const mostLate = 32;
