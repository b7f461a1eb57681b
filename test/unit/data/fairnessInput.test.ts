import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { askedCounts, cellsOf, csv, told, type Asked } from './askedCounts.ts';
import { dataFolder, fileOf } from './builtDataProcess.ts';

describe('predictions as people find them', function () {
  this.timeout(60_000);
  const ask = askedCounts();

  it('points out groups that differ by case or spaces, and keeps them apart', async () => {
    const counts = await ask(csv('y,p,g', '0,1,F', '1,1,f', '0,0,"F "', '1,0,M'));
    assert.equal(counts.attributes[0]?.slices.length, 4);
    assert.deepEqual(told(counts), [
      'Groups of “g” differ by case or spaces only and are counted apart: “F”, “F ”, “f”.',
    ]);
  });

  it('refuses 100 000 groups, with an offer', async () => {
    const lines = Array.from({ length: 100_000 }, (_, at) => `${String(at % 2)},1,${String(at)},0.5`);
    const file = csv('y,p,g,s', ...lines);
    const expected = (error: unknown) =>
      error instanceof Error &&
      /“g” has 100.000 groups; at most 1.000 are judged/.test(error.message) &&
      'next' in error &&
      /--bins g=4/.test(String(error.next));
    await assert.rejects(ask(file), expected);
    await assert.rejects(ask(file, { score: 's', threshold: 0.5 }), expected);
    const counts = await ask(file, { groups: [{ column: 'g', bins: { kind: 'quantile', count: 4 } }] });
    assert.deepEqual(
      counts.attributes[0]?.slices.map(({ rows }) => rows),
      [24999, 25000, 25000, 25001],
    );
  });

  const refused: readonly (readonly [
    name: string,
    lines: readonly string[],
    query: Asked,
    sentence: RegExp,
  ])[] = [
    ['a column that is not there', ['y,p,group', '0,1,a'], {}, /There is no column “g”/],
    ['a label as group', ['y,p,g', '0,1,a'], { groups: [{ column: 'y' }] }, /“y” is what is judged/],
    [
      'a group named twice',
      ['y,p,g', '0,1,a'],
      { groups: [{ column: 'g' }, { column: 'g' }] },
      /named twice/,
    ],
    ['labels that are all missing', ['y,p,g', ',1,a', ',0,b'], {}, /“y” has no value in any row/],
    [
      'a score in place of a prediction',
      ['y,p,g', '0,0.25,a', '1,0.75,b'],
      {},
      /“p” holds numbers that are no class/,
    ],
    [
      'predictions that are no labels',
      ['y,p,g', '0,maybe,a', '1,yes,b'],
      {},
      /“p” predicts “maybe”|“p” predicts “yes”/,
    ],
    [
      'texts as scores',
      ['y,s,g', '0,high,a', '1,0.5,b'],
      { score: 's', threshold: 0.5 },
      /“s” must hold numbers, but it holds “high”/,
    ],
    [
      'bins of texts',
      ['y,p,g', '0,1,a', '1,0,b'],
      { groups: [{ column: 'g', bins: { kind: 'equal', count: 2 } }] },
      /cannot be cut into bins/,
    ],
    [
      'several classes with a score',
      ['y,s,g', 'a,0.5,a', 'b,0.4,a', 'c,0.3,a'],
      { score: 's', threshold: 0.5 },
      /a score is that of one of them/,
    ],
    ['rows that all lack something', ['y,p,g', '1,,a', ',1,a', '0,,a'], {}, /No row has all that is needed/],
  ];
  for (const [name, lines, query, sentence] of refused)
    it(`refuses ${name}`, async () => {
      await assert.rejects(ask(csv(...lines), query), sentence);
    });

  describe('with groups of another file', () => {
    const predictions = () => csv('id,y,p', '1,0,1', '2,1,1', '3,1,0', '4,0,0');
    const joined = async (groups: string, file = predictions()) =>
      await ask(file, {
        ...{ id: 'id', join: { files: [fileOf('people.csv', groups)], id: 'person' } },
        groups: [{ column: 'sex', joined: true }],
      });

    it('looks them up by id; an id that is not there has none', async () => {
      const counts = await joined('person,sex\n1,f\n2,m\n3,f\n');
      assert.deepEqual(
        [counts.rows, cellsOf(counts)],
        [4, { f: [0, 1, 1, 0], m: [0, 0, 0, 1], null: [1, 0, 0, 0] }],
      );
    });

    it('counts an id that is there twice once, and one that contradicts itself as without a group', async () => {
      const counts = await joined('person,sex\n1,f\n1,f\n2,m\n2,f\n3,f\n4,m\n');
      assert.deepEqual(
        [counts.rows, cellsOf(counts)],
        [4, { f: [0, 1, 1, 0], m: [1, 0, 0, 0], null: [0, 0, 0, 1] }],
      );
      assert.deepEqual(told(counts), [
        '2 ids of “person” are there several times; each counts once.',
        '1 ids of “person” have several groups that contradict each other; they are counted as without a group.',
      ]);
    });

    it('matches ids that one file has as text and the other as numbers', async () => {
      const counts = await joined('person,sex\n1,f\n2,m\nx,m\n');
      assert.deepEqual(Object.keys(cellsOf(counts)), ['f', 'm', 'null']);
    });
  });

  it('says that a file grew since it was opened, and counts the new rows when asked again', async () => {
    const file = path.join(dataFolder(), 'growing.csv');
    writeFileSync(file, 'y,p,g\n0,1,a\n1,1,b\n1,0,b\n');
    assert.equal((await ask(file)).rows, 3);
    appendFileSync(file, '1,0,a\n');
    assert.equal((await ask(file)).rows, 4);
  });
});
