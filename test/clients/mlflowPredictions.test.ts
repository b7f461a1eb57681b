/** Predictions that a run logged through the real MLflow client: which are offered, and that every form of them says the same. */
import assert from 'node:assert/strict';
import * as z from 'zod';
import { layoutOf } from '../../src/storage/layout.ts';
import { fairnessReport, type FairnessReport } from '../../src/protocol/fairnessReport.ts';
import { runTables } from '../../src/views/panels/fairness/runTables.ts';
import { cairn, detailsOf, newFolder, record } from './mlflowScripts.ts';

describe('predictions of the MLflow client', () => {
  it('are offered as tables and files, and all give the same report', async () => {
    const folder = await newFolder();
    const { code, output, result } = await record(folder, 'predictions.py');
    assert.equal(code, 0, output);
    const { run } = z.object({ run: z.string() }).parse(result);
    const detail = await detailsOf(folder, run);
    assert.deepEqual(detail.problemList, []);
    const tables = runTables(detail, layoutOf(folder));
    // settings.json is no table.
    assert.deepEqual(
      tables.map(({ name, isLogged }) => `${name}${isLogged ? ', logged' : ''}`),
      [
        'predictions.json, logged',
        'small.json, logged',
        'tables/held_out.parquet, logged',
        'files/scores.csv',
        'files/lines.jsonl',
        'files/rows.parquet',
      ],
    );
    const reports: FairnessReport[] = [];
    const words = ['--label', 'label', '--prediction', 'prediction', '--group', 'sex', '--json'];
    for (const { name, file } of tables.filter((table) => table.name !== 'small.json')) {
      const report = fairnessReport.parse(JSON.parse(await cairn(folder, 'fairness', file, ...words)));
      assert.deepEqual([report.n, report.problems], [600, []], name);
      reports.push(report);
    }
    const [first] = reports;
    assert.equal(reports.length, 5);
    assert.equal(first?.slices.length, 2);
    for (const report of reports) assert.deepEqual(report, first);
  });
});
