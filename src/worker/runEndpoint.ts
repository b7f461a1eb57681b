/** The MLflow endpoint of one launched run: there before its script starts, and there again after its worker died. */
import fs from 'node:fs';
import { readdir } from 'node:fs/promises';
import { codeOf, messageOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { EventOf } from '../records/event.ts';
import type { ProcessIdentity, ProcessRecord } from '../records/process.ts';
import { runRecord, type RunRecord } from '../records/run.ts';
import { readProcess } from '../runs/recover.ts';
import { hasEnded } from '../runs/runEnd.ts';
import type { WorkerOrder } from '../runs/workerOrder.ts';
import { readJsonFile } from '../storage/atomicFile.ts';
import { layoutOf, runDir, runPaths, type Layout } from '../storage/layout.ts';
import { pause } from './pause.ts';
import { MlflowEndpoint } from './mlflow/endpoint.ts';
import type { RunTemplate } from './mlflow/heldRuns.ts';
import { tokenHash } from './mlflow/token.ts';
import type { OpenRun } from './openRun.ts';

export interface RunEndpointOptions {
  readonly order: WorkerOrder;
  readonly run: OpenRun;
  readonly me: ProcessIdentity;
  /** Absolute path of sql-wasm.wasm. */
  readonly wasm: string;
}

export class RunEndpoint {
  readonly #options: RunEndpointOptions;
  readonly #endpoint: MlflowEndpoint;
  readonly #layout: Layout;
  readonly #id: string;
  readonly #stopped = new Set<string>();
  #isOver = false;
  #known: ProcessRecord['endpoint'];

  constructor(options: RunEndpointOptions, record: RunRecord) {
    const { order, run, me, wasm } = options;
    this.#options = options;
    this.#layout = layoutOf(order.folder);
    this.#id = record.id;
    this.#known = run.record.endpoint;
    const { id } = record;
    this.#endpoint = new MlflowEndpoint({
      layout: this.#layout,
      clock: run.clock,
      config: order.config,
      random: Math.random,
      redactor: run.redactor,
      me,
      wasm,
      template: { ...templateOf(record), parent: id },
      user: record.user,
      servedBy: id,
      main: {
        id,
        ledger: {
          paths: run.paths,
          get recorder() {
            return run.session.recorder;
          },
          commit: () => run.session.commit(),
        },
        adopted: run.record.endpoint?.adopted ?? false,
        onAdopted: () => this.#note({ adopted: true }),
      },
      onBug: (error) => {
        const message = t('A request of the script could not be served: {0}', messageOf(error));
        run.session.recorder.problem({ where: 'MLflow', message });
      },
      onStop: (child, kind) => {
        if (this.#stopped.has(child + kind)) return;
        this.#stopped.add(child + kind);
        // It is the same script that would be stopped.
        fs.appendFileSync(run.paths.stop, `${JSON.stringify({ t: run.clock.now(), kind })}\n`);
      },
    });
  }

  /** Whether the script has begun a run here. */
  get isUsed(): boolean {
    return this.#endpoint.runs.isUsed;
  }

  /** Where the script finds it, to be written down with the script's process; undefined when it could not be opened. */
  async open(token: string): Promise<ProcessRecord['endpoint']> {
    try {
      const hash = tokenHash(token);
      this.#known = { port: await this.#endpoint.listen(0, hash), token: hash };
      return this.#known;
    } catch (error) {
      const message = t(
        'There is no MLflow endpoint for this run ({0}); what the script logs through MLflow is not recorded.',
        messageOf(error),
      );
      this.#options.run.session.recorder.problem({ where: 'MLflow', message });
      return undefined;
    }
  }

  /** After the death of the worker before: its open runs, and its port for as long as the script lives. */
  async reopen(isAlive: boolean): Promise<void> {
    await this.#adoptChildren();
    if (isAlive && this.#known !== undefined) void this.#listenAgain(this.#known);
  }

  /** No more requests are taken. */
  async quiet(): Promise<void> {
    this.#isOver = true;
    await this.#endpoint.quiet();
  }

  /** Runs that the script opened besides its own end like it. */
  async end({ t: time, status, reason }: EventOf<'ended'>, ms: number): Promise<void> {
    await this.#endpoint.end({ t: time, status, ...(reason !== undefined && { reason }) }, ms);
  }

  async abandon(): Promise<void> {
    await this.quiet();
    this.#endpoint.abandon();
  }

  async #listenAgain({ port, token }: NonNullable<ProcessRecord['endpoint']>): Promise<void> {
    for (let hasTold = false; !this.#isOver;) {
      try {
        await this.#endpoint.listen(port, token);
        return;
      } catch (error) {
        if (!hasTold) {
          const message = t(
            'The MLflow endpoint of this run waits for its port {0} ({1}); until then nothing that the script logs through MLflow is recorded.',
            port,
            messageOf(error),
          );
          this.#options.run.session.recorder.problem({ where: 'MLflow', message });
        }
        hasTold = true;
        await pause(500);
      }
    }
  }

  /** Ids begin with the second of their start, so no run from before this one is looked at. */
  async #adoptChildren(): Promise<void> {
    const id = this.#id;
    const names = await readdir(this.#layout.runs).catch(() => []);
    for (const name of names.filter((each) => each.slice(0, second) >= id.slice(0, second))) {
      const paths = runPaths(runDir(this.#layout, name));
      const record = await readProcess(paths);
      if (record?.servedBy !== id || (await hasEnded(paths))) continue;
      await this.#endpoint.runs.takeOver(name, paths);
    }
  }

  #note(change: { readonly adopted: boolean }): void {
    if (this.#known === undefined) return;
    this.#known = { ...this.#known, ...change };
    try {
      this.#options.run.note({ endpoint: this.#known });
    } catch (error) {
      // Of use only to a worker that takes over; on a full disk the run itself matters more.
      if (codeOf(error) === undefined) throw error;
    }
  }
}

/** Characters of `20261123-084102`. */
const second = 15;

/** undefined when run.json cannot be read. */
export function endpointOf(options: RunEndpointOptions): RunEndpoint | undefined {
  const record = readJsonFile(options.run.paths.run, runRecord);
  return record.ok ? new RunEndpoint(options, record.value) : undefined;
}

function templateOf(record: RunRecord): RunTemplate {
  const { version, command, cwd, script, scriptHash, host, origin, environment, machine } = record;
  return {
    ...{ version, command, cwd, host, origin, environment, machine },
    ...(script !== undefined && { script }),
    ...(scriptHash !== undefined && { scriptHash }),
  };
}
