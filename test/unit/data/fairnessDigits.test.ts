/** Counting again gives the same digits, whatever the threads did in which order. */
import assert from 'node:assert/strict';
import type { DataProcess } from '../../../src/data/dataProcess.ts';
import { exactSum } from '../../../src/data/exactSum.ts';
import { normalDraw, seededRandom } from '../../../src/base/seededRandom.ts';
import type { FairnessQuery } from '../../../src/protocol/fairnessCounts.ts';
import { dataProcess, endDataProcesses, fileOf } from './builtDataProcess.ts';

const rows = 150_000;

function table(): string {
  const random = seededRandom('digits');
  const lines = ['y,p,s,w,g,h,t,u'];
  for (let at = 0; at < rows; at++) {
    const y = random.uniform() < 0.4 ? 1 : 0;
    const score = Math.round(random.uniform() * 1000) / 1000;
    const t = 100 * normalDraw(random);
    const [g, h] = [Math.floor(random.uniform() * 5), Math.floor(random.uniform() * 3)];
    lines.push(
      [y, score > 0.5 ? 1 : 0, score, random.uniform() ** 3 * 1e3, g, h, t, t + normalDraw(random)].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}

describe('digits of counts', function () {
  this.timeout(120_000);
  let data: DataProcess;
  let file = '';
  before(async () => {
    data = await dataProcess();
    file = fileOf('digits.csv', table());
  });
  after(endDataProcesses);

  const groups = [{ column: 'g' }, { column: 'h' }];
  const questions: readonly (readonly [
    what: string,
    query: Omit<FairnessQuery, 'files' | 'groups' | 'cross'>,
  ])[] = [
    ['weighted predictions', { label: 'y', prediction: 'p', weight: 'w' }],
    ['scores', { label: 'y', score: 's', threshold: 0.5 }],
    ['weighted scores', { label: 'y', prediction: 'p', score: 's', weight: 'w' }],
    ['errors of a regression', { task: 'regression', label: 't', prediction: 'u' }],
    ['weighted errors of a regression', { task: 'regression', label: 't', prediction: 'u', weight: 'w' }],
  ];
  for (const [what, query] of questions)
    it(`of ${what} are the same again`, async () => {
      const ask = async () => await data.fairness({ ...query, files: [file], groups, cross: 2 });
      const first = await ask();
      assert.equal(first.rows, rows);
      for (let time = 0; time < 4; time++) assert.deepEqual(await ask(), first);
    });

  it('are those of the doubles, also of the largest and the smallest', async () => {
    for (const scale of [1, 1e50, 1e-150, 1 / 3]) {
      const lines = [1, 2, 3, 4].map((at) => `1,1,a,${String(at * scale)}`);
      const query = { label: 'y', prediction: 'p', weight: 'w', groups: [{ column: 'g' }], cross: 1 };
      const tiny = fileOf('tiny.csv', `y,p,g,w\n0,0,a,${String(scale)}\n${lines.join('\n')}\n`);
      const { overall } = await data.fairness({ ...query, files: [tiny] });
      assert.deepEqual(overall.cells?.weights, [scale, 0, 0, scale + 2 * scale + 3 * scale + 4 * scale]);
    }
    const huge = fileOf('huge.csv', 'y,p,g,w\n0,0,a,1e300\n1,1,a,1\n');
    const query = { label: 'y', prediction: 'p', weight: 'w', groups: [{ column: 'g' }], cross: 1 };
    await assert.rejects(
      data.fairness({ ...query, files: [huge] }),
      /Numbers in “w” lead to 1.0*e300, which is too large/,
    );
    assert.deepEqual(exactSum('w', NaN).sql, ['sum(w)', '0']);
  });
});
