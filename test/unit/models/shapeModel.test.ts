/** Rows of registered models, for trees, pages and the terminal. */
import assert from 'node:assert/strict';
import { parseModelFile } from '../../../src/models/modelFile.ts';
import { modelRow } from '../../../src/models/shapeModel.ts';

describe('a row of a model version', () => {
  const table: [what: string, version: string, shown: [runName: string | null, runHere: boolean]][] = [
    ['calls its run as the file does', 'run: r1, runName: calm-owl', ['calm-owl', true]],
    ['calls its run as the run is called now, where the file does not', 'run: r1', ['bold-fox', true]],
    ['calls a run by its id that is gone', 'run: r2', ['r2', false]],
    ['has no run', 'path: x', [null, false]],
  ];
  for (const [what, version, shown] of table)
    it(what, () => {
      const { model } = parseModelFile(
        `name: churn\nversions:\n  - {version: 1, ${version}}\n`,
        'churn.yaml',
      );
      assert.ok(model);
      const names = new Map([['r1', 'bold-fox']]);
      const { versions } = modelRow(model, { nameOfRun: (id) => names.get(id), policy: undefined });
      assert.deepEqual(
        versions.map(({ runName, runHere }) => [runName, runHere]),
        [shown],
      );
    });
});
