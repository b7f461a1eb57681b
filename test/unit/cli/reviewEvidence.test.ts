/** `cairn review evidence` in a copy of the example, with real runs. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { keptEvidence, readEvidence, type KeptEvidence } from '../../../src/review/evidenceCache.ts';
import { runDetail } from '../../../src/protocol/runShape.ts';
import { layoutOf } from '../../../src/storage/layout.ts';
import { cairn, cairnJson, removeWorkFolders, workFolder } from './builtCairn.ts';

const example = path.resolve(import.meta.dirname, '..', '..', '..', 'examples', 'credit');
const test = `import unittest
from loans import accuracy

class Accuracy(unittest.TestCase):
    def test_all_right(self):
        self.assertEqual(accuracy([1, 0], [0.9, 0.1], 0.5), 1)
`;
/** Scores as a better model would have them, at once. */
const better = `import argparse, random
from loans import DATA
parser = argparse.ArgumentParser()
parser.add_argument("--seed", type=int, default=1)
seed = parser.parse_args().seed
random.seed(seed)
print("epoch 1/1 val_auc=%.6f" % (0.95 + random.random() / 1000))
`;

describe('cairn review evidence', function () {
  this.timeout(240_000);
  let folder = '';
  const evidence = async (script = 'train_baseline.py'): Promise<KeptEvidence> =>
    keptEvidence.parse(await cairnJson(folder, 'review', 'evidence', script));
  const said = async (name: string, script?: string) => {
    const answer = (await evidence(script)).answers[name];
    assert.ok(answer);
    return answer;
  };
  const run = async (...words: string[]) => {
    const { code, stderr } = await cairn(folder, 'run', ...words);
    assert.equal(code, 0, stderr);
  };
  const train = async (name: string, ...words: string[]) =>
    await run('--name', name, '--experiment', 'credit', '--', 'python3', ...words);
  const git = (...words: string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false', ...words],
      {
        cwd: folder,
      },
    );

  before(async () => {
    folder = await workFolder();
    cpSync(example, folder, { recursive: true });
    mkdirSync(path.join(folder, 'tests'));
    writeFileSync(path.join(folder, 'tests', 'test_loans.py'), test);
    writeFileSync(path.join(folder, 'train_better.py'), better);
    const added = await cairn(folder, 'catalog', 'add', 'data/loans.csv', '--name', 'loans');
    assert.equal(added.code, 0, added.stderr);
    git('init', '-q');
    git('add', '-A');
    git('commit', '-q', '-m', 'Start');
  });
  after(removeWorkFolders);

  it('answers of a script that is called as an option is, and says nothing besides', async () => {
    writeFileSync(path.join(folder, '--help.py'), 'import random\nprint(random.random())\n');
    const { stdout, stderr, code } = await cairn(folder, 'review', '--json', 'evidence', '--', '--help.py');
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(keptEvidence.parse(JSON.parse(stdout)).script, '--help.py');
  });

  it('says what it does not know of a script that never ran', async () => {
    const { script, sha256, answers } = await evidence();
    assert.equal(script, 'train_baseline.py');
    assert.match(sha256, /^[0-9a-f]{64}$/);
    assert.equal(Object.keys(answers).length, 13);
    const told = Object.entries(answers).map(([name, { answer }]) => `${name} ${answer}`);
    assert.deepEqual(told.sort(), [
      'baselineBeaten unknown',
      'committed unknown',
      'dataVersions unknown',
      'environment unknown',
      'fairness unknown',
      'featureOwners no',
      'featuresUsed yes',
      'modelSize unknown',
      'objectiveMet no',
      'parameters yes',
      'secrets yes',
      'seeded unknown',
      'tests unknown',
    ]);
  });

  it('knows from two runs of a commit, and from tests, and keeps it', async () => {
    await train('first', 'train_baseline.py', '--epochs', '1');
    await train('second', 'train_baseline.py', '--epochs', '1');
    await run('--', 'python3', '-m', 'unittest', 'tests.test_loans');
    const { sha256, answers } = await evidence();
    for (const name of ['seeded', 'dataVersions', 'committed', 'tests', 'environment'])
      assert.equal(answers[name]?.answer, 'yes', answers[name]?.text);
    assert.match(answers['dataVersions']?.text ?? '', /read what is on disk now: loans v1\./);
    assert.match(answers['seeded']?.text ?? '', /agree exactly on train_loss, val_loss, val_auc/);
    assert.match(answers['featureOwners']?.text ?? '', /^Nobody owns /);
    assert.deepEqual(readEvidence(layoutOf(folder), 'train_baseline.py', sha256)?.answers, answers);
    assert.doesNotMatch(git('status', '--porcelain', '-uall').toString(), /cache/);
  });

  it('holds several seeds against those of the run that is marked as the baseline', async () => {
    await train('simple', 'train_baseline.py', '--epochs', '1', '--seed', '2');
    await train('better', 'train_better.py', '--seed', '1');
    const { id } = runDetail.parse(await cairnJson(folder, 'show', 'simple'));
    const edits = path.join(folder, '.cairn', 'runs', id, 'edits.jsonl');
    appendFileSync(edits, `${JSON.stringify({ t: Date.now(), baseline: 'experiment' })}\n`);
    const one = await said('baselineBeaten', 'train_better.py');
    assert.match(
      one.text,
      /^because one run cannot tell gain from luck: val_auc with 1 of it and 2 of the baseline/,
    );
    await train('better still', 'train_better.py', '--seed', '2');
    const several = await said('baselineBeaten', 'train_better.py');
    assert.equal(several.answer, 'yes', several.text);
    assert.match(several.text, /^It beats simple: val_auc \+0\.1\d* ± .* over 2 and 2 runs\.$/);
  });

  it('prints a table for people, and takes a script from where the shell is', async () => {
    const { code, stdout } = await cairn(
      path.join(folder, 'tests'),
      'review',
      'evidence',
      '../train_baseline.py',
    );
    assert.equal(code, 0);
    assert.match(stdout, /^seeded +yes +Seeds are set, and two runs agree exactly/m);
    assert.match(stdout, /^fairness +can’t tell +because /m);
    assert.match(stdout, /^ +→ first, second$|^ +→ second, first$/m);
  });

  it('goes with the data, the module and the text that change', async () => {
    const data = path.join(folder, 'data', 'loans.csv');
    const loans = path.join(folder, 'loans.py');
    appendFileSync(data, readFileSync(data, 'utf8').split('\n').at(-2) ?? '');
    appendFileSync(loans, '\n\nAPI_TOKEN = "q8Zr2LmX0vTn4Kc7"\n');
    const { answers } = await evidence();
    assert.deepEqual([answers['dataVersions']?.answer, answers['tests']?.answer], ['no', 'unknown']);
    assert.match(answers['dataVersions']?.text ?? '', /“loans” has changed since it was read/);
    assert.match(answers['secrets']?.text ?? '', /^Looks like a secret: loans\.py:\d+ \(API_TOKEN\)/);
    assert.ok(!JSON.stringify(answers).includes('q8Zr2LmX0vTn4Kc7'));
    appendFileSync(path.join(folder, 'train_baseline.py'), '\r\n# one more line\r\n');
    const after = await said('committed');
    assert.match(after.text, /^because no run of the script as it is now has finished/);
  });

  it('says that a test fails, by the run that showed it', async () => {
    writeFileSync(path.join(folder, 'tests', 'test_loans.py'), test.replace(', 1)', ', 0)'));
    const failed = await cairn(
      folder,
      'run',
      '--name',
      'broken',
      '--',
      'python3',
      '-m',
      'unittest',
      'discover',
      '-s',
      'tests',
      '-t',
      '.',
    );
    assert.equal(failed.code, 1, failed.stderr);
    const answer = await said('tests');
    assert.deepEqual([answer.answer, answer.text], ['no', 'Tests fail in tests/test_loans.py.']);
    assert.equal(answer.links?.[0]?.label, 'broken');
  });

  it('refuses what is no script of the folder, and words that it does not know', async () => {
    const refused: readonly [words: string[], sentence: RegExp][] = [
      [['evidence', 'gone.py'], /There is no script gone\.py/],
      [['evidence', '../elsewhere.py'], /is not in /],
      [['evidence'], /Name one script/],
      [['prove', 'train_baseline.py'], /cairn review takes .*evidence.*, not “prove”/],
      [[], /cairn review takes/],
    ];
    for (const [words, sentence] of refused) {
      const { code, stderr } = await cairn(folder, 'review', ...words);
      assert.equal(code, 2, words.join(' '));
      assert.match(stderr, sentence);
    }
    assert.ok(!existsSync(path.join(folder, '.cairn', 'reviews')));
  });
});
