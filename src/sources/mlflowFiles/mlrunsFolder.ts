/** One MLflow file store, followed while it grows: a look asks for little of runs that rest, and for all of live ones. */
import { isDeepStrictEqual } from 'node:util';
import { type Clock, systemClock } from '../../base/clock.ts';
import type { Problem } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { PointColumns } from '../../storage/series/seriesFormat.ts';
import { isAlive, isRecent, type LifeSigns, statusOf } from '../mlflowWords.ts';
import { PlainFolder } from '../plainFolder.ts';
import { PointList } from '../pointList.ts';
import { ProblemList } from '../problemList.ts';
import { ScanPiece } from '../scanPiece.ts';
import type { ForeignDetails, ForeignRun, ForeignScan, ForeignSource } from '../source.ts';
import { type Experiment, Experiments } from './experiments.ts';
import { readMetricPoints, type MetricState } from './metricFile.ts';
import { isFresh, readRun } from './readRun.ts';
import { detailsOfRun } from './runFolderDetails.ts';
import { lookAtRun, metaName } from './runLook.ts';

interface Known {
  readonly place: string;
  readonly experiment: string;
  /** `${mtime} ${size} ${inode}` of meta.yaml. */
  metaStamp: string;
  stamp: string;
  signs: LifeSigns;
  /** Written so lately that the stamp may hide a second write. */
  fresh: boolean;
  /** As MLflow notes it. */
  status: string | undefined;
  artifactUri: string | undefined;
  /** As it was reported; undefined for one that is not listed, e.g. in MLflow's trash. */
  shown: ForeignRun | undefined;
  /** Only while it is live: it takes memory. */
  metrics: ReadonlyMap<string, MetricState> | undefined;
}

export class MlrunsFolder implements ForeignSource {
  readonly #root: string;
  readonly #clock: Clock;
  readonly #experiments: Experiments;
  readonly #runs = new Map<string, Known>();
  #problems: readonly Problem[] = [];
  /** Where among the runs that rest the next look goes on. */
  #next = 0;
  #closed = false;

  constructor(root: string, clock: Clock = systemClock) {
    this.#root = root;
    this.#clock = clock;
    this.#experiments = new Experiments(root);
  }

  async scan(report: (found: ForeignScan) => void, pause: () => Promise<void>): Promise<void> {
    const problems = new ProblemList();
    const experiments = await this.#experiments.look(problems);
    const places = this.#placesOf(experiments, problems);
    const gone = [...this.#runs].flatMap(([id, { shown }]) => (places.has(id) ? [] : [{ id, shown }]));
    for (const { id } of gone) this.#runs.delete(id);
    const piece = new ScanPiece(report, pause);
    for (const { id, shown } of gone) if (shown !== undefined) piece.gone.push(id);
    const due = this.#due(places);
    for (const [id, at] of places) {
      if (this.#closed) return;
      const { shown } = this.#runs.get(id) ?? {};
      const run = await this.#look(id, at, due.has(id), pause);
      if (run === undefined && shown !== undefined) piece.gone.push(id);
      if (run !== undefined && run !== shown) piece.changed.push(run);
      await piece.next();
    }
    piece.send();
    const list = problems.list();
    if (!isDeepStrictEqual(list, this.#problems)) report({ changed: [], gone: [], problems: list });
    this.#problems = list;
  }

  details(run: string): ForeignDetails | undefined {
    const known = this.#runs.get(run);
    if (known?.shown === undefined) return undefined;
    return detailsOfRun({ root: this.#root, place: known.place, run, artifactUri: known.artifactUri });
  }

  series(run: string, key: string): PointColumns {
    const known = this.#runs.get(run);
    // Only keys that were found in the folder make a path.
    const isKnown = known?.shown?.metrics.some((metric) => metric.key === key) === true;
    const folder = new PlainFolder(this.#root, () => undefined);
    const place = isKnown ? `${known.place}/metrics/${key}` : '';
    return folder.reaches(place) ? readMetricPoints(folder.absolute(place)) : new PointList().columns();
  }

  close(): void {
    this.#closed = true;
    this.#runs.clear();
  }

  /** By run id; a run that was copied to a second experiment counts once. */
  #placesOf(
    experiments: readonly Experiment[],
    problems: ProblemList,
  ): Map<string, { place: string; experiment: Experiment }> {
    const places = new Map<string, { place: string; experiment: Experiment }>();
    for (const experiment of experiments)
      for (const id of experiment.runs) {
        const place = `${experiment.place}/${id}`;
        const first = places.get(id);
        if (first === undefined) places.set(id, { place, experiment });
        else
          problems.add({
            where: place,
            message: t('There is a run with this id in {0} already; this one is left out.', first.place),
          });
      }
    return places;
  }

  /** Runs whose every file is asked for in this look: new and live ones, and some of the others in turn. */
  #due(places: ReadonlyMap<string, unknown>): ReadonlySet<string> {
    const now = this.#clock.now();
    const due = new Set<string>();
    const resting: string[] = [];
    for (const id of places.keys()) {
      const known = this.#runs.get(id);
      if (known === undefined || known.fresh || isRecent(known.signs.written, now)) due.add(id);
      else resting.push(id);
    }
    for (let turn = 0; turn < Math.min(restingAtOnce, resting.length); turn += 1) {
      const id = resting[(this.#next + turn) % resting.length];
      if (id !== undefined) due.add(id);
    }
    this.#next = resting.length === 0 ? 0 : (this.#next + restingAtOnce) % resting.length;
    return due;
  }

  /** The run as it is now: the one that is shown when nothing changed, undefined when there is none to show. */
  async #look(
    id: string,
    { place, experiment }: { place: string; experiment: Experiment },
    due: boolean,
    pause: () => Promise<void>,
  ): Promise<ForeignRun | undefined> {
    const now = this.#clock.now();
    const before = this.#runs.get(id);
    const same = before?.place === place && before.experiment === experiment.name ? before : undefined;
    if (same !== undefined && !due && this.#metaStamp(place) === same.metaStamp)
      return this.#judged(same, now);

    const problems = new ProblemList();
    const folder = new PlainFolder(this.#root, (problem) => problems.add(problem));
    const metaStamp = this.#metaStamp(place);
    const look = lookAtRun(folder, place);
    const known: Known = {
      place,
      experiment: experiment.name,
      metaStamp,
      stamp: look?.stamp ?? '',
      signs: {
        written: look?.written ?? -Infinity,
        recorded: same?.signs.recorded ?? -Infinity,
        grew: same !== undefined && same.stamp !== look?.stamp ? now : (same?.signs.grew ?? -Infinity),
      },
      fresh: look !== undefined && isFresh(look.written, now),
      status: same?.status,
      artifactUri: same?.artifactUri,
      shown: same?.shown,
      metrics: same?.metrics,
    };
    if (look === undefined) {
      this.#runs.set(id, { ...known, shown: undefined, metrics: undefined });
      return undefined;
    }
    if (same !== undefined && same.stamp === look.stamp && !same.fresh) {
      same.fresh = known.fresh;
      return this.#judged(same, now);
    }
    const reading = await readRun(look, {
      folder,
      problems,
      id,
      experiment: experiment.name,
      before: same?.metrics,
      dataset: (dataset) => this.#experiments.dataset(folder, experiment.place, dataset, problems),
      grew: known.signs.grew,
      now,
      pause,
    });
    this.#runs.set(id, known);
    if (reading === 'unready') {
      known.fresh = true;
      return known.shown;
    }
    if (reading === 'deleted') {
      known.shown = undefined;
      known.metrics = undefined;
      return undefined;
    }
    known.status = reading.status;
    known.artifactUri = reading.artifactUri;
    known.signs = { ...known.signs, recorded: reading.recorded };
    known.metrics = isRecent(known.signs.written, now) ? reading.metrics : undefined;
    known.shown = isDeepStrictEqual(reading.run, known.shown) ? known.shown : reading.run;
    return known.shown;
  }

  /** Nothing was written: a run that says it is running may have shown its last sign of life. */
  #judged(known: Known, now: number): ForeignRun | undefined {
    if (!isRecent(known.signs.written, now)) known.metrics = undefined;
    if (known.shown === undefined) return undefined;
    const status = statusOf(known.status, isAlive(known.signs, now));
    if (status !== known.shown.status) known.shown = { ...known.shown, status };
    return known.shown;
  }

  #metaStamp(place: string): string {
    const stats = new PlainFolder(this.#root, () => undefined).stats(`${place}/${metaName}`);
    return `${stats?.mtimeMs} ${stats?.size} ${stats?.ino}`;
  }
}

/** Runs at rest whose files are all asked for in one look; the others follow in the next ones. */
const restingAtOnce = 200;
