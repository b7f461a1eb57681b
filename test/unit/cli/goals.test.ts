/** Goals of config.yaml in `cairn show`, of runs that were really recorded. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { runDetail, type GoalCheck } from '../../../src/protocol/runShape.ts';
import { goalRow } from '../../../src/cli/goalRow.ts';
import { cairn, cairnJson, removeWorkFolders, workFolder } from './builtCairn.ts';

const config = `
objective:
  metric: val_auc
  direction: maximize
  target: 0.9
  constraints:
    parameters: 2000
    latencyMs: 20
    metrics: { f1: { min: 0.5 } }
objectives:
  - { metric: loss, target: 0.25 }
`;
const training = `
for (const [step, auc] of [0.8, 0.95, 0.7].entries())
  console.log(\`epoch \${step + 1}/3 val_auc=\${auc} loss=\${0.5 - step / 10}\`);
`;

describe('the goals of a run', function () {
  this.timeout(60_000);
  after(removeWorkFolders);

  it('are a section of cairn show, each with what is asked, what was found, and the verdict', async () => {
    const folder = await workFolder();
    const file = path.join(folder, '.cairn', 'config.yaml');
    writeFileSync(path.join(folder, 'train.js'), training);
    const given = ['--name', 'tried', '--param', 'parameters=3000', '--param', 'latency_ms=12.5'];
    await cairnJson(folder, 'run', ...given, '--', process.execPath, 'train.js');
    assert.doesNotMatch((await cairn(folder, 'show', 'tried')).stdout, /Goals/);

    writeFileSync(file, config);
    assert.deepEqual(await goalsShown(folder), [
      ['val_auc', 'at least 0.9', '0.95', 'met'],
      ['loss', 'at most 0.25', '0.3', 'missed'],
      ['parameters', 'at most 2 000', '3 000', 'missed'],
      ['latency', 'at most 20 ms', '12.5 ms', 'met'],
      ['f1', 'at least 0.5', '–', 'not judged'],
    ]);
    const run = runDetail.parse(await cairnJson(folder, 'show', 'tried'));
    assert.deepEqual([run.meets, run.goals.length], ['missed', 5]);

    writeFileSync(file, 'objective: { metric: val_auc, target: 0.96 }\n');
    assert.deepEqual(await goalsShown(folder), [['val_auc', 'at least 0.96', '0.95', 'missed']]);
    writeFileSync(file, 'objective: { metric: val_auc, target: 0.95 }\n');
    assert.equal(runDetail.parse(await cairnJson(folder, 'show', 'tried')).meets, 'met');
  });

  const asked = { what: 'x', kind: 'metric', sense: 'atMost', limit: 1, found: 0.5, verdict: 'met' } as const;
  const lines: readonly (readonly [says: string, goal: Partial<GoalCheck>, row: readonly string[]])[] = [
    ['a metric', {}, ['x', 'at most 1', '0.5', 'met']],
    ['NaN', { found: 'NaN', verdict: 'missed' }, ['x', 'at most 1', 'NaN', 'missed']],
    ['nothing found', { found: null, verdict: 'notJudged' }, ['x', 'at most 1', '–', 'not judged']],
    ['old data', { kind: 'dataAge', limit: 30, found: 31.5 }, ['x', 'at most 30 days', '31.5 days', 'met']],
    ['a model', { kind: 'modelSize', limit: 8, found: 7.25 }, ['x', 'at most 8 MB', '7.25 MB', 'met']],
  ];
  for (const [says, goal, row] of lines)
    it(`are a line with units for ${says}`, () => {
      assert.deepEqual(
        goalRow({ ...asked, ...goal }).map((cell) => cell.replace(/[\u00a0\u202f]/g, ' ')),
        row,
      );
    });
});

/** The cells of the section, line by line. */
async function goalsShown(folder: string): Promise<string[][]> {
  const { code, stdout, stderr } = await cairn(folder, 'show', 'tried');
  assert.equal(code, 0, stderr);
  const [, section = ''] = /^Goals\n((?: {2}.*\n)+)/m.exec(stdout) ?? [];
  return section
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .trim()
        .split(/ {2,}/)
        .map((cell) => cell.replace(/[\u00a0\u202f]/g, ' ')),
    );
}
