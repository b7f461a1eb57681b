/** Keeping a fairness report while runs come and go. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../../../src/base/errors.ts';
import { defaultSettings } from '../../../src/fairness/fairnessReport.ts';
import { keepFairness } from '../../../src/project/keepFairness.ts';
import { fairnessPolicy } from '../../../src/records/fairnessPolicy.ts';
import { layoutOf, runDir, runPaths } from '../../../src/storage/layout.ts';
import { binaryCounts } from '../fairness/countsOf.ts';
import { runDetailOf } from '../runs/compare/runDetailOf.ts';

const sha256 = 'a'.repeat(64);
const model = { path: 'model.bin', kind: 'model', size: 1, sha256, linked: false, t: 1 };
const [judged, maker, gone] = ['judged', 'maker', 'gone'].map((name) =>
  runDetailOf({ id: `20261123-084102-${name}-3f9a`, name, artifacts: [model] }),
);

describe('a fairness report to keep', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'keep-fairness-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const keep = async (
    limits: readonly object[] = [{ metric: 'fnr', difference: 0.1 }],
    counts = binaryCounts({ women: [300, 50, 190, 260], men: [420, 60, 100, 420] }),
  ) => {
    assert.ok(judged && maker && gone);
    const policy = fairnessPolicy.parse({ limits });
    return await keepFairness(
      layoutOf(folder),
      {
        ...{ run: judged, file: 'predictions.csv', counts },
        query: { files: ['/p.csv'], label: 'y', prediction: 'p', groups: [{ column: 'sex' }], cross: 1 },
        judgement: { settings: defaultSettings, policy, now: 5000 },
        stamps: { sha256, size: 10, joined: undefined },
      },
      [judged, maker, gone],
    );
  };
  const made = (...runs: readonly (typeof judged)[]) => {
    for (const run of runs) mkdirSync(runDir(layoutOf(folder), run?.id ?? ''), { recursive: true });
  };
  const marks = (run: typeof judged) =>
    readFileSync(runPaths(runDir(layoutOf(folder), run?.id ?? '')).edits, 'utf8');

  it('is kept with the runs that are still there', async () => {
    made(judged, maker);
    const { file, madeBy } = await keep();
    assert.ok(existsSync(file));
    assert.deepEqual(madeBy, [maker?.id]);
    assert.match(marks(judged), /"verdict":"exceeds"/);
    assert.match(marks(maker), /"of":"20261123-084102-judged-3f9a"/);
    assert.equal(existsSync(runDir(layoutOf(folder), gone?.id ?? '')), false);
  });

  it('does not bring a run back that was deleted meanwhile', async () => {
    made(maker);
    await assert.rejects(
      keep(),
      (error) => error instanceof UserError && error.message === 'The run judged is not there any more.',
    );
    assert.deepEqual(readdirSync(layoutOf(folder).runs), [maker?.id]);
  });

  it('says why it is no pass where each limit that asks something holds', async () => {
    made(judged);
    await keep([{ metric: 'fnr', difference: 1 }, { metric: 'fpr' }]);
    assert.match(
      marks(judged),
      /"verdict":"notEnough".*"says":"The limit of FPR says neither difference nor ratio\."/,
    );
  });

  it('is told in a sentence that has an end, whatever groups are called', async () => {
    made(judged);
    const name = 'a long answer '.repeat(1000);
    await keep(undefined, binaryCounts({ [name]: [300, 50, 190, 260], men: [420, 60, 100, 420] }));
    const said = /"says":"([^"]*)"/.exec(marks(judged))?.[1] ?? '';
    assert.match(said, /^FNR difference by sex: 0\.\d+ .*exceeds the limit of 0\.1: .*…$/);
    assert.ok(said.length <= 500);
  });
});
