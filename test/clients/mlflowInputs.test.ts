/** Which content of its data a run read, as it names it through the real MLflow client. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { detailsOf, newFolder, record } from './mlflowScripts.ts';

describe('inputs of the MLflow client', () => {
  it('are known by the content of their file, however its place is told', async () => {
    const folder = await newFolder();
    const rows = 'x,y\n1,0\n2,1\n';
    fs.mkdirSync(path.join(folder, 'data'));
    fs.writeFileSync(path.join(folder, 'data', 'loans.csv'), rows);
    const { code, output, result } = await record(folder, 'reads.py');
    assert.equal(code, 0, output);
    const { run } = z.object({ run: z.string() }).parse(result);
    const { datasets, problemList } = await detailsOf(folder, run);
    const sha = createHash('sha256').update(rows).digest('hex');
    assert.deepEqual(problemList, []);
    assert.deepEqual(datasets.map(({ name, location, hash }) => [name, location, hash]).sort(), [
      ['absolute', 'data/loans.csv', sha],
      ['in memory', null, null],
      ['relative', 'data/loans.csv', sha],
      ['url', 'data/loans.csv', sha],
    ]);
  });
});
