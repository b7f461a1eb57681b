/** The example project as a newcomer runs it, and cairn.py where a script meets trouble. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { lsResult, runDetail, type RunDetail } from '../../src/protocol/runShape.ts';
import { node24, root } from '../../tools/toolchain.mjs';

const exec = promisify(execFile);
const python = process.env['CAIRN_PYTHON'] ?? 'python3';

describe('the example project', () => {
  let credit = '';

  before(async () => {
    const home = await mkdtemp(path.join(os.tmpdir(), 'examples-'));
    const filter = (file: string) => !/[\\/](?:runs|trash|models|__pycache__|index\.sqlite.*)$/.test(file);
    await cp(path.join(root, 'examples'), home, { recursive: true, filter });
    credit = path.join(home, 'credit');
  });
  after(() => rm(path.dirname(credit), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

  it('ships the data that its generator makes', async () => {
    const made = path.join(credit, 'made.csv');
    await exec(python, ['make_data.py', '--out', made], { cwd: credit });
    assert.deepEqual(await readFile(made), await readFile(path.join(credit, 'data', 'loans.csv')));
  });

  it('trains a baseline whose printed metrics are found', async () => {
    const run = await recorded(credit, 'train_baseline.py', '--epochs', '3');
    assert.deepEqual(Object.keys(own(run)), ['train_loss', 'val_loss', 'val_auc', 'test_auc']);
    const { count, source } = run.metrics['val_auc'] ?? {};
    assert.deepEqual([count, source], [3, 'printed']);
    assert.deepEqual(run.progress, { at: 3, of: 3, unit: 'epoch' });
    assert.equal(run.script, 'train_baseline.py');
  });

  it('trains a better model, which it keeps as an artifact', async () => {
    const run = await recorded(credit, 'train_credit.py', '--epochs', '3', '--rounds', '60', '--lr', '0.1');
    assert.equal(run.metrics['val_auc']?.count, 3);
    assert.equal(run.objective?.key, 'val_auc');
    assert.ok(Number(run.metrics['test_auc']?.last) > 0.82, JSON.stringify(run.metrics['test_auc']));
    assert.deepEqual(
      run.artifacts.map((artifact) => artifact.path),
      ['credit_model.json'],
    );
  });

  it('evaluates it for each group of people, with predictions, data and a note', async () => {
    const run = await recorded(credit, 'evaluate.py', '--threshold', '0.5');
    const shares = ['F', 'M'].map((sex) => Number(run.metrics[`refused_good/sex=${sex}`]?.last));
    assert.ok(
      (shares[0] ?? 0) > 1.3 * (shares[1] ?? 1),
      `the known unfairness shows: ${shares.join(' against ')}`,
    );
    assert.equal(run.metrics['test_auc']?.source, 'library');
    assert.deepEqual(run.predictions, [
      {
        path: 'predictions.csv',
        label: 'repaid',
        prediction: 'approved',
        score: 'score',
        groups: ['sex', 'age_band'],
      },
    ]);
    assert.deepEqual(run.datasets, [
      { name: 'loans.csv', role: 'test', version: null, location: null, hash: null },
    ]);
    assert.equal(run.params['threshold'], '0.5');
    assert.match(run.notes[0]?.text ?? '', /^Of the women who repaid/);
    assert.equal(run.problems, 0, JSON.stringify(run.problemList));
  });

  it('evaluates just as well without Cairn', async () => {
    const out = path.join(credit, 'predictions.csv');
    const { stdout, stderr } = await exec(python, ['evaluate.py', '--out', out], {
      cwd: credit,
      env: withoutCairn(),
    });
    assert.match(stdout, /wrote 800 predictions/);
    assert.equal(stderr, '');
    assert.ok((await stat(out)).size > 10_000);
  });
});

describe('cairn.py', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'cairn-py-'));
  });
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

  /** Runs a script with cairn.py on its path; `inbox` is where it appends, when there is one. */
  async function script(text: string, inbox?: string): Promise<{ stderr: string; lines: string[] }> {
    const file = path.join(folder, 'script.py');
    await writeFile(file, text);
    const env = {
      ...withoutCairn(),
      PYTHONPATH: path.join(root, 'python'),
      ...(inbox !== undefined && { CAIRN_INBOX: inbox }),
    };
    const { stderr } = await exec(python, ['-W', 'error', file], { cwd: folder, env });
    const written = inbox === undefined ? '' : await readFile(inbox, 'utf8').catch(() => '');
    return { stderr, lines: written.split('\n').filter((line) => line !== '') };
  }

  it('is one file of at most 120 lines', async () => {
    const text = await readFile(path.join(root, 'python', 'cairn.py'), 'utf8');
    assert.ok(text.trimEnd().split('\n').length <= 120);
  });

  it('does nothing outside a run, whatever it is given', async () => {
    const { stderr } = await script(
      'import cairn\ncairn.log("wrong")\ncairn.log({"a": 1}, step=1)\ncairn.note(5)\nprint(cairn.active())\n',
    );
    assert.equal(stderr, '');
  });

  it('warns once in a sentence of what it cannot take, and goes on', async () => {
    const { stderr, lines } = await script(
      `import cairn
for step in range(3):
    cairn.log({"good": step, "bad": "high", "none": None}, step=step)
cairn.log([1])
cairn.log({"a": 1}, step="three")
cairn.log({"a": 1}, step=float("inf"))
cairn.log_params("lr")
cairn.log_artifact(7.5)
cairn.log({"a": 1}, stepp=1)
`,
      path.join(folder, 'warned.jsonl'),
    );
    assert.equal(lines.length, 3);
    assert.deepEqual(stderr.trim().split('\n'), [
      "cairn: log left a value out: 'bad' must be a number, not 'high'",
      "cairn: log left a value out: 'none' must be a number, not None",
      'cairn: log did nothing: metrics must be a dict, not list',
      "cairn: log did nothing: step must be a number, not 'three'",
      'cairn: log did nothing: step must be a finite number, not inf',
      'cairn: log_params did nothing: params must be a dict, not str',
      'cairn: log_artifact did nothing: expected str, bytes or os.PathLike object, not float',
      "cairn: log did nothing: log() got an unexpected keyword argument 'stepp'",
    ]);
  });

  it('takes whatever turns into a float', async () => {
    const { lines } = await script(
      `import cairn
from decimal import Decimal
from fractions import Fraction
class Scalar:
    def __float__(self):
        return 2.5
cairn.log({"a": Scalar(), "b": Decimal("0.5"), "c": Fraction(1, 4), "d": True, "e": float("nan"), "f": -float("inf"), "🙂\\n": 1}, step=Scalar())
`,
      path.join(folder, 'floats.jsonl'),
    );
    assert.match(
      lines[0] ?? '',
      /^\{"metrics": \{"a": 2\.5, "b": 0\.5, "c": 0\.25, "d": 1\.0, "e": NaN, "f": -Infinity, "\\ud83d\\ude42\\n": 1\.0\}, "step": 2\.5, "time": [\d.]+, "via": "cairn\.py"\}$/,
    );
  });

  it('survives an inbox that is gone, and a full disk', async () => {
    const text = 'import cairn\nfor step in range(5):\n    cairn.log({"a": 1}, step=step)\nprint("done")\n';
    assert.match(
      (await script(text, path.join(folder, 'no', 'such', 'inbox'))).stderr,
      /^cairn: log did nothing: .*No such file.*\n$/,
    );
    if (process.platform === 'linux') {
      assert.match((await script(text, '/dev/full')).stderr, /^cairn: log did nothing: .*No space left.*\n$/);
    }
  });

  it('keeps lines whole between threads and forked processes that write at once', async function () {
    if (process.platform === 'win32') this.skip();
    const { stderr, lines } = await script(
      `import os, threading, cairn
cairn.log({"parent": 0})
def work(name):
    for step in range(500):
        cairn.log({name: step, "long" * 200: step}, step=step)
children = []
for n in range(4):
    pid = os.fork()
    if pid == 0:
        work("p%d" % n)
        os._exit(0)
    children.append(pid)
threads = [threading.Thread(target=work, args=("t%d" % n,)) for n in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
[os.waitpid(pid, 0) for pid in children]
`,
      path.join(folder, 'crowd.jsonl'),
    );
    assert.equal(stderr, '');
    assert.equal(lines.length, 1 + 8 * 500);
    for (const line of lines) JSON.parse(line);
  });
});

async function recorded(cwd: string, ...words: string[]): Promise<RunDetail> {
  await cairn(cwd, 'run', '--', python, ...words);
  const [run] = lsResult.parse(JSON.parse(await cairn(cwd, 'ls', '--json', '--limit', '1'))).runs;
  assert.equal(run?.status, 'finished', run?.reason ?? '');
  return runDetail.parse(JSON.parse(await cairn(cwd, 'show', '--json', run.id)));
}

function own(run: RunDetail): RunDetail['metrics'] {
  return Object.fromEntries(Object.entries(run.metrics).filter(([key]) => !key.startsWith('system/')));
}

async function cairn(cwd: string, ...words: string[]): Promise<string> {
  const options = { cwd, maxBuffer: 1e8, env: withoutCairn() };
  return (await exec(node24(), [path.join(root, 'out', 'cli.js'), ...words], options)).stdout;
}

function withoutCairn(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:CAIRN_|PYTHONPATH$)/.test(name)),
  );
}
