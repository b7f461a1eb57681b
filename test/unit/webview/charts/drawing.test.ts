/** What goes to the pens: pixels of lines and bands, and SVG that is well formed whatever runs are called. */
import assert from 'node:assert/strict';
import { axisScale } from '../../../../webview/charts/axisScale.ts';
import { bandPixels, curvePixels } from '../../../../webview/charts/curvePixels.ts';
import { svgPen } from '../../../../webview/charts/svgPen.ts';
import { unpackCurves } from '../../../../webview/charts/unpackCurves.ts';
import { curves } from '../../../../src/runs/curves/curves.ts';

const scales = {
  x: axisScale({ min: 0, max: 10, log: false }, 0, 100),
  y: axisScale({ min: 0, max: 10, log: false }, 100, 0),
};
const logScales = { ...scales, y: axisScale({ min: 1, max: 100, log: true }, 100, 0) };

describe('line in pixels', () => {
  const xs = Float64Array.of(0, 1, 2, 3);

  it('has a gap for NaN and infinities', () => {
    const { line, lone } = curvePixels(xs, Float64Array.of(1, 2, NaN, Infinity), scales);
    assert.deepEqual([...line], [0, 90, 10, 80, 20, NaN, 30, NaN]);
    assert.deepEqual(lone, []);
  });

  it('names points that no line shows', () => {
    assert.deepEqual(curvePixels(xs, Float64Array.of(NaN, 5, NaN, 2), scales).lone, [10, 50, 30, 80]);
    assert.deepEqual(curvePixels(Float64Array.of(0), Float64Array.of(5), scales).lone, [0, 50]);
  });

  it('has a gap where a logarithmic axis has no place', () => {
    const { line } = curvePixels(xs, Float64Array.of(10, 0, -3, 100), logScales);
    assert.deepEqual(
      [...line].map((pixel) => Math.round(pixel) + 0),
      [0, 50, 10, NaN, 20, NaN, 30, 0],
    );
  });

  it('stays within what a canvas can hold', () => {
    const { line } = curvePixels(Float64Array.of(0), Float64Array.of(1e300), scales);
    assert.ok((line[1] ?? 0) > -1e5);
  });

  it('of a band goes along the upper edge and back along the lower, a piece for each stretch', () => {
    const band = { low: Float64Array.of(1, 1, NaN, 1), high: Float64Array.of(2, 3, NaN, 2) };
    const pieces = bandPixels(xs, band, scales).map((piece) => [...piece]);
    assert.deepEqual(pieces, [[0, 80, 10, 70, 10, 90, 0, 90]]);
  });
});

describe('SVG', () => {
  it('is well formed for any name, and holds no number that is none', () => {
    const pen = svgPen(
      { width: 100, height: 50 },
      { fontFamily: '"Segoe UI", sans-serif', background: '#fff' },
    );
    pen.within({ left: 0, top: 0, right: 10, bottom: 10 }, () => {
      pen.line(Float64Array.of(0, 1, 2, NaN, 3, 4), { color: 'rgb(1, 2, 3)', width: 1, dash: [2, 3] });
    });
    pen.text('<b>a & "b"\u0000\ud800</b>', { x: 1, y: 2 }, { color: 'red', size: 11 });
    const text = pen.finish();
    assert.match(text, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    assert.match(text, /d="M0 1M3 4"/);
    assert.match(text, />&lt;b&gt;a &amp; &quot;b&quot;\ufffd\ufffd&lt;\/b&gt;</);
    assert.match(text, /font-family="&quot;Segoe UI&quot;, sans-serif"/);
    assert.doesNotMatch(text, /NaN|undefined/);
  });
});

describe('unpacking', () => {
  it('finds the columns again that were packed', () => {
    const values = [1, NaN, 3];
    const result = curves(
      {
        series: () => ({
          steps: Float64Array.of(0, 5, 7),
          times: Float64Array.of(10, 20, 30),
          values: Float64Array.from(values),
        }),
        startOf: () => 0,
      },
      {
        lines: [{ runs: ['a'] }, { runs: ['a', 'b'] }],
        ...{ keys: ['loss'], axis: { kind: 'wall' }, from: null, to: null, logX: false, columns: 10 },
        ...{ smoothing: 0.5, band: 'range', spread: false },
      },
    );
    const [single, group] = unpackCurves(result);
    assert.deepEqual([...(single?.x ?? [])], [10, 20, 30]);
    assert.deepEqual([...(single?.y ?? [])], values);
    assert.deepEqual([...(single?.steps ?? [])], [0, 5, 7]);
    // s: 0.5 and 1.75, divided by 0.5 and 0.75.
    assert.deepEqual([...(single?.smooth ?? [])], [1, NaN, 1.75 / 0.75]);
    assert.equal(single?.low, null);
    assert.deepEqual([...(group?.x ?? [])], [10, 20, 30]);
    assert.deepEqual([...(group?.low ?? [])], [1, 2, 3]);
  });
});
