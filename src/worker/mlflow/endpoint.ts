/** The MLflow endpoint as the worker and `cairn serve` have it: opens, keeps its runs, and ends them. */
import fs from 'node:fs';
import path from 'node:path';
import type { CairnConfig } from '../../records/config.ts';
import type { EventOf } from '../../records/event.ts';
import { stopLine, type StopKind } from '../../runs/stopLine.ts';
import type { Redactor } from '../../base/redact.ts';
import { readLog } from '../../storage/appendLog.ts';
import type { RunPaths } from '../../storage/layout.ts';
import { pause } from '../pause.ts';
import type { MlflowContext } from './context.ts';
import { EndpointIndex } from './endpointIndex.ts';
import { EndpointRuns, type EndpointRunsOptions } from './endpointRuns.ts';
import { Experiments } from './experiments.ts';
import type { Router } from './router.ts';
import { MlflowServer } from './server.ts';

export interface EndpointOptions extends EndpointRunsOptions {
  readonly config: CairnConfig;
  readonly redactor: Redactor;
  /** Absolute path of sql-wasm.wasm. */
  readonly wasm: string;
  /** What no client can be blamed for. */
  readonly onBug: (error: unknown) => void;
  /** Somebody asked to stop a run that has no process of its own. */
  readonly onStop: (id: string, kind: StopKind) => void;
}

export class MlflowEndpoint {
  readonly runs: EndpointRuns;
  readonly #options: EndpointOptions;
  readonly #index: EndpointIndex;
  readonly #timer: NodeJS.Timeout;
  #server: MlflowServer | undefined;
  #synced = performance.now();
  #asked = performance.now();

  constructor(options: EndpointOptions) {
    this.#options = options;
    this.runs = new EndpointRuns(options);
    this.#index = new EndpointIndex({ ...options, touched: this.runs.touched });
    this.#timer = setInterval(() => this.#lookAfter(), choresMs);
  }

  /** `tokenHash`: see token.ts. The port; 0 asks for any that is free. Rejects when it is taken. */
  async listen(port: number, tokenHash: string): Promise<number> {
    this.#server = await MlflowServer.listen({
      port,
      tokenHash,
      load: once(() => this.#load()),
      onBug: this.#options.onBug,
      // What follows the end of a run shows that its script went on.
      onRequest: (_method, path) => {
        this.#asked = performance.now();
        if (!path.endsWith('/runs/update')) this.runs.settle();
      },
    });
    return this.#server.port;
  }

  /** ms since a client asked for something, or since it is there. */
  get quietFor(): number {
    return performance.now() - this.#asked;
  }

  /** No more requests are taken. */
  async quiet(): Promise<void> {
    clearInterval(this.#timer);
    await this.#server?.close();
  }

  /** Ends what is open like the script, or like `cairn serve`; waits up to `ms` for room on a full disk. */
  async end(exit: Omit<EventOf<'ended'>, 'type' | 'exitCode' | 'signal'>, ms: number): Promise<void> {
    const until = performance.now() + ms;
    while (!this.runs.endAll(exit) && performance.now() < until) await pause(200);
    this.abandon();
  }

  /** Leaves what is open for another worker. */
  abandon(): void {
    for (const { run } of [...this.runs.held.all()]) this.runs.held.letGo(run.id);
    this.#index.close();
  }

  async #load(): Promise<{ readonly router: Router; readonly context: MlflowContext }> {
    const [{ routes }, { Router }] = await Promise.all([import('./routes.ts'), import('./router.ts')]);
    const { layout, clock, config, user, random, redactor } = this.#options;
    const experiments = new Experiments(layout.experiments, clock);
    const context = {
      layout,
      clock,
      config,
      user,
      random,
      redactor,
      experiments,
      runs: this.runs,
      index: this.#index,
    };
    return { router: new Router(routes), context };
  }

  #lookAfter(): void {
    const now = performance.now();
    if (now - this.#synced > syncMs) {
      this.#synced = now;
      for (const { ledger } of this.runs.held.all()) ledger.sync();
    }
    this.runs.settle(exitMs);
    this.runs.held.tidy();
    for (const { run } of this.runs.held.open()) {
      const kind = wishOf(run.paths);
      if (kind !== undefined) this.#options.onStop(run.id, kind);
    }
  }
}

/** What people asked for in stop.jsonl; asking twice means now. */
function wishOf({ stop }: RunPaths): StopKind | undefined {
  if (!fs.existsSync(stop)) return undefined;
  const { items } = readLog({ path: stop, schema: stopLine, where: path.basename(stop) });
  if (items.length === 0) return undefined;
  return items.length > 1 || items[0]?.value.kind === 'now' ? 'now' : 'graceful';
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

const choresMs = 1000;
/** A script that ends has exited by then. */
const exitMs = 5000;
const syncMs = 3000;
