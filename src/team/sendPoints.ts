/** Sends the metric points that a server does not have yet, a thousand at once, in the order they were logged. */
import { formatCount } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { api, eachPoint } from '../sources/mlflowServer/serverCalls.ts';
import { anything } from '../sources/mlflowServer/serverShapes.ts';
import type { Publishing } from './publishing.ts';
import { isKey } from './runToPublish.ts';

export async function sendPoints(of: Publishing): Promise<void> {
  const batch = new Batch(of);
  const { run, journal, problems, progress } = of;
  const summaries = run.series.summaries();
  const total = summaries.reduce((sum, { count }) => sum + count, 0);
  let read = 0;
  for (const { key, count } of summaries) {
    if (!isKey(key)) {
      problems.push({
        where: key,
        message: t('MLflow takes no {0} of this name, so it is not published.', 'metric'),
      });
      continue;
    }
    const begin = journal.known?.points[key] ?? 0;
    read += Math.min(begin, count);
    if (begin >= count) continue;
    const { steps, times, values } = run.series.read(key);
    let isFractional = false;
    for (let at = begin; at < steps.length; at += 1) {
      const step = steps[at] ?? 0;
      isFractional ||= !Number.isInteger(step);
      const point = { step: Math.trunc(step), time: Math.round(times[at] ?? 0), value: values[at] ?? NaN };
      if (batch.isFull) {
        await batch.send();
        progress(t('{0} of {1} points', formatCount(read), formatCount(total)));
      }
      batch.add(key, point, at + 1);
      read += 1;
    }
    if (isFractional)
      problems.push({ where: key, message: t('MLflow knows whole steps only: theirs were cut.') });
  }
  await batch.send();
}

interface Point {
  readonly step: number;
  readonly time: number;
  readonly value: number;
}

class Batch {
  readonly #of: Publishing;
  #points: { readonly key: string; readonly point: Point }[] = [];
  /** Metric → how many of its points have arrived once this batch has. */
  #marks = new Map<string, number>();
  /** What the server has of a metric, by its point; asked for where the journal cannot tell. */
  readonly #there = new Map<string, Map<string, number>>();
  #isFirst = true;

  constructor(of: Publishing) {
    this.#of = of;
  }

  get isFull(): boolean {
    return this.#points.length >= mostPoints;
  }

  add(key: string, point: Point, mark: number): void {
    this.#points.push({ key, point });
    this.#marks.set(key, mark);
  }

  /**
   * A connection that broke may have broken after the points had arrived: of the first batch, and without a journal of
   * every one, only what is not there is sent.
   */
  async send(): Promise<void> {
    if (this.#points.length === 0) return;
    const { server, told, journal, sent } = this.#of;
    const isDoubtful = this.#isFirst || journal.known?.counted !== true;
    const missing = isDoubtful ? await this.#missing() : this.#points;
    if (missing.length > 0) {
      const metrics = missing.map(({ key, point: { step, time, value } }) => ({
        key,
        step,
        timestamp: time,
        value: Number.isFinite(value) ? value : String(value),
      }));
      const body = { run_id: told.info.run_id, metrics };
      await server.json({ method: 'POST', path: `${api}/runs/log-batch`, body }, anything);
      sent.points += missing.length;
    }
    journal.note({ points: Object.fromEntries(this.#marks) });
    this.#points = [];
    this.#marks = new Map();
    this.#isFirst = false;
  }

  async #missing(): Promise<readonly { readonly key: string; readonly point: Point }[]> {
    const { server, told } = this.#of;
    const known = new Set(told.data.metrics.map(({ key }) => key));
    for (const { key } of this.#points) {
      // The server has no point of a metric that the run does not list.
      if (this.#there.has(key) || !known.has(key)) continue;
      const points = new Map<string, number>();
      await eachPoint(server, { run: told.info.run_id, key }, (point) => {
        points.set(nameOf(point), (points.get(nameOf(point)) ?? 0) + 1);
      });
      this.#there.set(key, points);
    }
    return this.#points.filter(({ key, point }) => {
      const there = this.#there.get(key);
      const left = there?.get(nameOf(point)) ?? 0;
      if (left > 0) there?.set(nameOf(point), left - 1);
      return left === 0;
    });
  }
}

function nameOf({ step, time, value }: Point): string {
  return `${step} ${time} ${value}`;
}

/** As many as MLflow takes in one request. */
const mostPoints = 1000;
