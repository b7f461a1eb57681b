/** Two people carry a script of the example from never reviewed to approved, stale, and approved again; CI decides, and git has it all. */
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { reviewRow } from '../../../src/protocol/reviewShape.ts';
import { defaultChecklist } from '../../../src/review/defaultChecklist.ts';
import { cairn, removeWorkFolders } from './builtCairn.ts';
import { ada, ReviewFolder, sam } from './reviewFolder.ts';

const example = path.resolve(import.meta.dirname, '..', '..', '..', 'examples', 'credit');
const script = 'train_credit.py';

describe('the review of a script of the example', function () {
  this.timeout(120_000);
  after(removeWorkFolders);

  it('goes from never reviewed to approved, out of date, and approved again', async () => {
    const made = await ReviewFolder.make({ policy: { default: true, items: [] } });
    cpSync(example, made.folder, { recursive: true });
    made.commit(ada, 'Start');
    const check = async () => {
      const { code, stdout } = await cairn(made.folder, 'review', 'check', '--strict-authors', script);
      return `${String(code)} ${stdout.trim()}`;
    };
    const status = async () => {
      const { stdout } = await cairn(made.folder, 'review', 'status', '--json', script);
      const [row] = z.array(reviewRow).parse(JSON.parse(stdout));
      assert.ok(row);
      return row;
    };
    assert.match(await check(), /^1 ✗ train_credit\.py: It was never reviewed\./);
    assert.equal((await status()).items, defaultChecklist().flatMap(({ items }) => items).length);

    made.git(ada, 'switch', '-qc', 'review');
    await made.request(script, ada, [sam]);
    made.commit(ada, 'Ask for a review');
    assert.match(await check(), /^1 ✗ train_credit\.py: Its review waits for Sam\./);
    const approval = { verdict: 'approve', evidence: new Map() } as const;
    await assert.rejects(made.as(sam).signOff(script, approval), { code: 'openItems' });
    await assert.rejects(made.as(ada).signOff(script, approval), { code: 'ownText' });
    await made.approve(script, sam);
    made.commit(sam, 'Approve');
    made.git(ada, 'switch', '-q', 'main');
    made.git(ada, 'merge', '-q', '--no-ff', '-m', 'Merge', 'review');
    assert.equal(await check(), '0 ✓ train_credit.py: It is approved by Sam.');
    assert.deepEqual([(await status()).state, (await status()).openItems], ['approved', 0]);

    made.write(script, made.read(script).replace('BINS = 24', 'BINS = 32'));
    made.commit(ada, 'Use more bins');
    assert.match(
      await check(),
      /^1 ✗ train_credit\.py: It was changed since Sam approved it: 1 line in train_credit\.py\./,
    );
    const stale = await status();
    assert.deepEqual([stale.state, stale.outdated?.lines, stale.outdated?.isCosmetic], ['stale', 1, false]);

    await made.approve(script, sam, { isDifference: true });
    made.commit(sam, 'Approve the difference');
    assert.equal(await check(), '0 ✓ train_credit.py: It is approved by Sam.');
    assert.equal((await status()).openItems, 0);

    assert.equal(made.git(ada, 'status', '--porcelain'), '');
    const log = made.git(ada, 'log', '--reverse', '--format=%an: %s', '--', made.reviewFile(script));
    assert.deepEqual(log.trim().split('\n'), [
      'Ada: Ask for a review',
      'Sam: Approve',
      'Sam: Approve the difference',
    ]);
  });
});
