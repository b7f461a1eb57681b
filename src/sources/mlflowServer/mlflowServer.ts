/** A tracking server's runs, of which only those that somebody looks at are fetched, with their whole metric histories. */
import { systemClock, type Clock } from '../../base/clock.ts';
import { messageOf, UserError, type Problem } from '../../base/errors.ts';
import type { PointColumns } from '../../storage/series/seriesFormat.ts';
import { detailsOf, withModels } from '../mlflowWords.ts';
import { PointList } from '../pointList.ts';
import { noPoints } from '../pointTable.ts';
import type { ForeignDetails, ForeignRun, ForeignScan, ForeignSource, RemoteRecords } from '../source.ts';
import { describeServerRun } from './describeServerRun.ts';
import { fetchRun, type FetchedRun } from './fetchRun.ts';
import { downloadArtifact, eachPoint, experimentById, runById } from './serverCalls.ts';
import type { ServerConnection } from './serverConnection.ts';
import { isMissing } from './serverError.ts';
import type { ServerRun } from './serverShapes.ts';

export class MlflowServer implements ForeignSource {
  readonly connection: ServerConnection;
  readonly remote: RemoteRecords;
  readonly #clock: Clock;
  readonly #held = new Map<string, FetchedRun>();
  readonly #fetching = new Map<string, Promise<void>>();
  readonly #experiments = new Map<string, string>();
  /** Runs whose news nobody has taken yet. */
  readonly #fresh = new Set<string>();
  #gone: string[] = [];
  #problems: readonly Problem[] = [];
  #saidProblems: readonly Problem[] = [];
  #refreshing = false;
  #lastRefresh = 0;
  #closed = false;

  constructor(connection: ServerConnection, clock: Clock = systemClock) {
    this.connection = connection;
    this.#clock = clock;
    this.remote = {
      wholeSeries: async (run, key) => {
        const list = new PointList();
        await eachPoint(connection, { run, key }, ({ step, time, value }) => list.add(step, time, value));
        return list.columns();
      },
      fetchArtifact: async (of) => await downloadArtifact(connection, of),
    };
  }

  /** Fetches a run unless it is here. Rejects with ServerError. */
  async hold(run: string): Promise<void> {
    const held = this.#held.get(run);
    if (held !== undefined) {
      // The one that was looked at last goes last.
      this.#held.delete(run);
      this.#held.set(run, held);
      return;
    }
    const fetching = this.#fetching.get(run) ?? this.#fetch(run).finally(() => this.#fetching.delete(run));
    this.#fetching.set(run, fetching);
    await fetching;
  }

  /** Learnt from a list, so that it need not be asked for again. */
  learnExperiment(id: string, name: string): void {
    this.#experiments.set(id, name);
  }

  /** As it is told in a list: of each metric its last value. */
  describe(run: ServerRun): ForeignRun {
    const experiment = this.#experiments.get(run.info.experiment_id);
    return describeServerRun(run, { experiment, now: this.#clock.now() });
  }

  async scan(report: (found: ForeignScan) => void): Promise<void> {
    this.#refreshLive();
    const changed = [...this.#fresh].flatMap((run) => this.#held.get(run)?.run ?? []);
    this.#fresh.clear();
    const gone = this.#gone;
    this.#gone = [];
    const isNews = this.#problems !== this.#saidProblems;
    this.#saidProblems = this.#problems;
    if (changed.length > 0 || gone.length > 0 || isNews)
      report({ changed, gone, ...(isNews && { problems: this.#problems }) });
    await Promise.resolve();
  }

  details(run: string): ForeignDetails | undefined {
    const held = this.#held.get(run);
    if (held === undefined) return undefined;
    const tags = new Map(held.told.data.tags.map(({ key, value }) => [key, value]));
    return {
      ...detailsOf((name) => tags.get(name)),
      artifactFolder: undefined,
      artifacts: withModels(
        held.artifacts.map(({ path, size = 0 }) => ({ path, size, time: held.run.started })),
      ),
    };
  }

  series(run: string, key: string): PointColumns {
    return this.#held.get(run)?.points.get(key) ?? noPoints;
  }

  close(): void {
    this.#closed = true;
    this.connection.close();
    this.#held.clear();
  }

  async #fetch(run: string): Promise<void> {
    const told = await runById(this.connection, run);
    const experiment = await this.#experimentName(told.info.experiment_id);
    const fetched = await fetchRun(this.connection, { told, experiment, now: () => this.#clock.now() });
    if (this.#closed) return;
    this.#held.set(run, fetched);
    this.#fresh.add(run);
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= mostHeld) break;
      this.#held.delete(oldest);
      this.#gone.push(oldest);
    }
  }

  async #experimentName(id: string): Promise<string | undefined> {
    const known = this.#experiments.get(id);
    if (known !== undefined) return known;
    try {
      const { name } = await experimentById(this.connection, id);
      this.#experiments.set(id, name);
      return name;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // Who may see a run may not always see its experiment.
      return undefined;
    }
  }

  /** In the background, since the other records of the folder need not wait for a network. */
  #refreshLive(): void {
    const now = performance.now();
    if (this.#refreshing || this.#closed || now - this.#lastRefresh < refreshEvery) return;
    const live = [...this.#held.values()].filter(({ run }) => run.status === 'running');
    if (live.length === 0) return;
    this.#refreshing = true;
    void this.#refreshAll(live)
      .then(
        () => (this.#problems = this.#problems.length === 0 ? this.#problems : []),
        (error: unknown) => {
          this.#problems = [{ where: this.connection.address.label, message: messageOf(error) }];
        },
      )
      .finally(() => {
        this.#refreshing = false;
        this.#lastRefresh = performance.now();
      });
  }

  async #refreshAll(live: readonly FetchedRun[]): Promise<void> {
    for (const { told } of live.slice(-mostRefreshed)) {
      const { run_id: run } = told.info;
      try {
        const now = await runById(this.connection, run);
        if (JSON.stringify(now) !== JSON.stringify(told)) await this.#fetch(run);
      } catch (error) {
        if (!isMissing(error)) throw error;
        this.#held.delete(run);
        this.#gone.push(run);
      }
    }
  }
}

/** Runs in memory; older ones are fetched again when they are looked at again. */
const mostHeld = 100;
/** Live runs that are asked for again each time. */
const mostRefreshed = 10;
/** ms between looks at live runs. */
const refreshEvery = 5000;
