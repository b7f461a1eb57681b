import assert from 'node:assert/strict';
import type { FairnessQuery } from '../../../src/protocol/fairnessCounts.ts';
import { askedCounts, cellsOf, csv, told } from './askedCounts.ts';

describe('counts of predictions', function () {
  this.timeout(60_000);
  const ask = askedCounts();

  const labels: readonly (readonly [
    how: string,
    y: readonly string[],
    p: readonly string[],
    classes: readonly string[],
  ])[] = [
    ['0 and 1', ['0', '1', '1', '0'], ['0', '1', '0', '1'], ['0', '1']],
    ['booleans', ['false', 'true', 'true', 'false'], ['false', 'true', 'false', 'true'], ['false', 'true']],
    ['Python’s booleans', ['False', 'True', 'True', 'False'], ['0', '1', '0', '1'], ['false', 'true']],
    ['yes and no', ['no', 'Yes', 'Yes', 'no'], ['no', 'Yes', 'no', 'Yes'], ['no', 'Yes']],
    ['T and F', ['F', 'T', 'T', 'F'], ['F', 'T', 'F', 'T'], ['F', 'T']],
    ['floats', ['0.0', '1.0', '1.0', '0.0'], ['0', '1', '0', '1'], ['0', '1']],
    ['numbers, and words as predictions', ['0', '1', '1', '0'], ['no', 'yes', 'no', 'yes'], ['0', '1']],
    ['−1 and 1', ['-1', '1', '1', '-1'], ['-1', '1', '-1', '1'], ['-1', '1']],
  ];
  for (const [how, y, p, classes] of labels)
    it(`reads labels as ${how}`, async () => {
      const counts = await ask(csv('y,p,g', ...y.map((label, at) => `${label},${p[at] ?? ''},a`)));
      assert.deepEqual(
        [counts.task, counts.classes, cellsOf(counts)],
        ['binary', classes, { a: [1, 1, 1, 1] }],
      );
    });

  it('takes the favourable label from whoever asks', async () => {
    const file = csv('y,p,g', 'good,good,a', 'bad,good,a', 'good,bad,b', 'bad,bad,b');
    await assert.rejects(
      ask(file),
      /Of the labels “bad”, “good” it cannot be told|Of the labels “good”, “bad”/,
    );
    const counts = await ask(file, { positive: 'good' });
    assert.deepEqual(
      [counts.classes, cellsOf(counts)],
      [['bad', 'good'], { a: [0, 1, 0, 1], b: [1, 0, 1, 0] }],
    );
    const yes = await ask(csv('y,p,g', 'no,no,a', 'yes,no,a', 'no,yes,a'), { positive: 'no' });
    assert.deepEqual([yes.classes, cellsOf(yes)], [['yes', 'no'], { a: [0, 1, 1, 1] }]);
    await assert.rejects(ask(file, { positive: 'fine' }), /“fine” is no value of “y”/);
  });

  it('judges several classes together, or one against the rest', async () => {
    const file = csv('y,p,g', 'x,x,a', 'y,x,a', 'z,z,a', 'x,z,b');
    const counts = await ask(file);
    assert.deepEqual([counts.task, counts.classes], ['classes', ['x', 'y', 'z']]);
    assert.deepEqual(cellsOf(counts)['b'], [0, 0, 1, 0, 0, 0, 0, 0, 0]);
    assert.deepEqual(cellsOf(await ask(file, { positive: 'x' })), { a: [1, 1, 0, 1], b: [0, 0, 1, 0] });
  });

  it('takes numbers that differ for a regression', async () => {
    const counts = await ask(csv('y,p,g', '1.5,2,a', '2.5,2,a', '3.25,4.25,b'));
    assert.equal(counts.task, 'regression');
    const [a, b] = counts.attributes[0]?.slices ?? [];
    assert.deepEqual([a?.errors?.e, a?.errors?.over, a?.errors?.under, b?.errors?.e2], [0, 1, 1, 1]);
  });

  it('makes null a slice of its own, and leaves out rows without label or prediction with a sentence', async () => {
    const counts = await ask(csv('y,p,g', '0,0,a', '1,1,', '1,,a', ',1,a', '1,0,'));
    assert.deepEqual([counts.rows, cellsOf(counts)], [3, { a: [1, 0, 0, 0], null: [0, 0, 1, 1] }]);
    assert.deepEqual(told(counts), [
      '1 row has no value in “y” and is left out.',
      '1 row has no value in “p” and is left out.',
    ]);
  });

  it('says that there is one class only', async () => {
    const counts = await ask(csv('y,p,g', '1,1,a', '1,0,b', '1,1,b'));
    assert.deepEqual(told(counts), ['Every label is “1”: rates that need “0” are undefined.']);
  });

  it('crosses groups to depth three, with columns called n, label and l', async () => {
    const file = csv('y,p,n,label,l', '0,1,a,x,1', '1,1,a,y,1', '0,0,b,x,2', '1,0,b,x,1');
    const counts = await ask(file, { groups: ['n', 'label', 'l'].map((column) => ({ column })), cross: 3 });
    assert.deepEqual(
      counts.attributes.map(({ columns, slices }) => `${columns.join('×')} ${String(slices.length)}`),
      ['n 2', 'label 2', 'l 2', 'n×label 3', 'n×l 3', 'label×l 3', 'n×label×l 4'],
    );
    assert.deepEqual(
      counts.attributes.at(-1)?.slices.map(({ values }) => values),
      [
        ['a', 'x', '1'],
        ['a', 'y', '1'],
        ['b', 'x', '1'],
        ['b', 'x', '2'],
      ],
    );
  });

  const bins: readonly (readonly [
    name: string,
    bins: NonNullable<FairnessQuery['groups'][number]['bins']>,
    expected: object,
  ])[] = [
    ['edges', { kind: 'edges', edges: [40, 30] }, { '< 30': 2, '[30, 40)': 2, '≥ 40': 3, null: 1 }],
    ['equal widths', { kind: 'equal', count: 2 }, { '< 40': 4, '≥ 40': 3, null: 1 }],
    ['quantiles', { kind: 'quantile', count: 2 }, { '< 35': 3, '≥ 35': 4, null: 1 }],
  ];
  for (const [name, cut, expected] of bins)
    it(`cuts numbers by ${name}`, async () => {
      const ages = ['20', '25', '30', '35', '40', '50', '60', ''];
      const counts = await ask(csv('y,p,g', ...ages.map((age, at) => `${String(at % 2)},1,${age}`)), {
        groups: [{ column: 'g', bins: cut }],
      });
      const found = counts.attributes[0]?.slices.map(({ values, rows }) => [String(values[0]), rows]) ?? [];
      assert.deepEqual(Object.fromEntries(found), expected);
    });

  it('weighs rows, says which weigh nothing, and refuses negative weights', async () => {
    const file = csv('y,p,g,w,v', '0,1,a,2,-1', '0,1,a,0,1', '1,1,a,0.5,1', '1,1,a,,1');
    const counts = await ask(file, { weight: 'w' });
    const [slice] = counts.attributes[0]?.slices ?? [];
    assert.deepEqual(slice?.cells, { rows: [0, 2, 0, 1], weights: [0, 2, 0, 0.5], squares: [0, 4, 0, 0.25] });
    assert.deepEqual(told(counts), [
      '1 row has no value in “w” and is left out.',
      '1 row has the weight 0: it is counted, but decides nothing.',
    ]);
    await assert.rejects(ask(file, { weight: 'v' }), /1 row has a weight in “v” that is negative/);
  });

  it('counts the rows of a split', async () => {
    const file = csv('y,p,g,part', '0,1,a,test', '1,1,a,train', '1,1,b,test');
    const counts = await ask(file, { split: { column: 'part', value: 'test' } });
    assert.deepEqual([counts.rows, Object.keys(cellsOf(counts))], [2, ['a', 'b']]);
    await assert.rejects(ask(file, { split: { column: 'part', value: 'x' } }), /No row has “x” in “part”/);
  });
});
