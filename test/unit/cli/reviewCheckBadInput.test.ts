/** `cairn review check` on scripts and reviews as they should not be. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { cairn, removeWorkFolders } from './builtCairn.ts';
import { check, module, one, script } from './checkedReview.ts';
import { ada, ReviewFolder } from './reviewFolder.ts';

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
