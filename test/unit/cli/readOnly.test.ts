import assert from 'node:assert/strict';
import path from 'node:path';
import { lsResult } from '../../../src/protocol/runShape.ts';
import { obeyingPermissions, whileReadOnly } from '../../e2e/readOnly.ts';
import { cairn, cairnJson, removeWorkFolders, startCairn, workFolder } from './builtCairn.ts';

describe('cairn in a folder that cannot be written', function () {
  this.timeout(60_000);
  after(removeWorkFolders);

  it('lists what is there and says what it cannot do', async function () {
    // There, folders have no permissions of this kind.
    if (process.platform === 'win32') this.skip();
    const folder = await workFolder();
    await cairn(folder, 'run', '--', process.execPath, '-e', 'console.log("loss=0.5 step=1")');
    const [run] = lsResult.parse(await cairnJson(folder, 'ls')).runs;
    assert.ok(run);
    const root = path.join(folder, '.cairn');
    await whileReadOnly(folder, async () => {
      const tried: readonly (readonly [words: readonly string[], code: number, said: RegExp])[] = [
        [['ls', '--json'], 0, /^$/],
        [['show', run.id], 0, /^$/],
        [['metrics', run.id, 'loss'], 0, /^$/],
        [['recover'], 0, /^/],
        [
          ['run', '--', process.execPath, '--version'],
          2,
          new RegExp(`not started, because ${root} cannot be written\\. Check the permissions of the folder`),
        ],
        [['rm', run.id], 1, /its folder cannot be written/],
        [['stop', run.id], 1, /has already ended/],
      ];
      for (const [words, code, said] of tried) {
        const answer = await (await startCairn(folder, words, obeyingPermissions)).ended;
        assert.deepEqual([words[0], answer.code], [words[0], code], answer.stderr);
        assert.match(answer.stderr, said);
        assert.doesNotMatch(answer.stderr, /EACCES|EROFS| at /);
      }
    });
    assert.deepEqual(
      lsResult.parse(await cairnJson(folder, 'ls')).runs.map(({ id }) => id),
      [run.id],
    );
  });
});
