/** What the run page knows and is asked to show; every change ends in one `render`. */
import type { Call } from '../../../src/protocol/rpcShape.ts';
import type {
  LostPage,
  MetricPage,
  OutputTail,
  PageDetail,
  Rival,
  RunPageState,
  RunView,
  runPage,
} from '../../../src/protocol/runPage.ts';
import { curveOf } from '../../charts/curve.ts';
import type { Curve } from '../../charts/curve.ts';
import { failureOf } from '../../failure.ts';
import { PageModel } from '../../pageModel.ts';

export const metricLimit = 200;
export const outputLimit = 1000;
const sparkBuckets = 30;
const chartBuckets = 500;

export type RunPageCall = Call<(typeof runPage)['methods']>;

export class RunModel extends PageModel<RunPageState, RunPageCall> {
  view: RunView | undefined;
  metrics: MetricPage | undefined;
  systemMetrics: MetricPage | undefined;
  tail: OutputTail | undefined;
  rivals: readonly Rival[] = [];
  rivalDetail: PageDetail | undefined;
  readonly sparks = new Map<string, { count: number; curve: Curve }>();
  readonly rivalSparks = new Map<string, Curve>();
  chart: { key: string; own: Curve; rival: Curve | undefined } | undefined;

  /** Somebody opened a chart, or closed one, before everything was there. */
  #isChartChosen = false;
  #busy = false;
  /** Counts what was asked for, so that a change during a round starts one more. */
  #asked = 0;

  get run(): { readonly run: string } {
    return { run: this.state.run };
  }

  get rival(): Rival | undefined {
    return this.rivals.find((rival) => rival.id === this.state.against);
  }

  protected override get lostPage(): LostPage {
    const { folder, run } = this.state;
    return { folder, run, state: this.state };
  }

  get isLive(): boolean {
    const status = this.view?.detail?.status;
    return status === 'running' || status === 'starting';
  }

  /** `isFresh`: nothing was shown before, so the chart of the objective's metric opens. */
  async start(isFresh: boolean): Promise<void> {
    await this.whileLate(async () => await Promise.all([this.refresh(), this.#readOutput()]));
    await this.#readRivals();
    this.redraw();
    const objective = this.view?.detail?.objective?.key;
    if (isFresh && !this.#isChartChosen && this.metrics?.rows.some((row) => row.key === objective))
      await this.ask({ metric: objective ?? null });
  }

  /** Asks for everything that may have changed; calls that come meanwhile end in one more round. */
  override async refresh(): Promise<void> {
    this.#asked += 1;
    if (this.#busy) return;
    this.#busy = true;
    let answered: number;
    do {
      answered = this.#asked;
      await this.#readAll();
      this.redraw();
    } while (answered !== this.#asked);
    this.#busy = false;
  }

  /** A change of what is asked for, not only of how it is shown. */
  async ask(change: Partial<RunPageState>): Promise<void> {
    if (change.against !== undefined && change.against !== this.state.against) {
      this.rivalSparks.clear();
      this.rivalDetail = undefined;
    }
    if (change.metric !== undefined) {
      this.#isChartChosen = true;
      if (change.metric !== this.chart?.key) this.chart = undefined;
    }
    this.set(change);
    await this.refresh();
  }

  appendOutput(from: number, tail: OutputTail): void {
    if (!this.tail) return;
    const kept = this.tail.lines.filter((line) => line.n < from);
    const gap = (kept.at(-1)?.n ?? from - 1) < from - 1;
    const lines = gap ? tail.lines : [...kept, ...tail.lines];
    this.tail = { ...tail, lines: lines.slice(-outputLimit) };
    this.redraw();
  }

  async #readAll(): Promise<void> {
    const { against, filter, systemOpen } = this.state;
    const ask = { ...this.run, against, limit: metricLimit };
    try {
      const [view, own, system] = await Promise.all([
        this.call('view', this.run),
        this.call('metrics', { ...ask, group: 'own', filter }),
        systemOpen ? this.call('metrics', { ...ask, group: 'system', filter: '' }) : undefined,
      ]);
      this.view = view;
      this.metrics = own;
      this.systemMetrics = system;
      this.failure = undefined;
      this.redraw();
      await Promise.all([this.#readSparks(), this.#readChart(), this.#readRival()]);
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  async #readSparks(): Promise<void> {
    const rows = [...(this.metrics?.rows ?? []), ...(this.systemMetrics?.rows ?? [])];
    const changed = rows.filter((row) => this.sparks.get(row.key)?.count !== row.count);
    const counts = new Map(changed.map((row) => [row.key, row.count]));
    for (const { key, curve } of await this.#series(this.state.run, [...counts.keys()], sparkBuckets))
      this.sparks.set(key, { count: counts.get(key) ?? 0, curve });
    const { against } = this.state;
    if (against === null) return;
    const unknown = rows.filter((row) => row.rival && !this.rivalSparks.has(row.key)).map((row) => row.key);
    for (const { key, curve } of await this.#series(against, unknown, sparkBuckets))
      this.rivalSparks.set(key, curve);
  }

  async #readChart(): Promise<void> {
    const { metric, run, against } = this.state;
    if (metric === null) {
      this.chart = undefined;
      return;
    }
    const [own, rival] = await Promise.all([
      this.#series(run, [metric], chartBuckets),
      against === null ? [] : this.#series(against, [metric], chartBuckets),
    ]);
    const [curve] = own;
    if (curve && this.state.metric === metric)
      this.chart = { key: metric, own: curve.curve, rival: rival[0]?.curve };
  }

  async #readRival(): Promise<void> {
    const { against } = this.state;
    if (against === null || this.rivalDetail?.id === against) return;
    this.rivalDetail = (await this.call('view', { run: against })).detail ?? undefined;
  }

  async #readRivals(): Promise<void> {
    try {
      this.rivals = (await this.call('rivals', this.run)).runs;
    } catch (error) {
      this.refused = failureOf(error);
    }
  }

  async #readOutput(): Promise<void> {
    try {
      this.tail = await this.call('output', { ...this.run, lines: outputLimit });
    } catch (error) {
      this.refused = failureOf(error);
    }
  }

  async #series(
    run: string,
    keys: readonly string[],
    buckets: number,
  ): Promise<{ key: string; curve: Curve }[]> {
    if (keys.length === 0) return [];
    const { series } = await this.call('series', { run, keys: [...keys], buckets });
    return series.map((one) => ({ key: one.key, curve: curveOf(one) }));
  }
}
