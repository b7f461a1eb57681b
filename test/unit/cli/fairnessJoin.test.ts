import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fairnessReport, type FairnessReport } from '../../../src/protocol/fairnessReport.ts';
import { cairn, cairnJson, removeWorkFolders, workFolder } from './builtCairn.ts';

const datasets = `people:
  location: data/people.csv
  sensitive: [sex, age]
plain:
  location: data/plain.csv
lost:
  location: data/lost.csv
  sensitive: [sex]
parted:
  location: data/parts
  sensitive: [sex]
`;

describe('cairn fairness --join', function () {
  this.timeout(60_000);
  let folder = '';
  const base = ['fairness', 'p.csv', '--label', 'y', '--prediction', 'p', '--id', 'id'];
  const report = async (...words: string[]): Promise<FairnessReport> =>
    fairnessReport.parse(await cairnJson(folder, ...base, ...words));
  const slices = ({ slices: all }: FairnessReport) => all.map(({ slice, n }) => [slice, n]);
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };

  before(async () => {
    folder = await workFolder();
    write('p.csv', 'id,y,p,g\n1,0,1,a\n2,1,1,a\n3,1,0,b\n4,0,0,b\n');
    write('.cairn/datasets.yaml', datasets);
    write('data/people.csv', 'id,person,sex,age\n1,1,f,old\n2,2,m,old\n3,3,f,young\n');
    write('data/plain.csv', 'id,x\n1,2\n');
    write('data/parts/a.csv', 'id,sex\n1,f\n2,f\n');
    write('data/parts/b.csv', 'id,sex\n3,m\n4,m\n');
  });
  after(removeWorkFolders);

  it('takes a dataset by its name, and what it calls sensitive as groups', async () => {
    assert.deepEqual(slices(await report('--join', 'people')), [
      [{ sex: 'f' }, 2],
      [{ sex: 'm' }, 1],
      [{ sex: null }, 1],
      [{ age: 'old' }, 2],
      [{ age: 'young' }, 1],
      [{ age: null }, 1],
    ]);
  });

  it('takes other columns of it when they are named, beside groups of the predictions', async () => {
    assert.deepEqual(slices(await report('--join', 'people', '--join-group', 'age', '--group', 'g')), [
      [{ g: 'a' }, 2],
      [{ g: 'b' }, 2],
      [{ age: 'old' }, 2],
      [{ age: 'young' }, 1],
      [{ age: null }, 1],
    ]);
  });

  it('takes a dataset of several files', async () => {
    assert.deepEqual(slices(await report('--join', 'parted')), [
      [{ sex: 'f' }, 2],
      [{ sex: 'm' }, 2],
    ]);
  });

  it('takes a file before a dataset of that name', async () => {
    write('people', 'id,sex\n1,x\n2,x\n3,x\n4,x\n');
    const words = ['--join', 'people', '--join-group', 'sex'];
    const { code, stderr } = await cairn(folder, ...base, ...words);
    assert.deepEqual([code, /its name does not say what it holds/.test(stderr)], [2, true]);
    rmSync(path.join(folder, 'people'));
    assert.equal((await report(...words)).slices.length, 3);
  });

  it('names the file in sentences on the other one', async () => {
    write('data/people.csv', 'id,person,sex,age\n1,1,f,old\n1,1,m,old\n2,2,m,old\n3,3,f,young\n');
    const { problems } = await report('--join', 'people');
    write('data/people.csv', 'id,person,sex,age\n1,1,f,old\n2,2,m,old\n3,3,f,young\n');
    assert.deepEqual(problems, [
      { where: 'data/people.csv', message: '1 id of “id” is there several times; it counts once.' },
      {
        where: 'data/people.csv',
        message:
          '1 id of “id” has several groups that contradict each other; it is counted as without a group.',
      },
      {
        where: 'p.csv',
        message:
          'In 1 of 4 rows “id” is not among the “id” of people.csv: they are counted as without a group.',
      },
    ]);
  });

  const wrong: readonly (readonly [words: readonly string[], sentence: RegExp])[] = [
    [
      [...base, '--join', 'peple'],
      /“peple” is neither a file nor a dataset of the catalog\. Did you mean “people”/,
    ],
    [[...base, '--join', 'gone.csv'], /“gone\.csv” is neither a file nor a dataset/],
    [[...base, '--join', 'plain'], /The dataset plain calls no other column sensitive.*--join-group A,B/],
    [[...base, '--join', 'people', '--group', 'sex,age'], /calls no other column sensitive/],
    [
      [...base, '--join', 'lost'],
      /There is no data\/lost\.csv\. Correct its location, or bring the data back/,
    ],
    [[...base, '--join', 'data/people.csv'], /Say which columns of data\/people\.csv are groups/],
    [[...base, '--join', 'people', '--join-id', 'nr'], /people\.csv: There is no column “nr”/],
    [
      [...base, '--join', 'people', '--join-group', 'sexs'],
      /people\.csv: There is no column “sexs”\. Did you mean “sex”/,
    ],
    [[...base.slice(0, -1), 'nr', '--join', 'people', '--join-id', 'id'], /p\.csv: There is no column “nr”/],
    [[...base.slice(0, -2), '--join', 'people'], /need the id column of the predictions: --id COLUMN/],
  ];
  for (const [words, sentence] of wrong)
    it(`refuses: ${words.slice(6).join(' ')}`, async () => {
      const { code, stderr, stdout } = await cairn(folder, ...words);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, sentence);
    });
});
