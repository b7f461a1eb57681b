/** What a crosshair reads, and where it goes next. */
import assert from 'node:assert/strict';
import { axisScale } from '../../../../webview/charts/axisScale.ts';
import { byValue, nextX, readingAt, xUnderPointer } from '../../../../webview/charts/curveReading.ts';
import type { CurveScene } from '../../../../webview/charts/curveScene.ts';
import { readoutRows } from '../../../../webview/pages/compare/curves/readoutRows.ts';
import { curveOfPoints, lineOfPoints } from './curveOfPoints.ts';

const long = lineOfPoints(
  'long',
  1,
  curveOfPoints([
    [0, 1],
    [10, 2],
    [20, 3],
    [30, 4],
  ]),
);
const short = lineOfPoints(
  'short',
  2,
  curveOfPoints(
    [
      [5, 9],
      [15, NaN],
    ],
    { nanSince: { x: 15, step: 15 } },
  ),
);
const scene: CurveScene = {
  lines: [long, short],
  x: { min: 0, max: 30, log: false },
  y: { min: 0, max: 10, log: false },
  xKind: 'step',
};

describe('crosshair', () => {
  const reads: readonly [x: number, long: number | undefined, short: number | undefined][] = [
    [0, 1, undefined],
    [10, 2, 9],
    [14, 2, NaN],
    [16, 3, undefined],
    [30, 4, undefined],
    [31, undefined, undefined],
  ];
  for (const [x, ofLong, ofShort] of reads)
    it(`reads the nearest points at ${String(x)}, and nothing beyond the ends of a line`, () => {
      assert.deepEqual([readingAt(long, x)?.value, readingAt(short, x)?.value], [ofLong, ofShort]);
    });

  const steps: readonly [from: number | null, points: number, to: number | null][] = [
    [null, 1, 30],
    [null, -Infinity, 0],
    [0, 1, 5],
    [5, 1, 10],
    [10, 1, 15],
    [15, -1, 10],
    [0, -1, 0],
    [30, 1, 30],
    [0, 10, 30],
    [12, 1, 15],
    [99, -1, 20],
    [20, Infinity, 30],
  ];
  for (const [from, points, to] of steps)
    it(`goes from ${String(from)} by ${String(points)} points of any line to ${String(to)}`, () => {
      assert.equal(nextX(scene, from, points), to);
    });

  it('stays within the range that is shown', () => {
    const zoomed = { ...scene, x: { min: 4, max: 16, log: false } };
    assert.deepEqual(
      [nextX(zoomed, null, -Infinity), nextX(zoomed, null, Infinity), nextX(zoomed, 15, 1)],
      [5, 15, 15],
    );
    assert.equal(nextX({ ...scene, x: { min: 6, max: 8, log: false } }, null, 1), null);
    assert.equal(nextX({ ...scene, x: undefined }, null, 1), null);
  });

  it('hits a spike when the pointer is at its tip, among many points of one pixel', () => {
    const points = Array.from({ length: 2000 }, (_, at) => [at, at === 1234 ? 100 : 1] as const);
    const spiky = { ...scene, lines: [lineOfPoints('spiky', 1, curveOfPoints(points))] };
    const scales = {
      x: axisScale({ min: 0, max: 2000, log: false }, 0, 400),
      y: axisScale({ min: 0, max: 100, log: false }, 200, 0),
    };
    assert.equal(xUnderPointer(spiky, scales, { x: 246, y: 5 }), 1234);
    assert.notEqual(xUnderPointer(spiky, scales, { x: 246, y: 198 }), 1234);
    assert.equal(xUnderPointer({ ...scene, lines: [] }, scales, { x: 1, y: 1 }), null);
  });

  it('sorts what it reads as the lines lie, NaN last', () => {
    const readings = [1, NaN, 5, -Infinity, 3].flatMap(
      (y, at) => readingAt(lineOfPoints(String(at), 1, curveOfPoints([[0, y]])), 0) ?? [],
    );
    assert.deepEqual(
      readings.sort(byValue).map(({ value }) => value),
      [5, 3, 1, -Infinity, NaN],
    );
  });
});

describe('values beside the crosshair', () => {
  const options = { x: 10, near: null, most: 12, withSteps: false };

  it('are those of the lines from top to bottom, with what the line is doing', () => {
    const group = lineOfPoints(
      'group',
      3,
      curveOfPoints(
        [
          [0, 4],
          [10, 5],
        ],
        { low: [3, 4], high: [5, 6] },
      ),
    );
    const ended = lineOfPoints(
      'ended',
      4,
      curveOfPoints([
        [0, 1],
        [8, 1],
      ]),
    );
    const { rows, more } = readoutRows([long, short, group, ended], options);
    assert.deepEqual(
      rows.map(({ label, value, note }) => [label, value, note]),
      [
        ['short', '9', ''],
        ['group', '5', '4 … 6'],
        ['long', '2', ''],
        ['ended', '–', 'until step 8'],
      ],
    );
    assert.equal(more, 0);
  });

  it('say since when a line is NaN, also behind its end', () => {
    for (const x of [15, 25])
      assert.deepEqual(
        readoutRows([short], { ...options, x }).rows.map(({ value, note }) => [value, note]),
        [['NaN', 'since step 15']],
      );
  });

  it('are those with a colour and the nearest to the pointer when there are many lines', () => {
    const many = Array.from({ length: 100 }, (_, at) =>
      lineOfPoints(`run ${String(at)}`, at === 99 ? 1 : 0, curveOfPoints([[10, at]])),
    );
    const { rows, more } = readoutRows(many, { ...options, near: 50.2, most: 4 });
    assert.deepEqual(
      rows.map(({ label }) => label),
      ['run 99', 'run 51', 'run 50', 'run 49'],
    );
    assert.equal(more, 96);
  });

  it('say the step of each line where the axis is another', () => {
    const [row] = readoutRows([long], { ...options, withSteps: true }).rows;
    assert.equal(row?.note, 'step 10');
  });
});
