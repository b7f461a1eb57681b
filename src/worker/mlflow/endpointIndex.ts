/** The index of all runs, for searches: opened when the first one comes, since most scripts never search. */
import { setImmediate as pause } from 'node:timers/promises';
import type { Clock } from '../../base/clock.ts';
import type { CairnConfig } from '../../records/config.ts';
import type { OpenRuns } from '../../runs/openRuns.ts';
import { proveAlive } from '../../runs/processes.ts';
import type { Layout } from '../../storage/layout.ts';
import type { MlflowIndex } from './context.ts';

export interface EndpointIndexOptions {
  readonly layout: Layout;
  readonly config: CairnConfig;
  readonly clock: Clock;
  /** Absolute path of sql-wasm.wasm. */
  readonly wasm: string;
  /** Runs that this endpoint changed since; emptied when they have been looked at. */
  readonly touched: Set<string>;
}

export class EndpointIndex implements MlflowIndex {
  readonly #options: EndpointIndexOptions;
  #active: Promise<OpenRuns> | undefined;
  /** ms of performance.now: when all runs were last looked at. */
  #looked = 0;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: EndpointIndexOptions) {
    this.#options = options;
  }

  active(): Promise<OpenRuns> {
    const next = this.#queue.then(() => this.#bringUpToDate());
    this.#queue = next.catch(() => undefined);
    return next;
  }

  async deleted(): Promise<OpenRuns> {
    const { layout } = this.#options;
    const trash = await this.#open({ ...layout, runs: layout.trash, index: `${layout.trash}/none` });
    await trash.scanner.scanAll(() => undefined);
    return trash;
  }

  close(): void {
    this.#active?.then(
      (runs) => runs.close(),
      () => undefined,
    );
  }

  async #bringUpToDate(): Promise<OpenRuns> {
    this.#active ??= this.#open(this.#options.layout);
    const runs = await this.#active;
    const own = [...this.#options.touched];
    this.#options.touched.clear();
    if (performance.now() - this.#looked > staleAfter || this.#looked === 0) {
      await runs.scanner.scanAll(() => undefined);
      this.#looked = performance.now();
    } else await runs.scanner.scanSome(own);
    return runs;
  }

  async #open(layout: Layout): Promise<OpenRuns> {
    const { openRuns } = await import('../../runs/openRuns.ts');
    const { config, clock, wasm } = this.#options;
    return openRuns({ layout, config, clock, wasm, prove: proveAlive, pause: () => pause() });
  }
}

/** ms for which what other processes write may go unseen. */
const staleAfter = 1000;
