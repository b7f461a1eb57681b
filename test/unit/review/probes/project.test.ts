/** What probes tell from tests, lock files and other runs. */
import assert from 'node:assert/strict';
import type { RunDetail } from '../../../../src/protocol/runShape.ts';
import { junitReport } from '../../../../src/review/junitReport.ts';
import { ask, changed, runOf } from './subject.ts';

const script = 'sklearn_seeded.py';

describe('probe baselineBeaten', () => {
  const objective = (value: number, direction: 'maximize' | 'minimize' = 'maximize') => ({
    objective: { key: 'auc', direction, value, change: null },
  });
  const ours = (...values: number[]) =>
    values.map((value, seed) =>
      runOf(script, { ...objective(value), params: { seed: String(seed), trees: '300' } }),
    );
  const theirs = (...values: number[]) =>
    values.map((value, seed) =>
      runOf('other.py', {
        ...objective(value),
        name: 'simple',
        params: { seed: String(seed) },
        scriptHash: 'b',
      }),
    );
  const beaten = async (runs: readonly RunDetail[], others: readonly RunDetail[]) => {
    const [run] = others;
    return await ask('baselineBeaten', { script, runs, ...(run && { baseline: { run, runs: others } }) });
  };

  it('is yes when the interval of the difference is above nothing', async () => {
    const answer = await beaten(ours(0.84, 0.83, 0.85), theirs(0.78, 0.79, 0.77));
    assert.equal(answer.answer, 'yes');
    assert.equal(answer.text, 'It beats simple: auc +0.06 ± 0.0227 over 3 and 3 runs.');
  });

  it('is no within noise, and when it is worse', async () => {
    const noise = await beaten(ours(0.84, 0.78, 0.81), theirs(0.8, 0.79, 0.81));
    assert.match(noise.text, /^It beats simple by no more than chance: auc \+0\.01 ± /);
    assert.equal(noise.answer, 'no');
    const worse = await beaten(ours(0.7, 0.71, 0.7), theirs(0.8, 0.79, 0.81));
    assert.match(worse.text, /^It does not beat simple: auc −0\.0967 ± /);
    assert.equal(worse.answer, 'no');
  });

  it('turns losses round', async () => {
    const lower = (...values: number[]) =>
      values.map((value, at) =>
        runOf(script, { ...objective(value, 'minimize'), params: { seed: String(at) } }),
      );
    const others = lower(0.5, 0.51, 0.49).map((run) => ({ ...run, script: 'other.py' }));
    assert.equal((await beaten(lower(0.3, 0.31, 0.29), others)).answer, 'yes');
  });

  it('cannot tell from one run, nor from one that was only repeated', async () => {
    const one = await beaten(ours(0.84), theirs(0.78, 0.79));
    assert.match(
      one.text,
      /^because one run cannot tell gain from luck: auc with 1 of it and 2 of the baseline/,
    );
    const same = ours(0.84, 0.84).map((run) => ({ ...run, params: { seed: '1' } }));
    assert.equal((await beaten(same, theirs(0.78, 0.79))).answer, 'unknown');
  });

  it('counts no runs with other params', async () => {
    const other = ours(0.84, 0.83).map((run, at) => ({
      ...run,
      params: { ...run.params, trees: String(at) },
    }));
    assert.match((await beaten(other, theirs(0.7, 0.71))).text, /with 1 of it/);
  });

  it('cannot tell without a metric, a baseline, or one other than itself', async () => {
    assert.match((await beaten([runOf(script)], theirs(0.7))).text, /has no metric/);
    assert.match((await beaten(ours(0.8), [])).text, /no run is the baseline/);
    const own = ours(0.8, 0.81);
    assert.match((await beaten(own, own)).text, /is the baseline itself/);
    assert.match((await beaten(ours(0.8, 0.81), [runOf('other.py')])).text, /has no auc/);
  });
});

describe('probe tests', () => {
  const text = 'from churn import ratio\n\ndef test_ratio():\n    assert ratio(1, 2) == 0.5\n';
  const file = { path: 'tests/test_churn.py', text, changed, imports: ['churn.py'] };
  const modules = [{ path: 'churn.py', text: '' }];
  const all = {
    script,
    modules,
    tests: [file, { ...file, path: 'tests/test_other.py', imports: ['other.py'] }],
  };
  const pytest = (command: string, change: Partial<RunDetail> = {}) =>
    runOf('other', { name: 'tested', script: null, command: command.split(' '), ...change });

  const passing = [
    'pytest',
    'pytest -q -n 4 tests',
    'python3 -m pytest tests/test_churn.py',
    '.venv/bin/pytest --junitxml out.xml tests/test_churn.py',
    'python3 -m unittest discover',
    'python3 -m unittest discover -v -s tests -t .',
    'python3 -m unittest tests.test_churn',
  ];
  for (const command of passing)
    it(`${command}: yes`, async () => {
      const answer = await ask('tests', { ...all, testRuns: [pytest(command)] });
      assert.equal(answer.answer, 'yes', answer.text);
      assert.match(
        answer.text,
        /^Tests pass for this text: tests\/test_churn\.py\. None imports sklearn_seeded\.py\.$/,
      );
      assert.deepEqual(
        answer.links?.map(({ label }) => label),
        ['tested', 'tests/test_churn.py'],
      );
    });

  const open: readonly [title: string, RunDetail[]][] = [
    ['no run', []],
    [
      'only some tests',
      [
        pytest('pytest -k ratio'),
        pytest('pytest tests/test_churn.py::test_ratio'),
        pytest('python3 -m unittest discover -p test_o*.py'),
      ],
    ],
    ['other tests', [pytest('pytest tests/test_other.py'), pytest('pytest', { cwd: '/work/project/lib' })]],
    ['before the last change', [pytest('pytest', { started: changed - 1 })]],
    [
      'not to the end',
      [pytest('pytest', { status: 'failed', exitCode: 2 }), pytest('pytest', { status: 'stopped' })],
    ],
  ];
  for (const [title, testRuns] of open)
    it(`${title}: cannot tell`, async () => {
      const answer = await ask('tests', { ...all, testRuns });
      assert.equal(answer.answer, 'unknown');
      assert.match(
        answer.text,
        /^because no run of tests\/test_churn\.py is newer than the last change\. Run: cairn run -- pytest tests\/test_churn\.py$/,
      );
    });

  it('is no when the newest run failed, and when no test imports it', async () => {
    const failed = pytest('pytest', { status: 'failed', exitCode: 1 });
    const answer = await ask('tests', { ...all, testRuns: [failed, pytest('pytest')] });
    assert.deepEqual([answer.answer, answer.text], ['no', 'Tests fail in tests/test_churn.py.']);
    const none = await ask('tests', { script, modules, tests: all.tests.slice(1) });
    assert.deepEqual([none.answer, none.text], ['no', 'No test file imports sklearn_seeded.py, churn.py.']);
  });

  it('runs again when a test itself has changed', async () => {
    const later = [{ ...file, changed: changed + 1e9 }];
    assert.equal(
      (await ask('tests', { ...all, tests: later, testRuns: [pytest('pytest')] })).answer,
      'unknown',
    );
  });

  /** As pytest 8 writes it. */
  const junit = (inside: string, name = 'test_ratio') =>
    `<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="0" failures="0" skipped="0" tests="1" time="0.021" timestamp="2026-11-02T09:00:00.123456+00:00" hostname="lab"><testcase classname="tests.test_churn" name="${name}[1-2]" time="0.001">${inside}</testcase></testsuite></testsuites>`;
  const reported = async (xml: string) => {
    const report = junitReport(xml);
    assert.ok(report);
    return await ask('tests', { ...all, testReports: [{ ...report, path: 'junit.xml' }] });
  };

  it('believes a JUnit report of all of its tests that is newer than they are', async () => {
    const passed = await reported(junit(''));
    assert.equal(passed.answer, 'yes', passed.text);
    assert.deepEqual(passed.links?.[0], { kind: 'file', path: 'junit.xml', label: 'junit.xml' });
    assert.equal((await reported(junit('<failure message="no">E</failure>'))).answer, 'no');
    assert.equal((await reported(junit('<skipped type="pytest.skip"/>'))).answer, 'unknown');
    assert.equal((await reported(junit('', 'test_else'))).answer, 'unknown');
    assert.equal((await reported(junit('').replace('T09:', 'T07:'))).answer, 'unknown');
    assert.equal(junitReport('<coverage/>'), undefined);
  });
});

describe('probe environment', () => {
  const uv =
    '[[package]]\nname = "numpy"\nversion = "2.1.0"\n\n[[package]]\nname = "scikit-learn"\nversion = "1.5.2"\n';
  const runs = [runOf(script, { name: 'calm-owl' })];
  const had = { numpy: '2.1.0', scikit_learn: '1.5.2', pip: '24.0' };
  const locks: readonly [file: string, text: string][] = [
    ['uv.lock', uv],
    ['poetry.lock', uv],
    ['pylock.toml', uv.replaceAll('[[package]]', '[[packages]]')],
    [
      'Pipfile.lock',
      '{"default": {"numpy": {"hashes": ["sha256:0"], "version": "==2.1.0"}, "scikit-learn": {"version": "==1.5.2"}}}',
    ],
    ['conda-lock.yml', 'package:\n- name: numpy\n  version: 2.1.0\n- name: scikit-learn\n  version: 1.5.2\n'],
    [
      'pixi.lock',
      'packages:\n- conda: https://c.example.org/linux-64/numpy-2.1.0-py312h_0.conda\n- conda: https://c.example.org/linux-64/scikit-learn-1.5.2-py312_1.conda\n',
    ],
    [
      'requirements.txt',
      '# locked\nnumpy==2.1.0 \\\n    --hash=sha256:00\nscikit-learn[alldeps] == 1.5.2 ; python_version > "3.8"\n',
    ],
  ];
  for (const [file, text] of locks)
    it(`${file}: yes with just these packages, no with others`, async () => {
      const answer = await ask('environment', { script, runs, locks: { [file]: text }, packages: had });
      assert.deepEqual(
        [answer.answer, answer.text],
        ['yes', `calm-owl had the 2 packages that ${file} pins.`],
      );
      const packages = { ...had, numpy: '1.26.4' };
      const other = await ask('environment', { script, runs, locks: { [file]: text }, packages });
      assert.equal(other.answer, 'no');
      assert.match(other.text, /numpy 1\.26\.4, not 2\.1\.0/);
    });

  it('is no without exact versions, or without any file', async () => {
    const loose = { 'requirements.txt': 'numpy>=2\npandas\nscikit-learn==1.*\nscipy==1.1.0\n' };
    const answer = await ask('environment', { script, runs, locks: loose });
    assert.deepEqual(
      [answer.answer, answer.text],
      [
        'no',
        'requirements.txt does not pin numpy, pandas, scikit-learn. Give exact versions, or use a lock file.',
      ],
    );
    const none = await ask('environment', { script, runs });
    assert.deepEqual(
      [none.answer, none.text],
      ['no', 'There is no lock file, and it needs joblib, pandas, sklearn.'],
    );
  });

  it('prefers a lock file to a list without versions', async () => {
    const both = { 'requirements.txt': 'numpy\n', 'uv.lock': uv };
    assert.equal((await ask('environment', { script, locks: both })).answer, 'yes');
  });

  it('takes a build for a platform for the version that is pinned', async () => {
    const lock = { 'uv.lock': '[[package]]\nname = "torch"\nversion = "2.4.0"\n' };
    const answer = await ask('environment', {
      script,
      runs,
      locks: lock,
      packages: { torch: '2.4.0+cu121' },
    });
    assert.equal(answer.answer, 'yes');
  });

  it('needs no lock where nothing but Python is imported, and then what Python is known', async () => {
    const plain = 'nothing_random.py';
    const interpreter = { path: '/usr/bin/python3', version: 'Python 3.12.4', packages: 0, notable: {} };
    const known = await ask('environment', { script: plain, runs: [runOf(plain, { interpreter })] });
    assert.equal(known.answer, 'yes');
    assert.match(known.text, /recorded Python 3\.12\.4/);
    assert.equal((await ask('environment', { script: plain })).answer, 'unknown');
  });

  it('cannot tell from a lock file of something else', async () => {
    const answer = await ask('environment', {
      script,
      runs,
      locks: { 'uv.lock': uv },
      packages: { jax: '0.4' },
    });
    assert.deepEqual(
      [answer.answer, answer.text],
      ['unknown', 'because uv.lock pins none of the packages that calm-owl had.'],
    );
  });
});
