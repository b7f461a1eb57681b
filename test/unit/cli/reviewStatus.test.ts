/** `cairn review status` in a folder with runs, reviews, and files that changed since. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as z from 'zod';
import { reviewRow, type ReviewRow } from '../../../src/protocol/reviewShape.ts';
import { cairn, removeWorkFolders } from './builtCairn.ts';
import { ada, ReviewFolder, sam } from './reviewFolder.ts';

const script = 'import loans\n\nprint(loans.score(1))\n';
const module = 'def score(x):\n    return x\n';

describe('cairn review status', function () {
  this.timeout(120_000);
  let made: ReviewFolder;
  after(removeWorkFolders);

  const rows = async (...words: string[]): Promise<ReviewRow[]> => {
    const { code, stdout, stderr } = await cairn(made.folder, 'review', 'status', '--json', ...words);
    assert.equal(code, 0, stderr);
    return z.array(reviewRow).parse(JSON.parse(stdout));
  };
  const table = async (...words: string[]) => {
    const { code, stdout, stderr } = await cairn(made.folder, 'review', 'status', ...words);
    assert.equal(code, 0, stderr);
    return { stdout, stderr };
  };

  before(async () => {
    made = await ReviewFolder.make();
    made.write('train.py', script);
    made.write('loans.py', module);
    made.write('other.py', 'print(1)\n');
    made.commit(ada);
  });

  it('has nothing to say of a folder that nobody reviewed or ran', async () => {
    assert.deepEqual(await rows(), []);
    assert.match((await table()).stderr, /No script was reviewed or has runs/);
  });

  it('lists what was reviewed and what has runs, with how it stands', async () => {
    for (const name of ['other.py', 'other.py', 'train.py'])
      assert.equal((await cairn(made.folder, 'run', '--', 'python3', name)).code, 0);
    await made.request('train.py', ada, [sam]);
    await made.as(sam).comment('train.py', { line: 3, count: 1, text: 'Why one?' });
    assert.deepEqual(
      (await rows()).map(({ script: name, state, runs, openItems, items, openComments, waitingFor }) => ({
        ...{ name, state, runs, openItems, items, openComments, waitingFor },
      })),
      [
        {
          name: 'other.py',
          state: 'never',
          runs: 2,
          openItems: 1,
          items: 1,
          openComments: 0,
          waitingFor: [],
        },
        {
          name: 'train.py',
          state: 'requested',
          runs: 1,
          openItems: 1,
          items: 1,
          openComments: 1,
          waitingFor: [sam],
        },
      ],
    );
    const { stdout } = await table();
    assert.match(stdout, /^script +state +who +changed +open items +open comments +runs$/m);
    assert.match(stdout, /^other\.py +never reviewed +– +– +1 of 1 +0 +2$/m);
    assert.match(stdout, /^train\.py +review requested +waits for Sam +– +1 of 1 +1 +1$/m);
  });

  it('tells how many lines changed in the script and in each module, and whether only comments did', async () => {
    await made.approve('train.py', sam);
    assert.match((await table('train.py')).stdout, /^train\.py +approved +Sam +– +0 of 1 +1 +1$/m);
    made.write('train.py', `# A remark\n${script}`);
    made.write('loans.py', `${module}\n# the end\n`);
    const [row] = await rows('train.py');
    assert.deepEqual([row?.state, row?.outdated?.isCosmetic, row?.outdated?.lines], ['stale', true, 3]);
    assert.equal((await rows('--no-python', 'train.py'))[0]?.outdated?.isCosmetic, false);
    const { stdout } = await table('train.py');
    assert.match(stdout, /only comments or formatting changed since approval +Sam +3 lines/);
    assert.match(stdout, /→ 1 line in train\.py, 2 lines in loans\.py/);
    made.write('train.py', script.replace('score(1)', 'score(2)'));
    const [changed] = await rows('train.py');
    assert.deepEqual([changed?.outdated?.isCosmetic, changed?.outdated?.files[0]?.lines], [false, 1]);
    made.write('train.py', 'import scale\nprint(1)\n');
    made.write('scale.py', 'x = 1\n');
    assert.match(
      (await table('train.py')).stdout,
      /loans\.py is not imported any more, scale\.py is imported since \(1 line\)/,
    );
  });

  it('says what is wrong with the files, and follows a checklist that was shortened', async () => {
    fs.appendFileSync(made.path(made.reviewFile('train.py')), '- {"kind": "nod"}\n');
    made.write('.cairn/config.yaml', 'review:\n  default: false\n  items: [{ id: other, text: Another. }]\n');
    const [row] = await rows('train.py');
    assert.match(row?.problems.join('\n') ?? '', /unknown kind, “nod”/);
    assert.deepEqual(row?.notes, ['The checklist has no item “fine” (any more); its answer is kept.']);
    assert.deepEqual([row.items, row.openItems], [1, 1]);
    const { stdout, stderr } = await table('train.py');
    assert.match(stderr, /cairn: train\.py: .*line \d+: .*“nod”/);
    assert.match(stdout, /→ The checklist has no item “fine”/);
    assert.doesNotMatch(stderr, /“fine”/, 'that is no alarm');
  });

  it('lists a script whose review is left when it is gone, and refuses one that never was', async () => {
    fs.rmSync(made.path('train.py'));
    const row = (await rows()).find((one) => one.script === 'train.py');
    assert.deepEqual([row?.sha256, row?.state], [null, 'stale']);
    assert.match(row?.problems.join('\n') ?? '', /not there any more/);
    assert.match((await table('train.py')).stdout, /→ train\.py is gone, loans\.py is not imported any more/);
    const explained = await cairn(made.folder, 'review', 'explain', 'train.py');
    assert.match(explained.stdout, /It cannot be run: it is not there/);
    const { code, stderr } = await cairn(made.folder, 'review', 'status', 'nowhere.py');
    assert.deepEqual([code, /There is no script nowhere\.py/.test(stderr)], [2, true]);
  });
});
