import assert from 'node:assert/strict';
import { UserError } from '../../../../src/base/errors.ts';
import { readScores } from '../../../../src/runs/analysis/readScores.ts';
import { scoreCurve } from '../../../../src/runs/analysis/scoreCurve.ts';

const of = (positives: readonly number[], negatives: readonly number[]) =>
  scoreCurve(Float64Array.from(positives), Float64Array.from(negatives));

describe('ROC and precision–recall', () => {
  const cases: readonly (readonly [why: string, p: number[], n: number[], auc: number, ap: number])[] = [
    ['all right', [3, 4], [1, 2], 1, 1],
    ['all wrong', [1, 2], [3, 4], 0, (1 / 2) * (1 / 3) + (1 / 2) * (2 / 4)],
    ['all the same', [1, 1, 1], [1], 0.5, 0.75],
    ['half of a tie', [1, 2], [1], 0.75, 0.5 * 1 + 0.5 * (2 / 3)],
    ['infinite order of one pair', [-1e300], [1e300], 0, 0.5],
  ];
  for (const [why, p, n, auc, ap] of cases)
    it(`is true where scores are ${why}`, () => {
      const found = of(p, n);
      assert.ok(Math.abs(found.auc - auc) < 1e-12, String(found.auc));
      assert.ok(Math.abs(found.averagePrecision - ap) < 1e-12, String(found.averagePrecision));
    });

  it('is the share of pairs in order, ties counting half (Mann–Whitney)', () => {
    let state = 5;
    const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
    const p = Array.from({ length: 60 }, () => Math.round(random() * 20));
    const n = Array.from({ length: 90 }, () => Math.round(random() * 16));
    let pairs = 0;
    for (const a of p) for (const b of n) pairs += a > b ? 1 : a === b ? 0.5 : 0;
    assert.ok(Math.abs(of(p, n).auc - pairs / 60 / 90) < 1e-12);
  });

  it('draws a diagonal for ties rather than a corner', () => {
    assert.deepEqual([...of([1, 1], [1, 1]).roc], [0, 0, 1, 1]);
    assert.deepEqual([...of([2], [1]).roc], [0, 0, 0, 1, 1, 1]);
  });

  it('keeps corners, first and last point, and no more points than a chart has pixels', () => {
    let state = 9;
    const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
    const p = Float64Array.from({ length: 200_000 }, () => random() + 0.3);
    const n = Float64Array.from({ length: 200_000 }, () => random());
    const { roc, precisionRecall, auc } = scoreCurve(p, n);
    assert.ok(roc.length / 2 < 5000, String(roc.length));
    assert.deepEqual([...roc.slice(0, 2), ...roc.slice(-2)], [0, 0, 1, 1]);
    assert.deepEqual([...precisionRecall.slice(-2)], [1, 0.5]);
    let area = 0;
    for (let at = 2; at < roc.length; at += 2)
      area += (((roc[at] ?? 0) - (roc[at - 2] ?? 0)) * ((roc[at + 1] ?? 0) + (roc[at - 1] ?? 0))) / 2;
    assert.ok(Math.abs(area - auc) < 1e-3, `${String(area)} ${String(auc)}`);
  });
});

describe('a file of predictions', () => {
  const columns = { path: 'p.csv', label: 'y', score: 'p' };
  const read = async (text: string) => {
    let pauses = 0;
    const found = await readScores(text, columns, async () => await Promise.resolve(pauses++));
    const { positive, positives, negatives, skipped } = found;
    return { positive, p: [...positives], n: [...negatives], skipped, pauses };
  };
  for (const [why, text, positive, p, n, skipped] of [
    ['0 and 1', 'id,y,p\na,1,0.9\nb,0,0.2\n', '1', [0.9], [0.2], 0],
    ['−1 and 1', 'y,p\n-1,0.1\n1,0.8', '1', [0.8], [0.1], 0],
    ['words', 'y;p\nham;0.1\nspam;0.8', 'spam', [0.8], [0.1], 0],
    ['missing and odd values', 'y,p\n1,\n0,nan\n,0.5\n1,inf\n1,2\n0,1', '1', [2], [1], 4],
    ['short rows', 'y,p\n1\n1,2\n0,1', '1', [2], [1], 1],
  ] as const)
    it(`is read with ${why}`, async () => {
      assert.deepEqual(await read(text), { positive, p, n, skipped, pauses: 0 });
    });

  for (const [why, text, code] of [
    ['no such column', 'a,b\n1,2', 'noColumn'],
    ['nothing', '', 'noColumn'],
    ['one class', 'y,p\n1,0.5', 'notBinary'],
    ['three classes', 'y,p\n1,0.5\n2,0.5\n3,0.5', 'notBinary'],
    [
      'a label that is a number',
      `y,p\n${Array.from({ length: 99 }, (_, at) => `${String(at)}.5,1`).join('\n')}`,
      'notBinary',
    ],
  ] as const)
    it(`is refused with ${why}`, async () => {
      await assert.rejects(read(text), (error: unknown) => error instanceof UserError && error.code === code);
    });

  it('lets others work while it reads', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => `${String(at % 2)},${String(at)}`).join('\n');
    assert.equal((await read(`y,p\n${rows}`)).pauses, 4);
  });
});
