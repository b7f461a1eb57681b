import assert from 'node:assert/strict';
import { ask, hashOf, linesOf, runOf, scores } from './subject.ts';

describe('probe seeded', () => {
  const seeded = [
    'sklearn_seeded.py',
    'torch_seeded.py',
    'keras_seeded.py',
    'notebook_seeded.py',
    'nothing_random.py',
  ];
  for (const script of seeded) {
    it(`${script}: cannot tell by reading alone, yes when two runs agree, no when they do not`, async () => {
      const alone = await ask('seeded', {
        script,
        runs: [runOf(script, { metrics: scores({ auc: 0.81 }) })],
      });
      assert.equal(alone.answer, 'unknown', alone.text);
      assert.match(alone.text, /^because no two runs .* Run it again with the same parameters\.$/);
      const two = (a: number, b: number) =>
        [a, b].map((auc) => runOf(script, { metrics: scores({ auc, 'epoch/seconds': a === auc ? 3 : 4 }) }));
      const same = await ask('seeded', { script, runs: two(0.81, 0.81) });
      assert.equal(same.answer, 'yes', same.text);
      assert.match(same.text, /agree exactly on auc/);
      assert.equal(same.links?.filter(({ kind }) => kind === 'run').length, 2);
      assert.match(
        (await ask('seeded', { script, runs: two(0.81, 0.810_000_000_1) })).text,
        /within rounding/,
      );
      const other = await ask('seeded', { script, runs: two(0.81, 0.8) });
      assert.equal(other.answer, 'no');
      assert.match(other.text, /differ \(auc: 0\.81 and 0\.8\)/);
    });
  }

  const unseeded: readonly [script: string, lines: number[], names: string][] = [
    ['sklearn_unseeded.py', [7, 9, 12], 'sample, train_test_split, GradientBoostingClassifier'],
    ['torch_unseeded.py', [13, 14, 14], 'DataLoader, Linear'],
    ['keras_unseeded.py', [4, 5, 8], 'Dense, normal'],
    ['notebook_unseeded.py', [13, 15], 'default_rng, shuffle'],
  ];
  for (const [script, lines, names] of unseeded) {
    it(`${script}: no, with the lines`, async () => {
      const answer = await ask('seeded', { script });
      assert.equal(answer.answer, 'no');
      assert.equal(answer.text, `Nothing seeds ${names}.`);
      assert.deepEqual(linesOf(answer), lines);
    });
  }

  it('does not take agreement for a seed, nor half of the evidence for all of it', async () => {
    const script = 'sklearn_unseeded.py';
    const runs = [0, 1].map(() => runOf(script, { metrics: scores({ test_accuracy: 0.9 }) }));
    const answer = await ask('seeded', { script, runs });
    assert.equal(answer.answer, 'unknown');
    assert.match(answer.text, /^because nothing seeds .* though two runs agree\. Set a seed\.$/);
  });

  it('says that arguments are made elsewhere, and believes two runs then', async () => {
    const script = 'sklearn_elsewhere.py';
    const answer = await ask('seeded', { script });
    assert.deepEqual([answer.answer, linesOf(answer)], ['unknown', [10]]);
    const runs = [0, 1].map(() => runOf(script, { metrics: scores({ train_accuracy: 0.9 }) }));
    assert.equal((await ask('seeded', { script, runs })).answer, 'yes');
  });

  it('takes a seed that a module sets, and none that is the time', async () => {
    const text = (seed: string) =>
      `import random\nimport helper\nrandom.seed(${seed})\nprint(random.random())\n`;
    assert.equal((await ask('seeded', { text: text('time.time()') })).answer, 'no');
    assert.equal((await ask('seeded', { text: text('') })).answer, 'no');
    assert.equal((await ask('seeded', { text: text('0') })).answer, 'unknown');
    const modules = [
      { path: 'helper.py', text: 'from lightning import seed_everything\nseed_everything(1)\n' },
    ];
    assert.equal((await ask('seeded', { text: text('None'), modules })).answer, 'unknown');
  });

  it('compares no runs with other params, data, or text, and none that did not finish', async () => {
    const script = 'sklearn_seeded.py';
    const first = runOf(script, { metrics: scores({ auc: 0.8 }), params: { seed: '1' } });
    const data = [{ name: 'churn', role: null, version: null, location: null, hash: 'b' }];
    const others: Parameters<typeof runOf>[1][] = [
      { params: { seed: '2' } },
      { params: { seed: '1' }, datasets: data },
      { params: { seed: '1' }, scriptHash: 'other' },
      { params: { seed: '1' }, status: 'failed' },
      { params: { seed: '1' }, command: ['python3', script, '--trees', '10'] },
    ];
    for (const change of others) {
      const runs = [first, runOf(script, { metrics: scores({ auc: 0.7 }), ...change })];
      assert.equal((await ask('seeded', { script, runs })).answer, 'unknown', JSON.stringify(change));
    }
  });

  it('cannot tell from runs that differ when the code around them may, too', async () => {
    const script = 'torch_seeded.py';
    const git = { changedFiles: 1, changedLines: 3, patchComplete: true, binaryFiles: [], untracked: [] };
    const runs = [0.8, 0.7].map((auc) =>
      runOf(script, {
        metrics: scores({ auc }),
        git: { ...git, commit: 'abc', untrackedSkipped: [], root: '/work/project' },
      }),
    );
    const answer = await ask('seeded', { script, runs });
    assert.equal(answer.answer, 'unknown');
    assert.match(answer.text, /may have changed between them/);
  });

  it('reads only Python, and compares runs of anything', async () => {
    const text = 'x <- runif(1)';
    const runs = [0, 1].map(() =>
      runOf('other.R', { metrics: scores({ auc: 0.8 }), scriptHash: hashOf(text) }),
    );
    const [one] = runs;
    assert.ok(one);
    assert.match((await ask('seeded', { script: 'other.R', text, runs: [one] })).text, /only Python is read/);
    assert.equal((await ask('seeded', { script: 'other.R', text, runs })).answer, 'yes');
  });
});
