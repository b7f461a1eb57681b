/** The lines of the compare page's charts: read, put on their axis, smoothed, grouped, and left with what the pixels can show. */
import {
  bufferOf,
  type CurvesQuery,
  type CurveShape,
  type CurvesResult,
} from '../../protocol/compare/compareShape.ts';
import type { PointColumns } from '../../storage/series/seriesFormat.ts';
import { groupLine } from './groupLine.ts';
import { lineOf, type Line } from './line.ts';
import { pixelColumns, type PixelRange } from './pixelColumns.ts';
import { smooth } from './smooth.ts';

export interface CurveSource {
  /** Points of one metric of one run; empty columns where there are none. */
  series(run: string, key: string): PointColumns;
  /** ms since 1970. */
  startOf(run: string): number;
}

/** Lines without a point are left out. Smoothing is computed over all points, before any are dropped. */
export function curves(source: CurveSource, query: CurvesQuery): CurvesResult {
  const found: CurveShape[] = [];
  let points = 0;
  for (const key of query.keys) {
    for (const [line, { runs }] of query.lines.entries()) {
      const lines = runs.flatMap((run) => {
        const one = lineOf(
          {
            points: source.series(run, key),
            started: source.startOf(run),
            other: () => (query.axis.kind === 'metric' ? source.series(run, query.axis.key) : none),
          },
          query.axis,
        );
        return one.x.length === 0 ? [] : [one];
      });
      const total = lines.reduce((sum, { x }) => sum + x.length, 0);
      points += total;
      const [first] = lines;
      if (first === undefined) continue;
      const drawn = runs.length === 1 ? single(first, query) : grouped(lines, query);
      found.push({ line, key, ...drawn, total });
    }
  }
  return { curves: found, points };
}

const none: PointColumns = {
  steps: new Float64Array(),
  times: new Float64Array(),
  values: new Float64Array(),
};

type Drawn = Omit<CurveShape, 'line' | 'key' | 'total'>;

function single(line: Line, query: CurvesQuery): Drawn {
  const kept = pixelColumns(line.x, line.y, rangeOf([line], query));
  const smoothed = query.smoothing > 0 ? smooth(line.y, query.smoothing) : null;
  return {
    x: pick(line.x, kept),
    steps: pick(line.steps, kept),
    y: pick(line.y, kept),
    smooth: smoothed && pick(smoothed, kept),
    low: null,
    high: null,
  };
}

function grouped(lines: readonly Line[], query: CurvesQuery): Drawn {
  const { x, steps, y, low, high } = groupLine(lines, rangeOf(lines, query), query.band);
  return {
    x: bufferOf(x),
    steps: bufferOf(steps),
    y: bufferOf(y),
    smooth: query.smoothing > 0 ? bufferOf(smooth(y, query.smoothing)) : null,
    low: bufferOf(low),
    high: bufferOf(high),
  };
}

function rangeOf(lines: readonly Line[], { from, to, columns, logX }: CurvesQuery): PixelRange {
  let [low, high] = [Infinity, -Infinity];
  for (const { x } of lines) {
    low = Math.min(low, x[0] ?? Infinity);
    high = Math.max(high, x.at(-1) ?? -Infinity);
  }
  return { from: from ?? low, to: to ?? high, columns, log: logX };
}

function pick(column: Float64Array, kept: Uint32Array): ArrayBuffer {
  const picked = new Float64Array(kept.length);
  for (let place = 0; place < kept.length; place += 1) picked[place] = column[kept[place] ?? 0] ?? NaN;
  return picked.buffer;
}
