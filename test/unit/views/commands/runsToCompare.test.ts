import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import initSqlJs from 'sql.js';
import { rows, scriptRuns } from '../../../../src/runs/query.ts';
import { RunTable } from '../../../../src/runs/runTable.ts';
import { RunIndex } from '../../../../src/storage/runIndex.ts';
import { runsToCompare } from '../../../../src/views/commands/runsToCompare.ts';
import { idOf, indexedRun, type GivenRun } from '../../../e2e/pages/comparedRuns.ts';

const script = 'jobs/"train".py';
const run = (name: string, ago: number, val_auc?: number): GivenRun => ({
  ...{ name, ago, took: 1, script },
  ...(val_auc !== undefined && { metrics: { val_auc } }),
});
const stranger: GivenRun = { name: 'stranger', ago: 1, took: 1, script: 'x.py', metrics: { val_auc: 1 } };

const cases: readonly (readonly [what: string, given: readonly GivenRun[], expected: string])[] = [
  ['the best and the newest', [run('old', 9, 0.9), run('mid', 8, 0.5), run('new', 7, 0.6)], 'old new'],
  [
    'the newest, which is best, and the one before',
    [run('a', 9, 0.7), run('b', 8, 0.5), run('c', 7, 0.9)],
    'c b',
  ],
  ['the newest two where none can be judged', [run('a', 9), run('b', 8), run('c', 7)], 'c b'],
  ['the only one', [run('a', 9, 0.5), stranger], 'a'],
  ['none of a script that never ran', [stranger], ''],
];

describe('the compare page of a script', () => {
  for (const [what, given, expected] of cases)
    it(`draws ${what}`, async () => {
      const wasm = readFileSync('node_modules/sql.js/dist/sql-wasm.wasm');
      const sql = await initSqlJs({ wasmBinary: new Uint8Array(wasm).buffer });
      const index = RunIndex.empty(sql);
      index.transaction(() => given.forEach((one, place) => index.put(indexedRun(one, place))));
      const runs = { index, table: new RunTable(index) };
      const found = await runsToCompare(
        {
          script: async (key) => await Promise.resolve(scriptRuns(runs, key)),
          rows: async (query) => await Promise.resolve(rows(runs, query)),
        },
        script,
      );
      const names = new Map(given.map((one, place) => [idOf(one, place), one.name]));
      assert.equal(found.runs.map((id) => names.get(id) ?? id).join(' '), expected);
      assert.equal(
        rows(runs, { filter: found.filter, limit: 9 }).total,
        given.filter((one) => one.script === script).length,
      );
    });
});
