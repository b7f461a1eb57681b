/** Files that change or vanish while they are read. */
import assert from 'node:assert/strict';
import { copyFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../../src/base/errors.ts';
import { openData, type OpenData } from '../../../src/data/openSession.ts';
import { profileData } from '../../../src/data/profileData.ts';
import { dataFolder, endDataProcesses } from './builtDataProcess.ts';

describe('files that change while they are read', function () {
  this.timeout(60_000);
  const open: OpenData[] = [];
  let folder = '';
  beforeEach(() => {
    folder = dataFolder();
    writeFileSync(
      path.join(folder, 'a.csv'),
      `x,y\n${Array.from({ length: 9000 }, (_, at) => `${at},t${at}`).join('\n')}\n`,
    );
  });
  afterEach(async () => {
    for (const data of open.splice(0)) await data.close();
    endDataProcesses();
  });

  async function opened(name: string): Promise<OpenData> {
    const order = { temp: folder, memory: 300e6, threads: 2, idle: 60_000 };
    const data = await openData(
      { files: [path.join(folder, name)] },
      { order, folder: path.join(folder, `temp ${name}`) },
      { begun: () => undefined, share: () => undefined },
    );
    open.push(data);
    return data;
  }

  /** The copy that is made of a CSV file is Parquet. */
  async function parquet(): Promise<string> {
    await opened('a.csv');
    const file = path.join(folder, 'a.parquet');
    copyFileSync(path.join(folder, 'temp a.csv', 'data.parquet'), file);
    return file;
  }

  it('says so in the profile of what was read', async () => {
    const { session, end } = await (await opened('a.csv')).session();
    writeFileSync(path.join(folder, 'a.csv'), 'x,y\n1,2\n');
    const { rows, problems } = await profileData(session, () => undefined);
    end();
    assert.equal(rows, 9000);
    assert.match(problems.at(-1)?.message ?? '', /changed while it was read: profile it again/);
  });

  for (const [what, act] of [
    ['vanishes', (file: string) => rmSync(file)],
    ['is cut', (file: string) => truncateSync(file, 1000)],
    ['is overwritten', (file: string) => writeFileSync(file, 'something else altogether'.repeat(99))],
  ] as const)
    it(`refuses in a sentence when Parquet ${what}`, async () => {
      const file = await parquet();
      const { session, end } = await (await opened('a.parquet')).session();
      act(file);
      await assert.rejects(
        profileData(session, () => undefined),
        (error) => {
          assert.ok(error instanceof UserError, String(error));
          assert.match(error.message, /a\.parquet/);
          assert.ok(error.next);
          return true;
        },
      );
      end();
    });
});
