/** The files of the run this worker writes, made anew when somebody deletes them while the script runs. */
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { Clock } from '../base/clock.ts';
import { processRecord, type ProcessIdentity, type ProcessRecord } from '../records/process.ts';
import type { Redactor } from '../base/redact.ts';
import type { SecretTraces } from '../runs/secretTraces.ts';
import { sourceKinds } from '../sources/registry.ts';
import { takeLock } from '../runs/workerLock.ts';
import type { WorkerOrder } from '../runs/workerOrder.ts';
import { readJsonFile, writeJsonAtomic } from '../storage/atomicFile.ts';
import { runPaths, type RunPaths } from '../storage/layout.ts';
import { forwardClock, readHistory } from './history.ts';
import type { LostOutput } from './lostOutput.ts';
import { noteDeletion, Session } from './session.ts';
import { openSeries } from '../storage/series/seriesReader.ts';
import { SourceFeed } from './sourceFeed.ts';

export interface OpenRunOptions {
  readonly order: WorkerOrder;
  readonly clock: Clock;
  /** Working directory of the script. */
  readonly cwd: string;
  readonly record: ProcessRecord;
  readonly me: ProcessIdentity;
  readonly redactor: Redactor;
  readonly traces: SecretTraces;
}

export class OpenRun {
  readonly paths: RunPaths;
  /** Never goes back, and goes on over a deletion. */
  readonly clock: Clock;
  /** What the script writes with other tools. */
  readonly records: SourceFeed;
  readonly #options: OpenRunOptions;
  readonly #runJson: string;
  #record: ProcessRecord;
  #session: Session;
  /** ms since 1970. */
  #started: number | undefined;

  constructor(options: OpenRunOptions) {
    this.paths = runPaths(options.order.dir);
    this.#options = options;
    this.#runJson = fs.readFileSync(this.paths.run, 'utf8');
    this.#record = options.record;
    writeJsonAtomic(this.paths.process, this.#record);
    this.clock = forwardClock(options.clock, readHistory(this.paths.events).lastTime);
    this.#session = this.#open();
    this.#started = this.#session.recorder.history.started;
    const { cwd, order } = options;
    this.records = new SourceFeed({
      places: [...new Set([cwd, this.paths.artifacts])],
      run: path.basename(this.paths.dir),
      folder: order.folder,
      kinds: sourceKinds.filter(({ id }) => id === 'tensorboard' || id === 'dvclive'),
      since: createdAt(this.paths, this.clock),
      redactor: options.redactor,
      recorder: () => this.#session.recorder,
      artifacts: () => this.#session.artifacts,
      recorded: (key) => openSeries(this.paths.metrics).read(key),
    });
  }

  /** Knows every secret that this worker has been told of or has found. */
  get redactor(): Redactor {
    return this.#options.redactor;
  }

  get session(): Session {
    return this.#session;
  }

  get record(): ProcessRecord {
    return this.#record;
  }

  /** The script's first word in the record, and again in one that begins anew, with the time of the first. */
  noteStart(pid: number): void {
    this.#started ??= this.clock.now();
    this.#session.recorder.event({ type: 'started', pid }, this.#started);
  }

  /** Writes down who is alive; throws errors of the operating system. */
  note(change: Partial<ProcessRecord>): void {
    this.#record = { ...this.#record, ...change };
    writeJsonAtomic(this.paths.process, this.#record);
  }

  /** An endpoint that is closed is nobody's business any more. Throws as `note`. */
  forgetEndpoint(): void {
    const kept = Object.entries(this.#record).filter(([name]) => name !== 'endpoint');
    this.#record = processRecord.parse(Object.fromEntries(kept));
    this.note({});
  }

  /**
   * When the run's folder was deleted: makes it again and goes on from nothing, so that the run does not vanish from
   * the list while its script runs. A workspace that is gone as a whole stays gone: then it throws.
   */
  async mend(): Promise<void> {
    if (fs.existsSync(this.paths.run)) return;
    const { order, me } = this.#options;
    if (!fs.existsSync(order.folder)) throw new Error(`The workspace folder ${order.folder} is gone.`);
    const output = this.#session.handOverOutput();
    this.#session.discard();
    // What is left of it is no whole record any more.
    fs.rmSync(this.paths.dir, { recursive: true, force: true });
    for (const dir of [this.paths.dir, this.paths.artifacts, this.paths.source])
      fs.mkdirSync(dir, { recursive: true });
    for (const file of [this.paths.inbox, this.paths.output]) fs.writeFileSync(file, '');
    await takeLock(this.paths, me, 0);
    fs.writeFileSync(this.paths.run, this.#runJson);
    this.note({});
    this.#options.traces.startAnew();
    this.#session = this.#open(output);
    if (this.#record.child !== undefined) this.noteStart(this.#record.child.pid);
    noteDeletion(this.#session.recorder);
  }

  #open(before?: LostOutput): Session {
    const session = new Session({ ...this.#options, paths: this.paths, clock: this.clock, before });
    session.recorder.keepBallast();
    return session;
  }
}

const created = z.object({ cwd: z.string() });
const dated = z.object({ created: z.number() });

/** ms since 1970; now, when the record does not tell. */
function createdAt(paths: RunPaths, clock: Clock): number {
  const read = readJsonFile(paths.run, dated);
  return read.ok ? read.value.created : clock.now();
}

/** The script's working directory as run.json tells it; the workspace when it does not. */
export function cwdOf(order: WorkerOrder): string {
  if (order.mode === 'launch') return order.cwd;
  try {
    return created.parse(JSON.parse(fs.readFileSync(runPaths(order.dir).run, 'utf8'))).cwd;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return path.resolve(order.folder);
  }
}
