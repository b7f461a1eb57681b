/** What a script writes with TensorBoard or DVCLive becomes its own: their files are found and followed while it runs. */
import path from 'node:path';
import { messageOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { findSources } from '../sources/findSources.ts';
import type { ForeignRun, ForeignSource, SourceKind } from '../sources/source.ts';
import type { Recorder } from './recorder.ts';

export interface SourceFeedOptions {
  /** Where the script may write: its working directory and its artifacts folder, absolute. */
  readonly places: readonly string[];
  /** Workspace folder. */
  readonly folder: string;
  readonly kinds: readonly SourceKind[];
  /** ms since 1970: what was written before belongs to somebody else. */
  readonly since: number;
  /** Another one after the run's folder was deleted. */
  readonly recorder: () => Recorder;
}

interface Followed {
  readonly location: string;
  readonly source: ForeignSource;
  readonly runs: Map<string, ForeignRun>;
  /** Whether the record says that these files are the run's. */
  isNoted: boolean;
}

export class SourceFeed {
  readonly #options: SourceFeedOptions;
  readonly #followed = new Map<string, Followed>();
  /** Metric as recorded → the files it comes from, so that two of the same name are told apart. */
  readonly #owners = new Map<string, string>();
  /** Points of each metric that are recorded. */
  readonly #taken = new Map<string, number>();
  readonly #told = new Set<string>();
  #lastFind = -Infinity;
  #findTook = 0;

  constructor(options: SourceFeedOptions) {
    this.#options = options;
  }

  /** Takes over points that are new; `all`: also looks for files that came since the last look. Never rejects. */
  async poll(all: boolean): Promise<void> {
    try {
      const begun = performance.now();
      if (all || begun - this.#lastFind > Math.max(findEvery, 20 * this.#findTook)) {
        await this.#find();
        this.#lastFind = performance.now();
        this.#findTook = this.#lastFind - begun;
      }
      for (const followed of this.#followed.values()) await this.#look(followed);
    } catch (error) {
      // Somebody else's files must not end the recording of the run.
      this.#tell(t('Its TensorBoard or DVCLive files could not be followed: {0}', messageOf(error)));
    }
  }

  close(): void {
    for (const { source } of this.#followed.values()) source.close();
    this.#followed.clear();
  }

  async #find(): Promise<void> {
    const { places, kinds } = this.#options;
    for (const folder of places) {
      const { found } = await findSources({ folder, kinds, pause, mostFolders });
      for (const { kind, location } of found) {
        if (this.#followed.has(location)) continue;
        const source = kind.open(location, { wasm: '' });
        this.#followed.set(location, { location, source, runs: new Map(), isNoted: false });
      }
    }
  }

  async #look(followed: Followed): Promise<void> {
    const changed: ForeignRun[] = [];
    await followed.source.scan((found) => changed.push(...found.changed), pause);
    for (const run of changed) this.#take(followed, run);
  }

  #take(followed: Followed, run: ForeignRun): void {
    const { since, recorder, folder } = this.#options;
    const to = recorder();
    for (const { key, last, count } of run.metrics) {
      if (last.time < since) continue;
      const name = this.#nameOf(followed, run, key);
      const taken = this.#taken.get(name) ?? to.recorded(name, 'file');
      if (taken >= count) continue;
      const { steps, times, values } = followed.source.series(run.id, key);
      // An earlier launch may have written into the same files; of a run that was taken over, its own are recorded already.
      const first = times.findIndex((time) => time >= since);
      if (first < 0) continue;
      for (let at = first + taken; at < steps.length; at += 1) {
        const step = steps[at] ?? at;
        to.point({ key: name, step, time: times[at], value: values[at] ?? NaN, source: 'file' });
      }
      this.#taken.set(name, Math.max(taken, steps.length - first));
      if (followed.isNoted) continue;
      followed.isNoted = true;
      const location = path.relative(folder, followed.location).replaceAll(path.sep, '/');
      to.event({ type: 'records', location });
    }
    if (run.metrics.some(({ last }) => last.time >= since)) this.#takeParams(run);
  }

  #takeParams(run: ForeignRun): void {
    const params = [...run.params].filter(([key, value]) => this.#params.get(key) !== value);
    if (params.length === 0) return;
    for (const [key, value] of params) this.#params.set(key, value);
    this.#options.recorder().event({ type: 'params', params: Object.fromEntries(params), source: 'file' });
  }

  readonly #params = new Map<string, string>();

  /** Two writers of one metric (`train` and `validation`) are told apart by their folders. */
  #nameOf({ location }: Followed, run: ForeignRun, key: string): string {
    const owner = this.#owners.get(key);
    if (owner === undefined || owner === location) {
      this.#owners.set(key, location);
      return key;
    }
    const longer = `${run.name}/${key}`;
    const other = this.#owners.get(longer);
    if (other !== undefined && other !== location)
      return `${path.basename(path.dirname(location))}/${longer}`;
    this.#owners.set(longer, location);
    return longer;
  }

  #tell(message: string): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.#options.recorder().problem({ where: 'records', message });
  }
}

async function pause(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** ms between walks over the folders a script may write into. */
const findEvery = 3000;
/** A working directory may hold a whole data set in small files; records lie near its top. */
const mostFolders = 2000;
