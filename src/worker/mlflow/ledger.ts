/** The files that a run's events and points go into. */
import fs from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { EventOf } from '../../records/event.ts';
import type { ProcessRecord } from '../../records/process.ts';
import { writeJsonAtomic } from '../../storage/atomicFile.ts';
import type { RunPaths } from '../../storage/layout.ts';
import { DataVersions } from '../dataVersions.ts';
import { Recorder } from '../recorder.ts';
import { noteDeletion } from '../session.ts';

export interface Ledger {
  readonly paths: RunPaths;
  /** Another one after the run's folder was deleted. */
  readonly recorder: Recorder;
  /** False when the disk is full: then call again later. */
  commit(): boolean;
}

/** Of a run without a process of its own, which the endpoint alone writes. */
export class OwnLedger implements Ledger {
  readonly paths: RunPaths;
  /** How it ended before; written again after whatever is added, so that it stays the last word. */
  late: EventOf<'ended'> | undefined;
  readonly #clock: Clock;
  readonly #runJson: string;
  #process: ProcessRecord | undefined;
  #recorder: Recorder;
  #data: DataVersions;

  constructor(paths: RunPaths, clock: Clock) {
    this.paths = paths;
    this.#clock = clock;
    this.#runJson = fs.readFileSync(paths.run, 'utf8');
    this.#recorder = new Recorder(paths, clock);
    this.#data = this.#watchData();
  }

  get recorder(): Recorder {
    return this.#recorder;
  }

  /** Writes down that this process keeps the run open. */
  hold(record: ProcessRecord): void {
    this.#process = record;
    writeJsonAtomic(this.paths.process, record);
  }

  commit(): boolean {
    if (!fs.existsSync(this.paths.run)) this.#mend();
    return this.#recorder.commit(this.#recorder.marks, this.late === undefined ? [] : [this.late]);
  }

  sync(): void {
    this.#recorder.sync();
  }

  /** `ended` is absent when another worker is to go on with it, or when it had ended before. */
  close(ended?: EventOf<'ended'>): boolean {
    this.#data.close();
    const last = ended ?? this.late;
    return this.#recorder.close(this.#recorder.marks, last === undefined ? [] : [last]);
  }

  #watchData(): DataVersions {
    const folder = path.resolve(this.paths.dir, '..', '..', '..');
    return new DataVersions({ recorder: this.#recorder, folder, cwd: folder, added: () => this.commit() });
  }

  /** Somebody deleted a run that a script still logs to: it begins anew, so that the script is not disturbed. */
  #mend(): void {
    this.#recorder.discard();
    fs.rmSync(this.paths.dir, { recursive: true, force: true });
    for (const dir of [this.paths.dir, this.paths.artifacts, this.paths.source])
      fs.mkdirSync(dir, { recursive: true });
    for (const file of [this.paths.inbox, this.paths.output]) fs.writeFileSync(file, '');
    fs.writeFileSync(this.paths.run, this.#runJson);
    if (this.#process !== undefined) this.hold(this.#process);
    this.#data.close();
    this.#recorder = new Recorder(this.paths, this.#clock);
    this.#data = this.#watchData();
    this.#recorder.event({ type: 'started' });
    noteDeletion(this.#recorder);
  }
}
