/** The lines of the compare page's charts: read, put on their axis, smoothed, grouped, and left with what the pixels can show. */
import { firstAbove, firstFrom } from '../../base/bounds.ts';
import type { CurvesQuery, CurvesResult } from '../../protocol/compare/compareShape.ts';
import type { PointColumns } from '../../storage/series/seriesFormat.ts';
import { groupLine } from './groupLine.ts';
import { lineOf, pick, type Line } from './line.ts';
import { extremesOf, nanSince, spreadOf } from './lineFacts.ts';
import { PackedCurves, type CurveColumns } from './packedCurves.ts';
import { pixelColumns, type PixelRange } from './pixelColumns.ts';
import { smooth, smoothAt } from './smooth.ts';

export interface CurveSource {
  /** Points of one metric of one run; empty columns where there are none. They are read, never written. */
  series(run: string, key: string): PointColumns;
  /** ms since 1970. */
  startOf(run: string): number;
}

interface RunLine extends Line {
  readonly run: string;
}

/** Lines without a point are left out. Smoothing is computed over all points, before any are dropped. */
export function curves(source: CurveSource, query: CurvesQuery): CurvesResult {
  const packed = new PackedCurves();
  for (const key of query.keys) {
    for (const [line, { runs }] of query.lines.entries()) {
      const lines = linesOf(source, runs, key, query);
      if (lines.length === 0) continue;
      const total = lines.reduce((sum, { x }) => sum + x.length, 0);
      const range = rangeOf(lines, query);
      const [only] = lines;
      const columns =
        runs.length === 1 && only !== undefined ? single(only, range, query) : grouped(lines, range, query);
      packed.add(columns, {
        line,
        key,
        total,
        ...extremesOf(lines),
        nanSince: nanSince(lines),
        spread: query.spread ? spreadOf(columns.spread) : [],
      });
    }
  }
  return packed.result();
}

function linesOf(
  source: CurveSource,
  runs: readonly string[],
  key: string,
  { axis }: CurvesQuery,
): RunLine[] {
  return runs.flatMap((run) => {
    const points = source.series(run, key);
    if (points.steps.length === 0) return [];
    const other = () => (axis.kind === 'metric' ? source.series(run, axis.key) : none);
    const line = lineOf({ points, started: axis.kind === 'relative' ? source.startOf(run) : 0, other }, axis);
    return line.x.length === 0 ? [] : [{ ...line, run }];
  });
}

const none: PointColumns = {
  steps: new Float64Array(),
  times: new Float64Array(),
  values: new Float64Array(),
};

type Columns = CurveColumns & {
  /** Values whose spread is that of the line in the range. */
  readonly spread: Float64Array;
};

function single(line: Line, range: PixelRange, { smoothing, axis }: CurvesQuery): Columns {
  const kept = pixelColumns(line.x, line.y, range);
  return {
    x: pick(line.x, kept),
    y: pick(line.y, kept),
    steps: axis.kind === 'step' ? null : pick(line.steps, kept),
    smooth: smoothing > 0 ? smoothAt(line.y, smoothing, kept) : null,
    band: null,
    spread: line.y.subarray(firstFrom(line.x, range.from), firstAbove(line.x, range.to)),
  };
}

function grouped(lines: readonly Line[], range: PixelRange, { smoothing, band }: CurvesQuery): Columns {
  const members = lines.map((line) => ({
    ...line,
    smooth: smoothing > 0 ? smooth(line.y, smoothing) : null,
  }));
  const { x, y, smooth: smoothed, low, high } = groupLine(members, range, band);
  return { x, y, steps: null, smooth: smoothed, band: { low, high }, spread: y };
}

/** On a logarithmic axis what is not above zero is nowhere. */
function rangeOf(lines: readonly Line[], { from, to, columns, logX }: CurvesQuery): PixelRange {
  let [low, high] = [Infinity, -Infinity];
  for (const { x } of lines) {
    low = Math.min(low, x[logX ? firstAbove(x, 0) : 0] ?? Infinity);
    high = Math.max(high, x.at(-1) ?? -Infinity);
  }
  return { from: from ?? low, to: to ?? high, columns, log: logX };
}
