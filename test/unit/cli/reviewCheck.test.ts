/** `cairn review check` as CI runs it: real git repositories, several people, and whatever happens to files. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { reviewCheck, type ReviewCheck } from '../../../src/protocol/reviewShape.ts';
import { cairn, removeWorkFolders, workFolder } from './builtCairn.ts';
import { ada, lin, ReviewFolder, sam } from './reviewFolder.ts';

const script = `import random
import loans

random.seed(1)
print("val_auc=%.3f" % loans.score(0.5))
`;
const module = `def score(cut):
    return cut + 0.3
`;

async function check(folder: string, ...words: string[]): Promise<ReviewCheck & { code: number | null }> {
  const { code, stdout, stderr } = await cairn(folder, 'review', 'check', '--json', ...words);
  assert.notEqual(stdout, '', stderr);
  return { code, ...reviewCheck.parse(JSON.parse(stdout)) };
}

/** Code, verdict and sentence of one script. */
async function one(folder: string, ...words: string[]) {
  const { code, scripts, ok } = await check(folder, ...words);
  const [first] = scripts;
  assert.ok(first !== undefined && scripts.length === 1, JSON.stringify(scripts));
  assert.equal(ok, code === 0);
  return { code, ...first };
}

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

describe('cairn review check with files as they should not be', function () {
  this.timeout(120_000);
  after(removeWorkFolders);

  let made: ReviewFolder;
  const file = '.cairn/reviews/train.py.yaml';
  beforeEach(async () => {
    made = await ReviewFolder.make();
    made.write('train.py', script);
    made.write('loans.py', module);
    made.commit(ada, 'Start');
    await made.carry('train.py');
  });

  it('follows a script that git moved, and says when it is gone or was split in two', async () => {
    made.git(ada, 'mv', 'train.py', 'fit.py');
    made.commit(ada, 'Move');
    const moved = await one(made.folder, 'fit.py');
    assert.deepEqual([moved.code, moved.warnings], [0, ['It was reviewed as train.py.']]);
    assert.equal((await one(made.folder, 'train.py')).script, 'fit.py');
    fs.rmSync(made.path('fit.py'));
    const gone = await one(made.folder, 'train.py');
    assert.deepEqual([gone.code, gone.sentence], [2, 'There is no train.py.']);
    made.write('one.py', script.split('\n').slice(0, 4).join('\n'));
    made.write('two.py', script.split('\n').slice(4).join('\n'));
    const { code, scripts } = await check(made.folder, 'one.py', 'two.py');
    assert.equal(code, 1);
    assert.match(scripts[0]?.sentence ?? '', /^It was changed since Sam approved it: \d lines? in one\.py/);
    assert.equal(scripts[1]?.sentence, 'It was never reviewed.');
  });

  it('cannot judge a review that has a merge conflict, or that nobody can read', async () => {
    const text = made.read(file);
    made.write(file, `${text}<<<<<<< HEAD\n# a\n=======\n# b\n>>>>>>> other\n`);
    const conflict = await one(made.folder, 'train.py');
    assert.deepEqual([conflict.code, conflict.verdict], [2, 'unknown']);
    assert.match(conflict.sentence, /train\.py\.yaml has a merge conflict/);
    made.write(file, 'nothing: of this\n');
    assert.equal((await one(made.folder, 'train.py')).code, 2);
    made.write(
      file,
      `${text}- {"kind": "blessing", "by": "x"}\n- {"kind": "answer", "at": "2026-11-30T09:00:00Z", "by": "Sam", "sha256": "${'0'.repeat(64)}", "item": "old", "answer": "yes"}\n`,
    );
    const odd = await one(made.folder, 'train.py');
    assert.equal(odd.code, 0);
    assert.match(odd.warnings.join('\n'), /unknown kind, “blessing”/);
    assert.doesNotMatch(odd.warnings.join('\n'), /old/, 'an item that was dropped is no reason to warn');
  });

  it('does not count an approval of one’s own, of no known text, or of a text that was tampered with', async () => {
    const text = made.read(file);
    made.write(file, text.replaceAll('Sam <sam@example.org>', 'Ada <ADA@example.org>'));
    const own = await one(made.folder, 'train.py');
    assert.equal(own.code, 1);
    assert.match(own.warnings.join('\n'), /Ada approved a text of their own/);
    made.write(file, text);
    const hash = /"sha256": "([0-9a-f]{64})"/.exec(text)?.[1] ?? '';
    made.write(file, text.replaceAll(hash, 'f'.repeat(64)));
    const nowhere = await one(made.folder, 'train.py');
    assert.equal(nowhere.code, 1);
    assert.match(nowhere.warnings.join('\n'), /a text that is neither here now nor was kept/);
    made.write(file, text);
    const evil = script.replace('seed(1)', 'seed(2)');
    made.write('train.py', evil);
    made.write(`.cairn/reviewed/${hash}.txt`, evil);
    assert.equal((await one(made.folder, 'train.py')).code, 1);
  });

  it('points out approvals that somebody else committed, and refuses them when asked to', async () => {
    const text = made.read(file);
    const asked = text.split('\n').filter((line) => line.includes('"request"'));
    made.write(file, `${asked.join('\n')}\n`);
    made.commit(ada, 'Take back');
    made.write(file, text);
    made.commit(ada, 'Approve in Sam’s name');
    const { code, warnings } = await one(made.folder, 'train.py');
    assert.equal(code, 0);
    assert.match(
      warnings.join('\n'),
      /Possibly forged: Sam <sam@example\.org> approves on line \d of \.cairn\/reviews\/train\.py\.yaml, which Ada <ada@example\.org> committed \([0-9a-f]{7}\)/,
    );
    const strict = await one(made.folder, '--strict-authors', 'train.py');
    assert.deepEqual([strict.code, strict.verdict], [1, 'notApproved']);
    assert.equal(strict.sentence, 'It is approved by Sam, and git does not bear that out.');
  });

  it('points out who approved their own commit where nobody asked for a review', async () => {
    const [line = ''] = made
      .read(file)
      .split('\n')
      .filter((text) => text.includes('"signoff"'));
    made.write(file, `${line.replaceAll('Sam <sam@', 'Ada <ada@')}\n`);
    made.commit(ada, 'Only the approval');
    const { code, warnings } = await one(made.folder, 'train.py');
    assert.equal(code, 0);
    assert.match(
      warnings.join('\n'),
      /Possibly an approval of their own text: the last commit of train\.py is by Ada/,
    );
    assert.equal((await one(made.folder, '--strict-authors', 'train.py')).code, 1);
  });

  it('points out who approved their own commit and named somebody else as its author', async () => {
    const [line = ''] = made
      .read(file)
      .split('\n')
      .filter((text) => text.includes('"signoff"'));
    const forged = line
      .replaceAll('Sam <sam@', 'Ada <ada@')
      .replace(/\}$/, ', "author": "Zed <zed@example.org>"}');
    made.write(file, `${forged}\n`);
    made.commit(ada, 'Only the approval');
    assert.match((await one(made.folder, 'train.py')).warnings.join('\n'), /approval of their own text/);
  });

  it('judges nothing by a policy that has a mistake, since less than was meant would be left of it', async () => {
    for (const text of [
      'review:\n  aprovals: 2\n',
      'review: { approvals: two }\n',
      'review: [\n',
      'review: {}\nreview: {}\n',
    ]) {
      made.write('.cairn/config.yaml', text);
      const { code, verdict, sentence } = await one(made.folder, 'train.py');
      assert.deepEqual([code, verdict], [2, 'unknown'], text);
      assert.match(sentence, /something is wrong with “review” in \.cairn\/config\.yaml/);
    }
    made.write('.cairn/config.yaml', 'colour: red\nreview: { approvals: 1 }\n');
    assert.equal((await one(made.folder, 'train.py')).code, 0);
  });

  it('does not stumble over what else lies among the reviews', async () => {
    made.write('.cairn/reviews/.yaml', 'x');
    made.write('.cairn/reviews/a\\b.py.yaml', 'x');
    made.write('.cairn/reviews/notes.txt', 'x');
    made.write('.cairn/reviews/dir.py.yaml/inner.py.yaml', '\0\n');
    fs.mkdirSync(made.path('.cairn/reviewed', `${'0'.repeat(64)}.txt`));
    const text = made.read(file);
    const [line = ''] = text.split('\n').filter((each) => each.includes('"signoff"'));
    made.write(file, `${line.replace(/"sha256": "[0-9a-f]{64}"/, `"sha256": "${'0'.repeat(64)}"`)}\n${text}`);
    const { code, scripts } = await check(made.folder, '.');
    assert.deepEqual([code, scripts.map((each) => each.script)], [0, ['train.py']]);
    const listed = await cairn(made.folder, 'review', 'status');
    assert.equal(listed.code, 0, listed.stderr);
  });

  it('says that a name without an e-mail is only a name', async () => {
    made.write(file, made.read(file).replaceAll('Sam <sam@example.org>', 'Sam'));
    const { code, warnings } = await one(made.folder, '--strict-authors', 'train.py');
    assert.equal(code, 0);
    assert.match(warnings.join('\n'), /Sam signed off without an e-mail/);
  });

  it('judges scripts of 10 000 lines, and those that are not UTF-8 as far as it can', async () => {
    const long = Array.from({ length: 10_000 }, (_, at) => `x${at} = ${at}\n`).join('');
    made.write('long.py', long);
    await made.carry('long.py');
    assert.equal((await one(made.folder, 'long.py')).code, 0);
    made.write('long.py', long.replace('x5000 = 5000', 'x5000 = 5001'));
    assert.match((await one(made.folder, 'long.py')).sentence, /: 1 line in long\.py\./);
    const latin = Buffer.from('# Gr\xfc\xdfe\nprint(1)\n', 'latin1');
    made.write('latin.py', latin);
    await made.carry('latin.py');
    const same = await one(made.folder, 'latin.py');
    assert.equal(same.code, 0);
    assert.match(same.warnings.join('\n'), /latin\.py is not UTF-8/);
    made.write('latin.py', Buffer.concat([latin, Buffer.from('print(2)\n')]));
    const other = await one(made.folder, 'latin.py');
    assert.deepEqual([other.code, other.verdict], [1, 'notApproved']);
    assert.doesNotMatch(other.warnings.join('\n'), /written by hand/);
  });
});
