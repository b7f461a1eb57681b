/** A folder into which archives are imported that were made by hand, byte by byte. */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../../../../src/base/errors.ts';
import { importArchive, type ArchiveLimits } from '../../../../src/runs/sharing/importArchive.ts';
import { layoutOf } from '../../../../src/storage/layout.ts';
import type { RawEntry } from './rawZip.ts';

export const id = '20261123-084102-quiet-heron-3f9a';
export const other = '20261123-090000-brisk-otter-77aa';

export const recordOf = (run: string, rest: object = {}): string =>
  JSON.stringify({
    ...{
      version: 1,
      id: run,
      name: 'quiet-heron',
      command: ['python3', 'train.py'],
      cwd: '/work',
      params: {},
    },
    ...{ tags: {}, created: 1.7e12, user: 'sam', host: 'here', origin: 'terminal', environment: {} },
    machine: { os: 'Linux', arch: 'x64', cpu: '', cores: 1, memory: 1 },
    ...rest,
  });
export const run: RawEntry = { name: `${id}/run.json`, content: recordOf(id) };
export const artifact = (name: string, rest: Omit<RawEntry, 'name'> = {}): RawEntry => ({
  name: `${id}/artifacts/${name}`,
  content: 'x',
  ...rest,
});

/** Called in `describe`. */
export function madeArchive() {
  let home = '';
  beforeEach(async () => {
    home = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'attack-')));
    await fs.mkdir(path.join(home, 'here', 'work'), { recursive: true });
  });
  afterEach(() => fs.rm(home, { recursive: true, force: true }));

  const layout = () => layoutOf(path.join(home, 'here', 'work'));
  const file = () => path.join(home, 'made.zip');

  /** Everything outside of the two files that every import may write. */
  async function everything(): Promise<string[]> {
    const names = await fs.readdir(home, { recursive: true });
    return names.filter((name) => !/(^made\.zip|\.cairn([\\/](runs|\.gitignore))?)$/.test(name)).sort();
  }

  async function refusal(bytes: Buffer, limits?: ArchiveLimits): Promise<string> {
    await fs.writeFile(file(), bytes);
    const before = await everything();
    let said = '';
    await assert.rejects(importArchive(layout(), file(), limits), (error: unknown) => {
      assert.ok(error instanceof UserError, String(error));
      assert.equal(error.code, 'archive');
      assert.match(error.next ?? '', /Nothing was changed/);
      said = error.message;
      return true;
    });
    assert.match(said, /^made\.zip was not imported: .+\.$/);
    assert.deepEqual(await everything(), before);
    return said;
  }

  return {
    get home() {
      return home;
    },
    ...{ layout, file, everything, refusal },
  };
}
