/** What probes tell from runs, the catalog and config.yaml. */
import assert from 'node:assert/strict';
import type { DatasetDetail } from '../../../../src/protocol/catalogThread.ts';
import type { GoalCheck, RunDetail } from '../../../../src/protocol/runShape.ts';
import { cairnConfig } from '../../../../src/records/config.ts';
import type { SubjectFeature } from '../../../../src/review/probeSubject.ts';
import { ask, runOf } from './subject.ts';

const script = 'sklearn_seeded.py';
const run = (change: Partial<RunDetail> = {}) => runOf(script, { name: 'calm-owl', ...change });

describe('the run that evidence is taken from', () => {
  const names = ['dataVersions', 'baselineBeaten', 'fairness', 'committed'];
  for (const name of names)
    it(`${name}: cannot tell without a finished run of just this text`, async () => {
      const none = await ask(name, { script, runs: [run({ status: 'failed' }), run({ status: 'running' })] });
      assert.deepEqual(none, { answer: 'unknown', text: 'because no run of it has finished. Run it once.' });
      const older = await ask(name, { script, runs: [run({ scriptHash: 'older' })] });
      assert.equal(older.answer, 'unknown');
      assert.match(older.text, /no run of the script as it is now has finished/);
      assert.equal(older.links?.[0]?.kind, 'run');
    });

  it('is the best by its objective, not the newest', async () => {
    const objective = (key: string, value: number, direction: 'maximize' | 'minimize' = 'maximize') => ({
      objective: { key, direction, value, change: null },
    });
    const best = async (...runs: RunDetail[]) =>
      (await ask('committed', { script, runs })).text.split(' ')[1];
    const at = (name: string, ...of: Parameters<typeof objective>) =>
      runOf(script, { name, ...objective(...of) });
    assert.match((await best(at('a', 'auc', 0.7), at('b', 'auc', 0.9), at('c', 'auc', 0.8))) ?? '', /^b/);
    assert.match(
      (await best(at('a', 'loss', 0.7, 'minimize'), at('b', 'loss', 0.9, 'minimize'))) ?? '',
      /^a/,
    );
    assert.match((await best(at('a', 'auc', NaN), at('b', 'auc', 0.1))) ?? '', /^b/);
    assert.match((await best(runOf(script, { name: 'a' }), runOf(script, { name: 'b' }))) ?? '', /^a/);
  });
});

describe('probe dataVersions', () => {
  const hash = 'ab'.repeat(32);
  const read = { name: 'churn', role: 'train', version: null, location: 'data/churn.parquet', hash };
  const disk: DatasetDetail['disk'] = {
    ...{ state: 'known', hash, version: 3, files: 1, size: 10, modified: 1, isStale: false, why: null },
  };
  const churn: DatasetDetail = {
    ...{
      name: 'churn',
      owner: null,
      description: null,
      location: 'data/churn.parquet',
      disk,
      latest: 3,
      rows: 1,
    },
    ...{ freshness: null, runs: 1, features: 0, behind: [], copies: [], line: 1, problems: 0, format: null },
    ...{ time: null, label: null, sensitive: [], licence: null, tags: [], access: null, otherRuns: [] },
    versions: [{ version: 3, hash, seen: null, rows: 1, size: 10, note: null, runs: [], models: [] }],
    ...{ featureNames: [], files: [] },
  };
  const cases: readonly [title: string, answer: string, text: RegExp, DatasetDetail[], (typeof read)[]][] = [
    ['recorded and on disk', 'yes', /calm-owl read what is on disk now: churn v3\./, [churn], [read]],
    ['known by its place', 'yes', /churn v3/, [churn], [{ ...read, name: 'data/churn.parquet' }]],
    ['changed', 'no', /has changed since/, [{ ...churn, disk: { ...disk, hash: 'cd' } }], [read]],
    [
      'gone',
      'no',
      /not on disk any more/,
      [{ ...churn, disk: { ...disk, state: 'lost', hash: null } }],
      [read],
    ],
    ['without a version', 'no', /has no version/, [{ ...churn, versions: [] }], [read]],
    [
      'not read yet',
      'unknown',
      /was not read/,
      [{ ...churn, disk: { ...disk, state: 'unread', hash: null } }],
      [read],
    ],
    ['not in the catalog', 'unknown', /^because “churn” is not in the catalog/, [], [read]],
    ['not said', 'unknown', /did not say which data/, [churn], []],
  ];
  for (const [title, answer, text, datasets, reads] of cases)
    it(`${title}: ${answer}`, async () => {
      const found = await ask('dataVersions', { script, datasets, runs: [run({ datasets: reads })] });
      assert.equal(found.answer, answer);
      assert.match(found.text, text);
    });

  it('cannot tell when the content was not recorded', async () => {
    const runs = [run({ datasets: [{ ...read, hash: null }] })];
    assert.match((await ask('dataVersions', { script, datasets: [churn], runs })).text, /was not recorded/);
  });
});

describe('probes of features', () => {
  const tenure: SubjectFeature = {
    ...{ name: 'tenure', owner: 'ada', description: 'Months.', deprecated: null, dataset: 'churn' },
    ...{ unused: [], isUsedHere: true },
  };
  const idle: SubjectFeature = {
    ...tenure,
    name: 'fax',
    isUsedHere: false,
    unused: [{ why: 'never', days: null }],
  };

  it('featureOwners: yes, no, and cannot tell', async () => {
    const owners = async (features: SubjectFeature[], named: string[] = []) =>
      await ask('featureOwners', { script, features, runs: [run({ features: named })] });
    assert.equal((await owners([tenure, idle])).answer, 'yes');
    const alone = await owners([tenure, { ...tenure, name: 'charges', owner: null, description: null }]);
    assert.deepEqual(
      [alone.answer, alone.text],
      ['no', 'Nobody owns charges. Nothing is written about charges.'],
    );
    assert.deepEqual(alone.links, [{ kind: 'feature', name: 'charges', label: 'charges' }]);
    assert.match((await owners([tenure], ['mystery'])).text, /^Not in the catalog: mystery\.$/);
    assert.equal((await owners([idle])).answer, 'unknown');
  });

  it('featuresUsed: yes, no, and cannot tell', async () => {
    const used = async (...features: SubjectFeature[]) => await ask('featuresUsed', { script, features });
    assert.equal((await used(tenure)).answer, 'yes');
    assert.equal((await used({ ...tenure, unused: [{ why: 'noChampion', days: null }] })).answer, 'yes');
    assert.match(
      (await used(tenure, { ...tenure, name: 'zip', deprecated: '2026-01-01' })).text,
      /^Deprecated: zip\.$/,
    );
    assert.match((await used(tenure, idle)).text, /^Nothing uses fax\.$/);
    assert.equal((await used(tenure, { ...idle, dataset: 'other' })).answer, 'yes');
    assert.equal((await used(idle)).answer, 'unknown');
  });
});

const goal = (kind: GoalCheck['kind'], found: number | null, verdict: GoalCheck['verdict']): GoalCheck => ({
  ...{ what: kind === 'metric' ? 'auc' : kind, kind, sense: kind === 'metric' ? 'atLeast' : 'atMost' },
  ...{ limit: 0.8, found, verdict },
});

describe('probe objectiveMet', () => {
  const config = cairnConfig.parse({ objective: { metric: 'auc', target: 0.8 } });
  const met = async (...goals: GoalCheck[]) =>
    await ask('objectiveMet', { script, config, runs: [run({ goals })] });

  it('is no without an objective or a target', async () => {
    assert.match((await ask('objectiveMet', { script })).text, /states no objective/);
    const aimless = cairnConfig.parse({ objective: { metric: 'auc' } });
    const answer = await ask('objectiveMet', { script, config: aimless });
    assert.deepEqual(
      [answer.answer, answer.text],
      ['no', 'The objective auc has no target. Add one to config.yaml.'],
    );
  });

  it('holds the best run against it, and leaves sizes to another', async () => {
    const large = goal('modelSize', 9, 'missed');
    const yes = await met(goal('metric', 0.83, 'met'), large);
    assert.deepEqual([yes.answer, yes.text], ['yes', 'calm-owl meets it: auc 0.83 (at least 0.8).']);
    assert.equal((await met(goal('metric', 0.7, 'missed'))).answer, 'no');
    assert.match((await met(goal('metric', null, 'notJudged'))).text, /does not tell: auc \(at least 0\.8\)/);
  });
});

describe('probe modelSize', () => {
  const config = cairnConfig.parse({
    objective: { metric: 'auc', constraints: { modelMB: 5, parameters: 100 } },
  });

  it('cannot tell without limits', async () => {
    assert.match((await ask('modelSize', { script, runs: [run()] })).text, /sets no limit/);
  });

  it('holds what the run tells against them', async () => {
    const size = async (...goals: GoalCheck[]) =>
      await ask('modelSize', { script, config, runs: [run({ goals })] });
    assert.match(
      (await size(goal('modelSize', 0.5, 'met'))).text,
      /meets it: modelSize 0\.5 MB \(at most 0\.8 MB\)/,
    );
    assert.equal((await size(goal('metric', 0, 'missed'), goal('modelSize', 0.5, 'met'))).answer, 'yes');
    assert.equal((await size(goal('latency', 9, 'missed'), goal('modelSize', 0.5, 'met'))).answer, 'no');
    assert.equal(
      (await size(goal('latency', null, 'notJudged'), goal('modelSize', 1, 'met'))).answer,
      'unknown',
    );
  });

  it('knows the parameters that were counted when the model was registered', async () => {
    const best = run({ goals: [{ ...goal('parameters', null, 'notJudged'), limit: 100 }] });
    const versions = (parameters: number) => [{ model: 'churn', version: 2, run: best.id, parameters }];
    const answer = await ask('modelSize', { script, config, runs: [best], versions: versions(80) });
    assert.equal(answer.answer, 'yes');
    assert.deepEqual(answer.links?.at(-1), { kind: 'model', name: 'churn', version: 2, label: 'churn v2' });
    assert.equal(
      (await ask('modelSize', { script, config, runs: [best], versions: versions(101) })).answer,
      'no',
    );
  });
});

describe('probe fairness', () => {
  const config = cairnConfig.parse({
    fairness: { attributes: ['sex'], limits: [{ metric: 'fnr', difference: 0.1 }] },
  });
  const stand = {
    verdict: 'within',
    isStale: false,
    until: null,
    says: 'FNR differs by 0.2.',
    file: 'a',
    run: null,
  } as const;
  const cases: readonly [title: string, answer: string, text: RegExp, RunDetail['fairness']][] = [
    ['within', 'yes', /calm-owl is within the limits\./, stand],
    ['within by an exception', 'yes', /exception until 2027-01-01/, { ...stand, until: '2027-01-01' }],
    ['exceeds', 'no', /^FNR differs by 0\.2\.$/, { ...stand, verdict: 'exceeds' }],
    ['too few rows', 'unknown', /too few rows/, { ...stand, verdict: 'notEnough' }],
    ['another policy', 'unknown', /limits have changed/, { ...stand, isStale: true }],
    ['never judged', 'unknown', /was not judged/, null],
  ];
  for (const [title, answer, text, fairness] of cases)
    it(`${title}: ${answer}`, async () => {
      const found = await ask('fairness', { script, config, runs: [run({ fairness })] });
      assert.equal(found.answer, answer);
      assert.match(found.text, text);
    });

  it('cannot tell without limits', async () => {
    assert.match(
      (await ask('fairness', { script, runs: [run({ fairness: stand })] })).text,
      /sets no limits/,
    );
  });
});

describe('probe committed', () => {
  const git: NonNullable<RunDetail['git']> = {
    ...{ commit: '0123456789ab', changedFiles: 0, changedLines: 0, patchComplete: true, binaryFiles: [] },
    ...{ untracked: [], untrackedSkipped: [], root: '/work/project' },
  };
  const { commit: _, ...unborn } = git;
  const cases: readonly [title: string, answer: string, text: RegExp, RunDetail['git']][] = [
    ['a commit', 'yes', /calm-owl ran what commit 0123456 holds/, git],
    ['other files that are not in git', 'yes', /holds/, { ...git, untracked: ['notes.py'] }],
    ['changes', 'no', /uncommitted changes in 2 files, after commit 0123456/, { ...git, changedFiles: 2 }],
    ['the script is not in git', 'no', /Not in git .*: sklearn_seeded\.py/, { ...git, untracked: [script] }],
    ['a module is not in git', 'no', /Not in git .*: lib\/a\.py/, { ...git, untrackedSkipped: ['lib/a.py'] }],
    ['no commit yet', 'no', /Nothing had been committed/, unborn],
    ['no git', 'unknown', /recorded no state of git/, null],
  ];
  for (const [title, answer, text, state] of cases)
    it(`${title}: ${answer}`, async () => {
      const modules = [{ path: 'lib/a.py', text: '' }];
      const found = await ask('committed', { script, modules, runs: [run({ git: state })] });
      assert.equal(found.answer, answer);
      assert.match(found.text, text);
    });
});
