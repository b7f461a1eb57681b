/** Whatever a series looks like, nothing that could be seen of it is lost, and nothing is where it was not. */
import assert from 'node:assert/strict';
import { pixelColumns, type PixelRange } from '../../../../src/runs/curves/pixelColumns.ts';
import { random } from './random.ts';

/** What can be seen of a column. */
interface Seen {
  least: number;
  greatest: number;
  nan: boolean;
  up: boolean;
  down: boolean;
}

interface Series {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Ascending x with plateaus and holes; y with spikes, NaN and infinities. */
function anySeries(seed: number): Series & { range: PixelRange } {
  const next = random(seed);
  const size = Math.floor(next() * 3000);
  const x = new Float64Array(size);
  const y = new Float64Array(size);
  let at = next() < 0.3 ? 0 : next() * 100 - 50;
  for (let place = 0; place < size; place += 1) {
    at += next() < 0.2 ? 0 : next() < 0.02 ? next() * 1000 : next() * 3;
    x[place] = at;
    const kind = next();
    y[place] =
      kind < 0.02
        ? NaN
        : kind < 0.03
          ? Infinity
          : kind < 0.04
            ? -Infinity
            : (next() - 0.5) * (kind < 0.05 ? 1e6 : 1);
  }
  const [low, high] = [x[0] ?? 0, x.at(-1) ?? 0];
  const log = next() < 0.4 && high > 0;
  const zoomed = next() < 0.5;
  const from = zoomed ? low + (high - low) * next() * 0.6 : low;
  const to = zoomed ? from + (high - from) * next() : high;
  const start = log ? Math.max(from, 0.01) : from;
  return {
    x,
    y,
    range: { from: start, to: Math.max(start, to), columns: 1 + Math.floor(next() * 200), log },
  };
}

/** The column of a point, reckoned the other way round than the code does. */
function columnOf(x: number, { from, to, columns, log }: PixelRange): number {
  if (to === from) return columns - 1;
  const share = log
    ? (Math.log(x) - Math.log(from)) / (Math.log(to) - Math.log(from))
    : (x - from) / (to - from);
  return Math.min(columns - 1, Math.floor(share * columns));
}

describe('points of a chart', () => {
  it('keep every extreme, gap and infinity of every column, with true steps in order', () => {
    for (let seed = 1; seed <= 400; seed += 1) {
      const { x, y, range } = anySeries(seed);
      const kept = pixelColumns(x, y, range);
      const message = `seed ${String(seed)}`;
      for (let at = 1; at < kept.length; at += 1)
        assert.ok((kept[at - 1] ?? 0) < (kept[at] ?? 0), `${message}: in order, without repeats`);
      const isKept = new Set(kept);
      const note = (places: Iterable<number>) => {
        const columns = new Map<number, Seen>();
        for (const at of places) {
          const [here, value] = [x[at] ?? NaN, y[at] ?? NaN];
          if (here < range.from || here > range.to) continue;
          const column = columnOf(here, range);
          const one = columns.get(column) ?? {
            least: Infinity,
            greatest: -Infinity,
            nan: false,
            up: false,
            down: false,
          };
          if (Number.isFinite(value)) {
            one.least = Math.min(one.least, value);
            one.greatest = Math.max(one.greatest, value);
          }
          one.nan ||= Number.isNaN(value);
          one.up ||= value === Infinity;
          one.down ||= value === -Infinity;
          columns.set(column, one);
        }
        return columns;
      };
      const [all, some] = [note(x.keys()), note(isKept)];
      assert.deepEqual(some, all, message);
    }
  });

  it('are at most seven a column and one on either side', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const { x, y, range } = anySeries(seed);
      assert.ok(pixelColumns(x, y, range).length <= 7 * range.columns + 2);
    }
  });

  it('show one spike among five million, from far away and near by', () => {
    const size = 5_000_000;
    const x = Float64Array.from({ length: size }, (_, at) => at);
    const y = new Float64Array(size).fill(0.5);
    y[3_141_592] = 99;
    for (const [from, to] of [
      [0, size - 1],
      [3_000_000, 3_200_000],
      [3_141_000, 3_142_000],
      [3_141_592, 3_141_592],
    ] as const) {
      const kept = pixelColumns(x, y, { from, to, columns: 600, log: false });
      const spike = [...kept].filter((at) => y[at] === 99).map((at) => x[at]);
      assert.deepEqual(spike, [3_141_592]);
      assert.ok(kept.length <= 600 * 7 + 2);
    }
  });

  it('reach over the edges of the range by one point', () => {
    const x = Float64Array.from([0, 10, 20, 30, 40]);
    const kept = pixelColumns(x, x, { from: 12, to: 28, columns: 1, log: false });
    assert.deepEqual([...kept], [1, 2, 3]);
  });

  it('are none for no points, and those on either side where the range has none', () => {
    const none = new Float64Array();
    assert.deepEqual([...pixelColumns(none, none, { from: 0, to: 1, columns: 10, log: false })], []);
    const x = Float64Array.from([0, 100]);
    assert.deepEqual([...pixelColumns(x, x, { from: 40, to: 60, columns: 10, log: false })], [0, 1]);
  });
});
