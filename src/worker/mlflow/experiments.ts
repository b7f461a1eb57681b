/** MLflow's experiments: Cairn's groups of runs, with the ids, tags and life cycle that its clients ask for. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { experimentLine, type ExperimentLine } from '../../records/experiment.ts';
import { appendShared, readLog } from '../../storage/appendLog.ts';
import { logStart, type LogPosition } from '../../storage/logLines.ts';

export interface Experiment {
  /** Decimal digits; "0" for runs of no experiment. */
  readonly id: string;
  readonly name: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly deleted: boolean;
  /** ms since 1970. */
  readonly created: number;
  readonly updated: number;
}

/** Name of the experiment of runs that belong to none. */
export const defaultName = 'Default';
const defaultId = '0';

export class Experiments {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #byId = new Map<string, Experiment>();
  #position: LogPosition = logStart;
  #size = -1;

  constructor(file: string, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
    this.#forget();
  }

  /** Those that were made, and those of runs that were asked for before. */
  all(): Experiment[] {
    this.#refresh();
    return [...this.#byId.values()];
  }

  byId(id: string): Experiment | undefined {
    this.#refresh();
    return this.#byId.get(id);
  }

  /** Active ones before deleted ones. */
  byName(name: string): Experiment | undefined {
    const found = this.all().filter((experiment) => experiment.name === name);
    return found.find((experiment) => !experiment.deleted) ?? found[0];
  }

  /** `undefined` is the one of runs that belong to none. */
  ofRun(name: string | undefined): Experiment {
    const known = this.byName(name ?? defaultName);
    if (known !== undefined) return known;
    const experiment = { ...blank, id: this.#newId(name ?? ''), name: name ?? defaultName };
    this.#byId.set(experiment.id, experiment);
    return experiment;
  }

  /** What runs of it have as their experiment. */
  runName(experiment: Experiment): string | undefined {
    return experiment.id === defaultId ? undefined : experiment.name;
  }

  create(name: string, tags: Readonly<Record<string, string>>): Experiment {
    const id = this.byName(name)?.id ?? this.#newId(name);
    return this.change(id, { name, tags, deleted: false });
  }

  /** Writes down what is new about one. */
  change(id: string, change: Omit<ExperimentLine, 't' | 'id'>): Experiment {
    this.#refresh();
    const line = { t: this.#clock.now(), id, ...change };
    fs.mkdirSync(path.dirname(this.#file), { recursive: true });
    appendShared(this.#file, line);
    this.#refresh();
    return this.#byId.get(id) ?? this.#apply(line);
  }

  /** The same everywhere, so that runs need not know it: a name's hash, unless an experiment of another name has that. */
  #newId(name: string): string {
    for (let salt = ''; ; salt += '#') {
      const hash = createHash('sha256')
        .update(name + salt)
        .digest('hex');
      const id = String(
        (BigInt(`0x${hash.slice(0, 15)}`) % 900_000_000_000_000_000n) + 100_000_000_000_000_000n,
      );
      if (!this.#byId.has(id)) return id;
    }
  }

  #refresh(): void {
    const size = fs.statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
    if (size === this.#size) return;
    if (size < this.#size) this.#forget();
    const read = readLog({ path: this.#file, schema: experimentLine, from: this.#position });
    for (const { value } of read.items) this.#apply(value);
    this.#position = read.position;
    this.#size = size;
  }

  #apply({ t, id, name, deleted, tags }: ExperimentLine): Experiment {
    const before = this.#byId.get(id) ?? { ...blank, id, name: id, created: t };
    const after = new Map(before.tags);
    for (const [key, value] of Object.entries(tags ?? {})) {
      if (value === null) after.delete(key);
      else after.set(key, value);
    }
    const experiment: Experiment = {
      id,
      name: name ?? before.name,
      deleted: deleted ?? before.deleted,
      tags: after,
      created: before.created === 0 ? t : before.created,
      updated: t,
    };
    this.#byId.set(id, experiment);
    return experiment;
  }

  #forget(): void {
    this.#position = logStart;
    this.#byId.clear();
    this.#byId.set(defaultId, { ...blank, id: defaultId, name: defaultName });
  }
}

const blank: Omit<Experiment, 'id' | 'name'> = { tags: new Map(), deleted: false, created: 0, updated: 0 };
