/** Whether two texts are the same code, asked of a real Python. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compareCode } from '../../../src/project/compareCode.ts';
import type { CodeChange } from '../../../src/review/sameCode.ts';
import { repository } from '../architecture/sourceGraph.ts';

const python = process.env['CAIRN_PYTHON'] ?? 'python3';

const script = `"""Trains a model."""
import numpy as np  # for arrays


def fit(rows, rate=0.1):
    """Fits it."""
    total = [row["age"] for row in rows if row["age"] > 18]
    if rate:
        return np.mean(total) * rate
    return 0


fit([{"age": 30}, {"age": 41}], rate=0.5)
`;

const unparse = `
import ast, sys
print(ast.unparse(ast.parse(sys.stdin.read())) if hasattr(ast, "unparse") else "", end="")
`;

/** Replaces one part of the script. */
const edits: [
  what: string,
  from: string | RegExp,
  to: string | ((all: string) => string),
  answer: CodeChange,
][] = [
  ['a comment', '# for arrays', '# for vectors', 'same'],
  ['a comment more', 'import numpy', '# The usual one.\nimport numpy', 'same'],
  ['a comment less', '  # for arrays', '', 'same'],
  ['commented out code', '    return 0', '    # return 0', 'different'],
  ['blank lines', /\n\n\n/g, '\n\n', 'same'],
  ['blanks in a line', 'rate=0.1', 'rate = 0.1', 'same'],
  ['other indents', /^( +)/gm, '$1$1', 'same'],
  ['tabs', /^( {4}| {8})/gm, (all: string) => '\t'.repeat(all.length / 4), 'same'],
  [
    'a line made several',
    '[{"age": 30}, {"age": 41}], ',
    '\n    [\n        {"age": 30},\n        {"age": 41},\n    ],\n    ',
    'same',
  ],
  ['a backslash', 'np.mean(total) * rate', 'np.mean(total) \\\n        * rate', 'same'],
  ['brackets around a value', 'return 0', 'return (0)', 'same'],
  ['other quotes', /"age"/g, "'age'", 'same'],
  ['a number in another notation', 'rate=0.5', 'rate=5e-1', 'same'],
  ['CRLF', /\n/g, '\r\n', 'same'],
  ['a byte order mark', /^/, '\uFEFF', 'same'],
  ['a semicolon', '    return 0', '    return 0;', 'same'],
  ['brackets that make a tuple', 'return 0', 'return (0,)', 'different'],
  ['a value', 'rate=0.5', 'rate=0.6', 'different'],
  ['an integer made a float', '> 18', '> 18.0', 'different'],
  ['a number made a truth', 'return 0', 'return False', 'different'],
  ['a name', 'for row in rows if', 'for rows in rows if', 'different'],
  [
    'an indent that moves a line out',
    '        return np.mean',
    '        pass\n    return np.mean',
    'different',
  ],
  ['blanks in a text', '"age"', '"age "', 'different'],
  ['a comment sign in a text', '"age"', '"#age"', 'different'],
  ['a docstring', 'Fits it.', 'Fits them.', 'different'],
  ['the order of arguments', '(rows, rate=0.1)', '(rate, rows=0.1)', 'different'],
  ['an import', 'import numpy as np', 'import numpy as np, os', 'different'],
  [
    'a line that is not Python',
    'return 0',
    'return 0 0',
    { unknown: 'Line 10 of the script is not valid Python.' },
  ],
  [
    'a line for IPython',
    'import numpy',
    '%matplotlib inline\nimport numpy',
    { unknown: 'Line 2 of the script is not valid Python.' },
  ],
];

describe('code that is compared', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'cairn-code-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const compare = (before: string, after: string, setting = python, timeoutMs?: number) =>
    compareCode(
      before,
      after,
      { script: path.join(folder, 'train.py'), folder, env: process.env, setting },
      timeoutMs === undefined ? {} : { timeoutMs },
    );
  const program = (name: string, text: string) => {
    const file = path.join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
    return file;
  };

  for (const [what, from, to, answer] of edits)
    it(`is ${typeof answer === 'string' ? answer : 'unknown'} with ${what}`, async () => {
      const edited = typeof to === 'string' ? script.replace(from, to) : script.replace(from, to);
      assert.notEqual(edited, script);
      assert.deepEqual(await compare(script, edited), answer);
    });

  it('is unknown when the text that was reviewed is not Python', async () => {
    assert.deepEqual(await compare('x = 1\nif', 'x = 1\n'), {
      unknown: 'Line 2 of the text that was reviewed is not valid Python.',
    });
  });

  it('is another when a comment gives its letters another meaning', async () => {
    const letters = 'name = "é"\n';
    const [latin, utf8] = ['# coding: latin-1\n', '# -*- coding: UTF-8 -*-\n'];
    assert.equal(await compare(letters, `${latin}${letters}`), 'different');
    assert.equal(await compare(letters, `${utf8}${letters}`), 'same');
    assert.equal(await compare('x = 1\n', `${latin}x = 1\n`), 'same');
    assert.equal(await compare(letters, `\n${letters}\n${latin}`), 'same');
  });

  it('is the same as real files written anew by Python, and another with one word changed', async function () {
    this.timeout(120_000);
    const files = [
      'python/cairn.py',
      'examples/credit/train_credit.py',
      'test/fixtures/tensorboard/make.py',
      'test/clients/fairness/reference.py',
    ];
    for (const file of files) {
      const text = readFileSync(path.join(repository, file), 'utf8');
      const anew = execFileSync(python, ['-c', unparse], { input: text, encoding: 'utf8' });
      // Before Python 3.9 there is none that writes.
      if (anew === '') this.skip();
      assert.equal(await compare(text, anew), 'same', file);
      const edited = anew.replace(/^( *def )(\w+)/m, '$1other_$2');
      assert.equal(await compare(text, edited), 'different', file);
    }
  });

  it('is compared in 10,000 lines, and however deep it is nested', async () => {
    const long = Array.from(
      { length: 10_000 },
      (_, at) => `value_${String(at)} = load(${String(at)}, "x")  # ${String(at)}\n`,
    ).join('');
    assert.equal(await compare(long, long.replaceAll(/ {2}#.*/g, '')), 'same');
    assert.equal(await compare(long, long.replace('load(9000', 'load(9001')), 'different');
    const sum = `x = ${'1 + '.repeat(900)}1\n`;
    assert.equal(await compare(sum, `${sum}# all\n`), 'same');
  });

  it('is never run, and what lies in the folder has no part in it', async () => {
    const mark = path.join(folder, 'mark');
    const line = `open(${JSON.stringify(mark)}, "w").close()\n`;
    for (const name of ['ast.py', 'json.py', 're.py', 'sitecustomize.py', 'usercustomize.py', 'train.py'])
      writeFileSync(path.join(folder, name), line);
    const wrapped = program(
      'python-with-paths',
      `cd '${folder}'; export PYTHONPATH='${folder}' PYTHONSTARTUP='${folder}/train.py'; exec ${python} "$@"`,
    );
    assert.equal(await compare(line, `${line}# now\n`, wrapped), 'same');
    assert.equal(existsSync(mark), false);
  });

  it('of the same text asks nobody', async () => {
    assert.equal(await compare('x = (', '\uFEFFx = (', '/nowhere/python'), 'same');
  });

  it('is unknown without an interpreter that answers', async function () {
    if (process.platform === 'win32') this.skip();
    const unknown = async (setting: string, timeoutMs?: number) => {
      const answer = await compare('x = 1', 'x = 2', setting, timeoutMs);
      return typeof answer === 'string' ? answer : answer.unknown;
    };
    assert.match(await unknown('/nowhere/python'), /^The setting cairn\.python names \/nowhere\/python/);
    for (const text of [
      'exit 3',
      'echo hello',
      'echo "{}"',
      'echo "{\\"answer\\": \\"maybe\\"}"',
      'kill -9 $$',
    ]) {
      const file = program('broken', text);
      assert.equal(await unknown(file), `${file} could not compare the texts.`, text);
    }
    const slow = program('slow', 'exec sleep 600');
    assert.equal(await unknown(slow, 300), `${slow} took longer than 0.3 seconds.`);
  });

  it('is looked for with the Python of the folder', async function () {
    if (process.platform === 'win32') this.skip();
    mkdirSync(path.join(folder, '.venv/bin'), { recursive: true });
    program('.venv/bin/python', 'echo "{\\"answer\\": \\"same\\"}"');
    assert.equal(await compare('x = 1', 'x = 2', ''), 'same');
  });

  it('is unknown when nobody waits any more, and in other languages', async () => {
    const choice = { script: path.join(folder, 'train.py'), folder, env: process.env, setting: python };
    assert.deepEqual(await compareCode('x = 1', 'x = 2', choice, { signal: AbortSignal.abort() }), {
      unknown: 'The comparison was cancelled.',
    });
    assert.deepEqual(await compareCode('x = 1', 'x = 2', { ...choice, script: path.join(folder, 'fit.R') }), {
      unknown: 'Only Python scripts are compared without their comments.',
    });
  });
});
