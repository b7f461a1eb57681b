/** What a script writes with TensorBoard or DVCLive becomes its own: their files are found and followed while it runs. */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { messageOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { MetricSummary } from '../records/metric.ts';
import type { Redactor } from '../base/redact.ts';
import { openFilesOfRuns } from '../runs/processes.ts';
import { findSources } from '../sources/findSources.ts';
import type { ForeignRun, ForeignSource, SourceKind } from '../sources/source.ts';
import { inStepOrder } from '../sources/stepOrder.ts';
import type { PointColumns } from '../storage/series/seriesFormat.ts';
import { newPoints, ownPoints } from './newPoints.ts';
import type { Recorder } from './recorder.ts';
import { SourceMedia, type MediaToTake, type SourceMediaOptions } from './sourceMedia.ts';

export interface SourceFeedOptions extends Pick<SourceMediaOptions, 'artifacts'> {
  /** Where the script may write: its working directory and its artifacts folder, absolute. */
  readonly places: readonly string[];
  /** Id of the run. */
  readonly run: string;
  /** Workspace folder. */
  readonly folder: string;
  readonly kinds: readonly SourceKind[];
  /** ms since 1970: what was written before belongs to somebody else. */
  readonly since: number;
  readonly redactor: Pick<Redactor, 'text' | 'value'>;
  /** Another one after the run's folder was deleted. */
  readonly recorder: () => Pick<Recorder, 'point' | 'event' | 'problem' | 'sourceOf'>;
  /** Points of a metric that are on disk: an earlier worker of this run may have taken them. */
  readonly recorded: (key: string) => PointColumns;
}

interface Followed {
  readonly location: string;
  readonly source: ForeignSource;
  readonly metrics: Map<string, FollowedMetric>;
  /** Whether the record says that these files are the run's. */
  isNoted: boolean;
  run: ForeignRun | undefined;
}

interface FollowedMetric {
  /** As it was at the last look. */
  seen: MetricSummary | undefined;
  /** How many points were there before the run wrote any. */
  old: number;
  /** The run's own points that are recorded, in the order of their steps. */
  taken: PointColumns | undefined;
}

/** See openFilesOfRuns. */
type OpenFiles = ReadonlyMap<string, readonly string[]>;

export class SourceFeed {
  readonly #options: SourceFeedOptions;
  readonly #followed = new Map<string, Followed>();
  /** Metric as recorded → the files it comes from, so that two of the same name are told apart. */
  readonly #owners = new Map<string, string>();
  readonly #media: SourceMedia;
  readonly #told = new Set<string>();
  /** Files that the script of another run was writing when they were found. */
  readonly #others = new Set<string>();
  #lastFind = -Infinity;
  #findTook = 0;

  constructor(options: SourceFeedOptions) {
    this.#options = options;
    this.#media = new SourceMedia(options);
  }

  /**
   * Takes over what is new. `all`, when the script has ended: also of files that came since the last look, and files
   * that are written anew at every step. Never rejects.
   */
  async poll(all: boolean): Promise<void> {
    try {
      const begun = performance.now();
      if (all || begun - this.#lastFind > Math.max(findEvery, 20 * this.#findTook)) {
        await this.#find();
        this.#lastFind = performance.now();
        this.#findTook = this.#lastFind - begun;
      }
      for (const followed of this.#followed.values()) await this.#look(followed);
      if (all) await this.#takeFiles();
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
    // Looked up once for all that is new, as there may be thousands of folders.
    let open: OpenFiles | undefined;
    for (const folder of places) {
      const { found } = await findSources({ folder, kinds, pause, mostFolders });
      for (const { kind, location } of found) {
        if (this.#followed.has(location) || this.#others.has(location)) continue;
        if (await this.#isAnothers(location, (open ??= await openFilesOfRuns()))) {
          this.#others.add(location);
          continue;
        }
        const source = kind.open(location, { wasm: '' });
        this.#followed.set(location, {
          location,
          source,
          metrics: new Map(),
          isNoted: false,
          run: undefined,
        });
      }
    }
  }

  /** Runs may train side by side: whoever has the files open when they are found writes them. */
  async #isAnothers(location: string, open: OpenFiles): Promise<boolean> {
    const within = `${await realpath(location).catch(() => location)}${path.sep}`;
    const holders = [...open].filter(([, files]) => files.some((file) => file.startsWith(within)));
    return holders.length > 0 && holders.every(([run]) => run !== this.#options.run);
  }

  async #look(followed: Followed): Promise<void> {
    const changed: ForeignRun[] = [];
    await followed.source.scan((found) => changed.push(...found.changed), pause);
    for (const run of changed) await this.#take(followed, run);
  }

  async #take(followed: Followed, run: ForeignRun): Promise<void> {
    followed.run = run;
    for (const summary of run.metrics) if (this.#takeMetric(followed, run, summary)) this.#note(followed);
    const media = this.#mediaOf(followed, run);
    if (media.artifacts.some(({ start }) => start !== undefined)) this.#note(followed);
    // Params bear no time: they are the run's where everything there is.
    if (run.params.size > 0 && run.started >= this.#options.since) this.#note(followed);
    if (followed.isNoted) this.#takeParams(run);
    await this.#media.takeWithin(media);
  }

  #note(followed: Followed): void {
    if (followed.isNoted) return;
    followed.isNoted = true;
    const { recorder, folder } = this.#options;
    const location = path.relative(folder, followed.location).replaceAll(path.sep, '/');
    recorder().event({ type: 'records', location });
  }

  async #takeFiles(): Promise<void> {
    for (const followed of this.#followed.values())
      if (followed.isNoted && followed.run !== undefined)
        await this.#media.takeFiles(this.#mediaOf(followed, followed.run));
  }

  #mediaOf(followed: Followed, run: ForeignRun): MediaToTake {
    const details = followed.source.details(run.id);
    const { since } = this.#options;
    return {
      folder: details?.artifactFolder,
      artifacts: (details?.artifacts ?? []).filter(({ time }) => time >= since),
      nameOf: (name) => this.#nameOf(followed, run, name),
    };
  }

  /** Records what is new; false when none of its points is the run's own. */
  #takeMetric(followed: Followed, run: ForeignRun, summary: MetricSummary): boolean {
    const { since, recorder } = this.#options;
    const { key, count } = summary;
    const metric = followed.metrics.get(key) ?? { seen: undefined, old: 0, taken: undefined };
    followed.metrics.set(key, metric);
    if (isDeepStrictEqual(metric.seen, summary)) return false;
    metric.seen = summary;
    // Nothing was written to these files since the run began.
    if (run.ended !== undefined && run.ended < since) {
      metric.old = count;
      return false;
    }
    const to = recorder();
    const name = this.#nameOf(followed, run, key);
    const source = to.sourceOf(name);
    // What the script logs in another way, too, is not taken twice.
    if (source !== undefined && source !== 'file' && source !== 'printed') return false;
    const own = ownPoints(followed.source.series(run.id, key), { since, old: metric.old });
    const before = metric.taken ?? inStepOrder(this.#options.recorded(name));
    for (const at of newPoints(own, before)) {
      const [step = 0, time, value = NaN] = [own.steps[at], own.times[at], own.values[at]];
      to.point({ key: name, step, time, value, source: 'file' });
    }
    metric.taken = own;
    return own.steps.length > 0;
  }

  #takeParams(run: ForeignRun): void {
    const params = [...run.params].filter(([key, value]) => this.#params.get(key) !== value);
    if (params.length === 0) return;
    for (const [key, value] of params) this.#params.set(key, value);
    const { redactor, recorder } = this.#options;
    const clean = Object.fromEntries(params.map(([key, value]) => [key, redactor.value(key, value)]));
    recorder().event({ type: 'params', params: clean, source: 'file' });
  }

  readonly #params = new Map<string, string>();

  /** Two writers of one metric, or one tag of images, (`train` and `validation`) are told apart by their folders. */
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
