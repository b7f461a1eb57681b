/** Everything of one run that is open while it is recorded. Marks always stand between two lines, whoever commits. */
import fs from 'node:fs';
import type { Clock } from '../base/clock.ts';
import { t } from '../base/l10n.ts';
import { defaultLimits } from '../records/config.ts';
import type { RunEvent } from '../records/event.ts';
import type { Redactor } from '../base/redact.ts';
import type { SecretTraces } from '../runs/secretTraces.ts';
import type { WorkerOrder } from '../runs/workerOrder.ts';
import type { RunPaths } from '../storage/layout.ts';
import { ArtifactKeeper } from './artifactKeeper.ts';
import { DataVersions } from './dataVersions.ts';
import { InboxFeed } from './inboxFeed.ts';
import { carryOutCut, forgetPlan, planCut } from './outputCap.ts';
import type { LostOutput } from './lostOutput.ts';
import { OutputFeed } from './outputFeed.ts';
import { Recorder } from './recorder.ts';

export interface SessionOptions {
  readonly order: WorkerOrder;
  readonly paths: RunPaths;
  readonly clock: Clock;
  /** Working directory of the script. */
  readonly cwd: string;
  readonly redactor: Redactor;
  readonly traces: SecretTraces;
  /** Output file that was deleted while the script writes into it. */
  readonly before: LostOutput | undefined;
}

export class Session {
  readonly recorder: Recorder;
  readonly artifacts: ArtifactKeeper;
  readonly data: DataVersions;
  readonly #paths: RunPaths;
  readonly #inbox: InboxFeed;
  readonly #output: OutputFeed;
  readonly #before: LostOutput | undefined;
  /** Bytes kept at each end of the output. */
  readonly #keep: number;
  readonly #redactor: Redactor;
  readonly #traces: SecretTraces;

  constructor({ order, paths, clock, cwd, redactor, traces, before }: SessionOptions) {
    const {
      outputMB = defaultLimits.outputMB,
      artifactMB = defaultLimits.artifactMB,
      artifactsTotalMB = defaultLimits.artifactsTotalMB,
    } = order.config.limits ?? {};
    this.#paths = paths;
    this.#keep = outputMB * 1e6;
    this.recorder = new Recorder(paths, clock);
    const cut = this.#finishCut() ?? cutOf(this.recorder);
    this.artifacts = new ArtifactKeeper({
      dir: paths.artifacts,
      folder: order.folder,
      cwd,
      uploads: paths.uploads,
      limits: { one: artifactMB * 1e6, all: artifactsTotalMB * 1e6 },
    });
    this.recorder.onArtifact = (name) => this.artifacts.told(name);
    this.data = new DataVersions({ recorder: this.recorder, folder: order.folder, cwd });
    this.#before = before;
    this.#redactor = redactor;
    this.#traces = traces;
    const { recorder, artifacts } = this;
    const { inbox, output } = recorder.marks;
    this.#inbox = new InboxFeed({ path: paths.inbox, recorder, artifacts, redactor, from: inbox });
    this.#output = new OutputFeed({ paths, recorder, config: order.config, from: output, cut });
  }

  /** Takes over what is new and hands it on; true when there may be more. */
  async pump(): Promise<boolean> {
    if (this.recorder.isFull && !this.commit()) return false;
    const copied = this.#before?.copy(this.#paths.output) ?? false;
    const more = [copied, await this.#inbox.poll(), this.#output.poll()];
    return this.commit() && more.includes(true);
  }

  /** Until nothing is left, with the last line of each also when it has no end. False when the disk is full. */
  async drain(): Promise<boolean> {
    while (await this.pump());
    if (this.recorder.isFull) return false;
    await this.#inbox.end();
    this.#output.end();
    return this.commit();
  }

  /** The end of the output as text. */
  lastText(): string {
    return this.#output.lastText();
  }

  /** Whether so much has been printed that the middle should go; sooner once nobody writes any more. */
  isOverlong(isLast: boolean): boolean {
    return this.#output.size() > (isLast ? 2.1 : 4) * this.#keep;
  }

  /** The script must be held meanwhile. */
  async cutOutput(): Promise<void> {
    while (await this.pump());
    if (this.recorder.isFull) return;
    const cut = planCut({ paths: this.#paths, before: this.#output.cut, keep: this.#keep });
    if (cut === undefined) return;
    this.recorder.event({ type: 'outputCut', ...cut });
    if (!this.commit()) return;
    carryOutCut(this.#paths);
    this.#output.moved(cut, fs.statSync(this.#paths.output).size);
    forgetPlan(this.#paths);
  }

  /** Files the script wrote into its artifacts folder. */
  async noteArtifacts(): Promise<void> {
    for (const event of await this.artifacts.newFiles()) this.recorder.event(event);
  }

  /** Every artifact with its size and hash. */
  async listArtifacts(): Promise<void> {
    const { events, problems } = await this.artifacts.list();
    for (const event of events) this.recorder.event(event);
    for (const message of problems) this.recorder.problem({ where: 'artifacts', message });
  }

  /** False when the disk is full: then call again. */
  close(last: readonly RunEvent[]): boolean {
    if (!this.recorder.close(this.#marks(), last)) return false;
    this.#traces.remove();
    this.#closeFeeds();
    return true;
  }

  /** Leaves the run as it is for another worker. */
  abandon(): void {
    this.commit();
    this.recorder.sync();
    this.#closeFeeds();
  }

  /** What the script prints into, for the session that begins when its folder was deleted. */
  handOverOutput(): LostOutput | undefined {
    this.#before?.rewind();
    return this.#before ?? this.#output.takeFile();
  }

  /** For a run whose folder is gone. */
  discard(): void {
    this.#closeFeeds();
    this.recorder.discard();
  }

  #marks(): { inbox: number; output: number } {
    return { inbox: this.#inbox.mark, output: this.#output.mark };
  }

  /** Hands everything taken in so far to the operating system. False when it has no room: then call again later. */
  commit(): boolean {
    if (!this.recorder.commit(this.#marks())) return false;
    // A secret that is named only in a line that is blanked would be unknown to the next recorder.
    if (!this.#traces.keep(this.#redactor.secrets)) return true;
    this.#inbox.blankSecrets();
    return true;
  }

  #closeFeeds(): void {
    this.data.close();
    this.#inbox.close();
    this.#output.close();
  }

  /** What a worker that died in the middle of a cut has left to do. */
  #finishCut() {
    const cut = carryOutCut(this.#paths);
    if (cut === undefined) return undefined;
    if (this.recorder.history.cut?.removed !== cut.removed) {
      this.recorder.event({ type: 'outputCut', ...cut });
      this.recorder.commit(this.recorder.marks);
    }
    forgetPlan(this.#paths);
    return cut;
  }
}

function cutOf({ history }: Recorder) {
  const { cut } = history;
  return cut === undefined ? undefined : { from: cut.from, removed: cut.removed, marker: cut.marker ?? 0 };
}

/** After the folder of a running run was deleted, its record begins anew and says so. */
export function noteDeletion(recorder: Recorder): void {
  const message = t(
    "The run's folder was deleted while it ran: what was recorded before is lost, except what it printed.",
  );
  recorder.problem({ where: 'run', message });
}
