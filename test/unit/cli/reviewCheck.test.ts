/** `cairn review check` as CI runs it: real git repositories and several people. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { cairn, removeWorkFolders, workFolder } from './builtCairn.ts';
import { check, module, one, script } from './checkedReview.ts';
import { ada, lin, ReviewFolder, sam } from './reviewFolder.ts';

describe('cairn review check', function () {
  this.timeout(120_000);
  after(removeWorkFolders);

  const project = async (options?: Parameters<typeof ReviewFolder.make>[0]) => {
    const made = await ReviewFolder.make(options);
    made.write('train.py', script);
    made.write('loans.py', module);
    if (options?.git !== false) made.commit(ada, 'Start');
    return made;
  };

  it('goes from never reviewed to approved, stale and approved again', async () => {
    const made = await project();
    const { folder } = made;
    const never = await one(folder, 'train.py');
    assert.deepEqual(
      [never.code, never.verdict, never.sentence],
      [1, 'notApproved', 'It was never reviewed.'],
    );
    await made.request('train.py', ada, [sam]);
    made.commit(ada);
    assert.equal((await one(folder, 'train.py')).sentence, 'Its review waits for Sam.');
    await made.approve('train.py', sam);
    made.commit(sam);
    const approved = await one(folder, 'train.py');
    assert.deepEqual(
      [approved.code, approved.verdict, approved.sentence, approved.next, approved.warnings],
      [0, 'approved', 'It is approved by Sam.', null, []],
    );
    made.write('train.py', script.replace('0.5', '0.6'));
    made.write('loans.py', module.replace('0.3', '0.2') + '\n\ndef other():\n    return 1\n');
    const stale = await one(folder, 'train.py');
    assert.deepEqual([stale.code, stale.verdict], [1, 'notApproved']);
    assert.equal(
      stale.sentence,
      'It was changed since Sam approved it: 1 line in train.py, 5 lines in loans.py.',
    );
    await made.approve('train.py', sam, { isDifference: true });
    made.commit(ada);
    assert.equal((await one(folder, 'train.py')).code, 0);
    const people = await cairn(folder, 'review', 'check', 'train.py');
    assert.match(people.stdout, /^✓ train\.py: It is approved by Sam\.\n$/);
  });

  it('takes only comments and formatting for approved where a Python says so, and not where none does', async () => {
    const made = await project();
    const { folder } = made;
    await made.carry('train.py');
    made.write('train.py', `# A remark\n${script.replace('random.seed(1)', 'random.seed( 1 )')}`);
    const same = await one(folder, 'train.py');
    assert.deepEqual([same.code, same.verdict], [0, 'sameCode']);
    assert.equal(same.sentence, 'Only comments or formatting changed since Sam approved it.');
    const untold = await one(folder, '--no-python', 'train.py');
    assert.deepEqual([untold.code, untold.verdict], [1, 'notApproved']);
    assert.match(
      untold.sentence,
      /2 lines in train\.py\. Whether only comments or formatting changed cannot be told/,
    );
    const gone = await cairn(folder, 'review', 'check', '--python', './no/python', 'train.py');
    assert.equal(gone.code, 2);
    assert.match(gone.stderr, /--python names \.\/no\/python, which is no program/);
    made.write('train.py', `# A remark\n${script.replace('seed(1)', 'seed(2)')}`);
    assert.deepEqual((await one(folder, 'train.py')).verdict, 'notApproved');
  });

  it('does not ask a Python that came along with the folder', async () => {
    const made = await project();
    await made.carry('train.py');
    made.write('.venv/bin/python', '#!/bin/sh\necho \'{"answer": "same"}\'\n');
    fs.chmodSync(made.path('.venv/bin/python'), 0o755);
    made.write('train.py', script.replace('seed(1)', 'seed(2)'));
    assert.equal((await one(made.folder, 'train.py')).verdict, 'notApproved');
  });

  it('needs as many approvals as the policy has, also where only comments changed', async () => {
    const made = await project({ policy: { approvals: 2 }, config: '  approvals: 2\n' });
    const { folder } = made;
    await made.carry('train.py');
    const half = await one(folder, 'train.py');
    assert.deepEqual([half.code, half.sentence], [1, 'It has 1 of 2 approvals.']);
    made.write('train.py', `${script}# more\n`);
    assert.equal((await one(folder, 'train.py')).code, 1);
    await made.approve('train.py', lin);
    made.commit(lin);
    const both = await one(folder, 'train.py');
    assert.deepEqual(
      [both.code, both.sentence.includes('Sam'), both.sentence.includes('Lin')],
      [0, true, true],
    );
  });

  it('merges what two reviewers said on two branches', async () => {
    const made = await project({ policy: { approvals: 2 }, config: '  approvals: 2\n' });
    await made.request('train.py', ada, [sam, lin]);
    made.commit(ada);
    made.git(ada, 'switch', '-qc', 'sam');
    await made.approve('train.py', sam);
    made.commit(sam);
    made.git(ada, 'switch', '-q', 'main');
    made.git(ada, 'switch', '-qc', 'lin');
    await made.approve('train.py', lin);
    made.commit(lin);
    made.git(ada, 'switch', '-q', 'main');
    made.git(ada, 'merge', '-q', '--no-ff', '-m', 'Sam', 'sam');
    made.git(ada, 'merge', '-q', '--no-ff', '-m', 'Lin', 'lin');
    const merged = await one(made.folder, '--strict-authors', 'train.py');
    assert.deepEqual([merged.code, merged.warnings], [0, []]);
  });

  it('wants a code owner where the policy says so', async () => {
    const made = await project({ policy: { codeOwners: true }, config: '  codeOwners: true\n' });
    made.write('CODEOWNERS', '*.py lin@example.org\n');
    await made.carry('train.py');
    const without = await one(made.folder, 'train.py');
    assert.deepEqual([without.code, without.sentence], [1, 'It is approved by Sam, none of whom owns it.']);
    assert.match(without.next ?? '', /lin@example\.org/);
    await made.approve('train.py', lin);
    assert.equal((await one(made.folder, 'train.py')).code, 0);
  });

  it('takes folders, globs and paths from where the shell is', async () => {
    const made = await project();
    const { folder } = made;
    made.write('tests/test_loans.py', 'import loans\n');
    made.write('jobs/train_a.py', 'print(1)\n');
    made.write('jobs/train_b.py', 'print(2)\n');
    const names = async (...words: string[]) =>
      (await check(folder, ...words)).scripts.map((each) => each.script);
    assert.deepEqual(await names('.'), ['jobs/train_a.py', 'jobs/train_b.py', 'train.py']);
    made.write('evaluate.py', 'import train\nimport loans\n');
    made.write('train.py', `${script}\nif __name__ == "__main__":\n    pass\n`);
    assert.deepEqual(await names('.'), ['evaluate.py', 'jobs/train_a.py', 'jobs/train_b.py', 'train.py']);
    fs.rmSync(made.path('evaluate.py'));
    assert.deepEqual(await names('jobs'), ['jobs/train_a.py', 'jobs/train_b.py']);
    assert.deepEqual(await names('**/train_*.py', 'train.py'), [
      'jobs/train_a.py',
      'jobs/train_b.py',
      'train.py',
    ]);
    assert.deepEqual(await names('-C', 'jobs', '../*.py'), ['loans.py', 'train.py']);
    const odd = await check(folder, 'gone.py', 'no/*.py', 'tests', '../else.py', 'train.py');
    assert.equal(odd.code, 1);
    assert.deepEqual(
      odd.scripts
        .slice(0, 4)
        .map(({ sentence, verdict }) => `${verdict}: ${sentence.replace(/ in \/.*/, ' outside')}`),
      [
        'unknown: There is no gone.py.',
        'unknown: There is no script in no/*.py.',
        'unknown: There is no script in tests.',
        'unknown: ../else.py is not outside',
      ],
    );
    assert.equal((await check(folder, 'gone.py')).code, 2);
    const bare = await cairn(folder, 'review', 'check');
    assert.deepEqual([bare.code, bare.stdout], [2, '']);
  });

  it('works in a shallow clone, with CRLF, without git, and without Python on the PATH', async () => {
    const made = await project();
    await made.carry('train.py');
    made.write('later.txt', 'x');
    made.commit(lin, 'Later');
    const home = await workFolder();
    const clone = path.join(home, 'clone');
    execFileSync('git', [
      'clone',
      '-q',
      '--depth',
      '1',
      '-c',
      'core.autocrlf=true',
      `file://${made.folder}`,
      clone,
    ]);
    assert.match(fs.readFileSync(path.join(clone, 'train.py'), 'utf8'), /\r\n/);
    const shallow = await one(clone, '--strict-authors', 'train.py');
    assert.deepEqual([shallow.code, shallow.warnings], [0, []]);
    fs.appendFileSync(path.join(clone, 'train.py'), '# a remark\r\n');
    assert.equal((await one(clone, 'train.py')).verdict, 'sameCode');
    fs.writeFileSync(path.join(clone, 'train.py'), `\uFEFF${script}`);
    assert.equal((await one(clone, 'train.py')).verdict, 'approved');
    fs.rmSync(path.join(clone, '.git'), { recursive: true, force: true });
    assert.equal((await one(clone, '--strict-authors', 'train.py')).verdict, 'approved');
    const path0 = process.env['PATH'];
    process.env['PATH'] = home;
    try {
      assert.equal((await one(clone, '--strict-authors', 'train.py')).verdict, 'approved');
      fs.appendFileSync(path.join(clone, 'train.py'), '# a remark\n');
      const untold = await one(clone, 'train.py');
      assert.deepEqual([untold.code, untold.verdict], [1, 'notApproved']);
      assert.match(untold.sentence, /cannot be told: Python was not found/);
    } finally {
      process.env['PATH'] = path0;
    }
  });

  it('keeps texts that were reviewed, whatever a checkout makes of their line ends', async () => {
    const made = await project();
    await made.carry('train.py');
    for (const name of fs.readdirSync(made.path('.cairn/reviewed'))) {
      const file = `.cairn/reviewed/${name}`;
      made.write(file, made.read(file).replaceAll('\n', '\r\n'));
    }
    made.write('train.py', script.replace('0.5', '0.6'));
    const stale = await one(made.folder, 'train.py');
    assert.equal(stale.sentence, 'It was changed since Sam approved it: 1 line in train.py.');
    assert.deepEqual(stale.warnings, []);
  });
});
