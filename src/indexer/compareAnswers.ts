/** What the compare page asks of the index thread: the order of all runs, columns, the catalog of columns, and curves. */
import type { Handlers } from '../protocol/rpcShape.ts';
import { bufferOf } from '../protocol/compare/compareShape.ts';
import type { compareThread } from '../protocol/compare/compareThread.ts';
import { columnCatalog } from '../runs/compare/columnCatalog.ts';
import { columnValues, type ColumnSource } from '../runs/compare/columnValues.ts';
import { importanceInPieces, judgedRuns } from '../runs/compare/importanceOf.ts';
import { orderRuns } from '../runs/compare/orderRuns.ts';
import { everyOrdinal, packColumn } from '../runs/compare/packColumn.ts';
import { valueAtStep } from '../runs/compare/valueAtStep.ts';
import { curves, type CurveSource } from '../runs/curves/curves.ts';
import { curvesCsv } from '../runs/curves/curvesCsv.ts';
import type { OpenRuns } from '../runs/openRuns.ts';
import type { PointColumns } from '../storage/series/seriesFormat.ts';
import { SeriesCache } from './seriesCache.ts';
import type { IndexSession } from './session.ts';

export function compareAnswersOf(session: IndexSession): Handlers<typeof compareThread> {
  /** Ordinals belong to one database: after a rebuild they mean other runs. */
  const epochs = new Map<OpenRuns, number>();
  const epochOf = (runs: OpenRuns) => {
    const known = epochs.get(runs);
    if (known !== undefined) return known;
    const epoch = Math.max(0, ...epochs.values()) + 1;
    epochs.clear();
    epochs.set(runs, epoch);
    return epoch;
  };
  const cache = new SeriesCache(keptBytes);
  const readSeries = (runs: OpenRuns, run: string, key: string): PointColumns =>
    runs.scanner.files(run)?.series.read(key) ?? session.foreign.series(run, key) ?? none;
  const seriesOf = (runs: OpenRuns, run: string, key: string): PointColumns => {
    const entry = runs.table.byId(run);
    if (entry === undefined) return none;
    // The files of a live run stay open: only what is new is read.
    const files = entry.live ? runs.scanner.files(run) : undefined;
    if (files !== undefined) return cache.ofReader(files.series, run, key);
    const stamp = entry.stamp === '' ? foreignStamp(session, run, key) : entry.stamp;
    return cache.ofStamp(session, { run, key, stamp }, () => readSeries(runs, run, key));
  };
  const sourceOf = (runs: OpenRuns): ColumnSource => ({
    index: runs.index,
    table: runs.table,
    config: runs.scanner.config,
    // Not through the cache: ten thousand runs would drive out what is drawn.
    valueAt: valueAtStep(runs, (id, key) => readSeries(runs, id, key)),
  });
  const curveSource = (runs: OpenRuns): CurveSource => ({
    series: (id, key) => seriesOf(runs, id, key),
    startOf: (id) => runs.table.byId(id)?.started ?? 0,
  });
  return {
    order: (query) => session.ask((runs) => orderRuns(sourceOf(runs), query, epochOf(runs))),
    columns: ({ columns, only }) =>
      session.ask((runs) => {
        const ordinals = only ?? everyOrdinal(runs.table.span);
        const packed = columns.map((column) => packColumn(columnValues(sourceOf(runs), column), ordinals));
        return { epoch: epochOf(runs), size: runs.table.span, columns: packed };
      }),
    catalog: ({ filter }) => session.ask((runs) => columnCatalog(sourceOf(runs), filter)),
    ordinals: ({ ids }) =>
      session.ask((runs) => ({
        epoch: epochOf(runs),
        ordinals: ids.map((id) => runs.table.byId(id)?.n ?? null),
      })),
    importance: async ({ filter, metric }) =>
      await importanceInPieces(await session.ask((runs) => judgedRuns(sourceOf(runs), filter, metric)), {
        pause: session.pause,
        now: () => performance.now(),
      }),
    curves: (query) => session.ask((runs) => curves(curveSource(runs), query)),
    curvesCsv: (query) =>
      session.ask((runs) => ({
        csv: bufferOf(new TextEncoder().encode(curvesCsv(curveSource(runs), query))),
      })),
  };
}

/** Runs of other tools have no stamp of their files: another one when the metric has gone on. */
function foreignStamp(session: IndexSession, run: string, key: string): string {
  const summary = session.foreign.summaries(run)?.find((one) => one.key === key);
  if (summary === undefined) return '';
  const { count, last } = summary;
  return `${String(count)} ${String(last.step)} ${String(last.time)}`;
}

/** Of points that were drawn a moment ago: six million. */
const keptBytes = 144_000_000;

const none: PointColumns = {
  steps: new Float64Array(),
  times: new Float64Array(),
  values: new Float64Array(),
};
