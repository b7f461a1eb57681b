/** Reviews on disk: what is added stays, also when two add at once or a real git merges two branches. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ReviewEntry } from '../../../src/records/review.ts';
import {
  addToReview,
  keptText,
  moveReview,
  readReview,
  reviewedScripts,
} from '../../../src/review/reviewStore.ts';
import { layoutOf } from '../../../src/storage/layout.ts';
import { ada, entriesOf, hashOf, lin, sam } from './reviewParts.ts';

describe('the reviews of a folder', () => {
  let folder: string;
  const layout = () => layoutOf(folder);
  const git = (...args: string[]) => {
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  };
  const commit = () => {
    git('add', '-A');
    git('commit', '-qm', 'x');
  };
  const add = async (entry: ReviewEntry, texts: string[] = []) =>
    await addToReview(layout(), 'src/train.py', {
      entries: [entry],
      texts: new Map(texts.map((text) => [hashOf(text), text])),
    });
  const answer = (by: string, item: string) =>
    entriesOf({ kind: 'answer', by, item, answer: 'yes' })[0] ?? assert.fail();

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'cairn review '));
    fs.mkdirSync(path.join(folder, '.cairn'));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('are one file a script, in folders as the scripts are', async () => {
    assert.deepEqual(readReview(layout(), 'src/train.py').entries, []);
    await add(answer(ada, 'seeded'));
    await add(answer(sam, 'tested'));
    const file = path.join(folder, '.cairn', 'reviews', 'src', 'train.py.yaml');
    assert.equal(fs.readFileSync(file, 'utf8').split('\n').length, 4);
    assert.deepEqual(reviewedScripts(layout()), ['src/train.py']);
    assert.deepEqual(
      readReview(layout(), 'src/train.py').entries.map(({ by }) => by),
      [ada, sam],
    );
  });

  it('keep each text once, and know when it is not what it was', async () => {
    await add(answer(ada, 'seeded'), ['x = 1\n']);
    await add(answer(ada, 'tested'), ['x = 1\n', 'y = 2\n']);
    assert.equal(keptText(layout(), hashOf('x = 1\n')), 'x = 1\n');
    const file = path.join(folder, '.cairn', 'reviewed', `${hashOf('y = 2\n')}.txt`);
    fs.writeFileSync(file, 'y = 3\n');
    assert.equal(keptText(layout(), hashOf('y = 2\n')), undefined);
    await add(answer(ada, 'tested'), ['y = 2\n']);
    assert.equal(keptText(layout(), hashOf('y = 2\n')), 'y = 2\n');
  });

  it('lose nothing when many add at once, and mend a last line without an end', async () => {
    await add(answer(ada, 'first'));
    const file = path.join(folder, '.cairn', 'reviews', 'src', 'train.py.yaml');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').trimEnd());
    await Promise.all(Array.from({ length: 30 }, async (_, n) => await add(answer(ada, `item-${n}`))));
    const read = readReview(layout(), 'src/train.py');
    assert.deepEqual([read.entries.length, read.problems], [31, []]);
  });

  for (const isNew of [false, true])
    it(`merge without a conflict when two reviewers add on two branches${isNew ? ', also the first entries' : ''}`, async () => {
      git('init', '-q', '-b', 'main');
      fs.writeFileSync(path.join(folder, 'train.py'), 'x = 1\n');
      if (!isNew) await add(answer(sam, 'asked'));
      commit();
      git('checkout', '-qb', 'theirs');
      await add(answer(lin, 'seeded'), ['x = 1\n']);
      await add(answer(lin, 'tested'));
      commit();
      git('checkout', '-q', 'main');
      await add(answer(ada, 'seeded'), ['x = 1\n']);
      await add(answer(ada, 'fairness'));
      commit();
      git('merge', '-q', '--no-edit', 'theirs');
      const read = readReview(layout(), 'src/train.py');
      assert.deepEqual(read.problems, []);
      const said = read.entries.flatMap((entry) =>
        entry.kind === 'answer' ? [`${entry.by} ${entry.item}`] : [],
      );
      assert.deepEqual(said.filter((one) => !one.endsWith('asked')).sort(), [
        `${ada} fairness`,
        `${ada} seeded`,
        `${lin} seeded`,
        `${lin} tested`,
      ]);
      assert.equal(keptText(layout(), hashOf('x = 1\n')), 'x = 1\n');
      assert.equal(git('status', '--porcelain'), '');
    });

  it('go along with a renamed script, also when somebody adds on another branch meanwhile', async () => {
    git('init', '-q', '-b', 'main');
    await add(answer(sam, 'asked'));
    await add(answer(sam, 'again'));
    commit();
    git('checkout', '-qb', 'theirs');
    await add(answer(lin, 'seeded'));
    commit();
    git('checkout', '-q', 'main');
    const by = { at: '2026-11-30T09:00:00Z', by: ada, sha256: hashOf('x') };
    assert.equal(await moveReview(layout(), { from: 'src/train.py', to: 'models/fit.py', by }), true);
    commit();
    git('merge', '-q', '--no-edit', 'theirs');
    assert.deepEqual(reviewedScripts(layout()), ['models/fit.py']);
    assert.deepEqual(
      readReview(layout(), 'models/fit.py').entries.map(({ kind, by: who }) => [kind, who]),
      [
        ['answer', sam],
        ['answer', sam],
        ['answer', lin],
        ['rename', ada],
      ],
    );
    assert.equal(await moveReview(layout(), { from: 'src/train.py', to: 'a.py', by }), false);
  });

  it('say so when they cannot be written', async () => {
    fs.writeFileSync(path.join(folder, '.cairn', 'reviews'), '');
    await assert.rejects(add(answer(ada, 'seeded')), (error: unknown) => {
      assert.match(String(error), /\.cairn\/reviews\/src\/train\.py\.yaml could not be written: /);
      return true;
    });
  });

  it('never leave the folder: neither by a path nor by a link', async () => {
    for (const script of ['../train.py', '/train.py', 'a/../../b.py', 'a\\b.py', ''])
      await assert.rejects(addToReview(layout(), script, { entries: [] }), { code: 'outside' }, script);
    const elsewhere = fs.mkdtempSync(path.join(tmpdir(), 'cairn elsewhere '));
    try {
      fs.symlinkSync(elsewhere, path.join(folder, '.cairn', 'reviews'));
      await assert.rejects(add(answer(ada, 'seeded')), { code: 'outside' });
      assert.deepEqual(fs.readdirSync(elsewhere), []);
    } finally {
      fs.rmSync(elsewhere, { recursive: true });
    }
  });
});
