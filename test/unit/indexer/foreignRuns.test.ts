/** Records of other tools in an opened folder: listed by their place, followed, imported on request, and never written. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { IndexSession } from '../../../src/indexer/session.ts';
import type { RunRow } from '../../../src/protocol/runShape.ts';
import { rows } from '../../../src/runs/query.ts';
import { layoutOf } from '../../../src/storage/layout.ts';
import { fixturePath } from '../sources/watchedSource.ts';

const wasm = path.resolve('node_modules/sql.js/dist/sql-wasm.wasm');

describe('records of other tools in a folder', () => {
  let folder: string;
  let session: IndexSession;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn foreign '));
    session = new IndexSession(
      {
        layout: layoutOf(folder),
        wasm,
        config: {},
        clock: { now: () => Date.now() },
        prove: async () => await Promise.resolve('alive'),
        pause: async () => await Promise.resolve(),
        watch: () => undefined,
      },
      { changed: () => undefined, problems: () => undefined },
    );
  });
  afterEach(async () => {
    await session.close();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  const put = (fixture: string, at = '') =>
    fs.cpSync(fixturePath(fixture), path.join(folder, at), { recursive: true });
  const listed = async (): Promise<readonly RunRow[]> => {
    await session.refresh();
    return await session.ask((runs) => rows(runs, { limit: 100 }).rows);
  };

  const places: readonly [what: string, fixture: string, at: string, group: string][] = [
    ['TensorBoard files in the folder itself', 'tensorboard/restart', '', 'TensorBoard · .'],
    ['TensorBoard files in a folder of it', 'tensorboard/restart', 'board', 'TensorBoard · .'],
    ['TensorBoard files further down', 'tensorboard/restart', 'runs/a', 'TensorBoard · runs'],
    ['DVCLive files in the folder itself', 'dvclive/plain', '', 'DVCLive · .'],
    ['checkpoints in the folder itself', 'logs/huggingface', '', 'Logs · .'],
    ['a file store in the folder itself', 'mlflow/files-1', '', 'MLflow · .'],
    ['a log in the folder itself', 'logs/keras', '', 'Logs · .'],
  ];
  for (const [what, fixture, at, group] of places)
    it(`groups ${what} under ${group}`, async () => {
      put(fixture, at);
      const groups = new Set((await listed()).map(({ place }) => place?.group));
      assert.deepEqual([...groups], [group]);
    });
});
