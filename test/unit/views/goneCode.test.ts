import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../../../src/base/errors.ts';
import { withGoneCode } from '../../../src/views/ui/goneCode.ts';

describe('a part of the extension that is not there any more', () => {
  it('is said to be an update, with what to do', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'cairn-gone-'));
    try {
      // As a bundle loads its parts.
      await writeFile(path.join(dir, 'extension.cjs'), `exports.load = () => require('./shared/gone.cjs');`);
      const extension: unknown = createRequire(path.join(dir, 'x.cjs'))('./extension.cjs');
      assert.ok(typeof extension === 'object' && extension !== null && 'load' in extension);
      const { load } = extension;
      assert.ok(typeof load === 'function');
      assert.throws(
        () => {
          try {
            Reflect.apply(load, undefined, []);
          } catch (error) {
            throw withGoneCode(error);
          }
        },
        (error) =>
          error instanceof UserError && error.code === 'updated' && error.next === 'Reload the window.',
      );
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });

  it('leaves any other error as it is', () => {
    const error = new Error('other');
    assert.equal(withGoneCode(error), error);
  });
});
