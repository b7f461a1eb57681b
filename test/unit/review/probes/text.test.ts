/** What probes tell from the text of a script alone. */
import assert from 'node:assert/strict';
import { findSecrets } from '../../../../src/review/findSecrets.ts';
import { ask, fixture, linesOf } from './subject.ts';

describe('probe secrets', () => {
  it('finds them by name, format and randomness, and never repeats them', async () => {
    const answer = await ask('secrets', { script: 'secrets.py' });
    assert.equal(answer.answer, 'no');
    assert.deepEqual(linesOf(answer), [5, 6, 7, 9, 12, 14]);
    assert.match(answer.text, /^Looks like a secret: secrets\.py:5 \(PASSWORD\), secrets\.py:6/);
    const shown = JSON.stringify(answer);
    for (const secret of ['correct-horse', 's3cr3tpw', '9f8a7s6d', 'zQ83kd92', 'Zm9vYmFy', 'abcd1234'])
      assert.ok(!shown.includes(secret), secret);
  });

  it('finds well-known tokens wherever they stand, also in comments', () => {
    const tokens = [
      `ghp_${'a1B2'.repeat(9)}`,
      `AKIA${'Z9'.repeat(8)}`,
      `hf_${'aB3'.repeat(10)}`,
      `glpat-${'x9'.repeat(10)}`,
    ];
    for (const token of tokens) {
      assert.deepEqual(findSecrets(`a = 1\nlogin("${token}")\n`), [{ line: 2, by: 'token', name: '' }]);
      assert.deepEqual(findSecrets(`a = 1  # ${token}\n`), [{ line: 1, by: 'token', name: '' }]);
    }
  });

  it('takes names, places, hashes and placeholders for none', async () => {
    assert.deepEqual(findSecrets(fixture('no_secrets.py')), []);
    const scripts = [
      'sklearn_seeded',
      'torch_seeded',
      'keras_seeded',
      'notebook_seeded',
      'notebook_unseeded',
    ];
    for (const script of scripts)
      assert.equal((await ask('secrets', { script: `${script}.py` })).answer, 'yes', script);
  });

  it('looks into the modules that it imports', async () => {
    const modules = [{ path: 'lib/store.py', text: 'a = 1\npassword = "hunter2-hunter2"\n' }];
    const answer = await ask('secrets', { modules });
    assert.equal(answer.answer, 'no');
    assert.deepEqual(answer.links, [
      { kind: 'line', path: 'lib/store.py', line: 2, label: 'lib/store.py:2' },
    ]);
  });
});

describe('probe parameters', () => {
  const scripts: readonly [script: string, answer: string, lines: number[]][] = [
    ['sklearn_seeded.py', 'yes', []],
    ['torch_seeded.py', 'yes', []],
    ['keras_seeded.py', 'yes', []],
    ['notebook_seeded.py', 'yes', []],
    ['sklearn_unseeded.py', 'no', [12, 12, 13]],
    ['torch_unseeded.py', 'no', [7, 8, 15, 15, 16]],
    ['keras_unseeded.py', 'no', [7, 8, 8]],
    ['notebook_unseeded.py', 'no', [22, 22, 22]],
  ];
  for (const [script, answer, lines] of scripts)
    it(`${script}: ${answer}`, async () => {
      const found = await ask('parameters', { script });
      assert.equal(found.answer, answer, found.text);
      assert.deepEqual(linesOf(found), lines);
    });

  it('cannot tell of a script that takes none and has none, nor of what is not Python', async () => {
    const text = 'import numpy as np\nprint(np.mean([1, 2]))\n';
    assert.match((await ask('parameters', { text })).text, /^because it takes no parameters/);
    assert.match(
      (await ask('parameters', { script: 'train.R', text: 'lr <- 1' })).text,
      /^because only Python/,
    );
  });
});
