/** The data process as a process: it comes with the first question, goes when it is not needed, and its death is survived. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { until } from '../../e2e/until.ts';
import { dataFolder, dataProcess, dataProgram, endDataProcesses, fileOf } from './builtDataProcess.ts';

describe('the data process', function () {
  this.timeout(120_000);
  afterEach(endDataProcesses);

  const small = () => fileOf('a.csv', 'x\n1\n');
  /** Something that takes long enough to be cancelled in the middle. */
  const large = () =>
    fileOf(
      'large.csv',
      `a,b,c\n${Array.from({ length: 1_500_000 }, (_, at) => `${at},${at * 1.5},t${at}`).join('\n')}\n`,
    );

  it('is started by the first question, answers further ones, and ends when it is disposed', async () => {
    const data = await dataProcess();
    assert.equal(data.pid(), undefined);
    const files = [small()];
    await data.profile({ files });
    const pid = data.pid() ?? NaN;
    await data.profile({ files });
    assert.equal(data.pid(), pid);
    assert.equal(tempFolders(pid).length, 1);
    data.dispose();
    await until('the process and its files are gone', () => !isAlive(pid) && tempFolders(pid).length === 0);
  });

  it('ends by itself when nothing is asked, and is started again', async () => {
    const data = await dataProcess({ idle: 50 });
    const files = [small()];
    await data.profile({ files });
    const pid = data.pid() ?? NaN;
    await until('the process ended', () => !isAlive(pid) && data.pid() === undefined);
    assert.equal((await data.profile({ files })).rows, 1);
  });

  it('cancels while it reads, and goes on with the next question', async () => {
    const data = await dataProcess();
    const cancel = new AbortController();
    const asked = data.profile(
      { files: [large()] },
      { signal: cancel.signal, progress: () => cancel.abort() },
    );
    await assert.rejects(asked, { code: 'cancelled' });
    assert.equal((await data.profile({ files: [small()] })).rows, 1);
    const before = new AbortController();
    before.abort();
    await assert.rejects(data.profile({ files: [small()] }, { signal: before.signal }), {
      code: 'cancelled',
    });
  });

  it('says so when it is killed, and another one answers', async () => {
    const data = await dataProcess();
    const asked = data.profile(
      { files: [large()] },
      { progress: () => process.kill(data.pid() ?? NaN, 'SIGKILL') },
    );
    await assert.rejects(asked, { code: 'crashed' });
    assert.equal((await data.profile({ files: [small()] })).rows, 1);
  });

  it('says so when there is not enough memory, and answers the next question', async () => {
    const data = await dataProcess({ memory: 20e6 });
    await assert.rejects(data.profile({ files: [large()] }), { code: 'outOfMemory' });
    await assert.rejects(data.profile({ files: [fileOf('a.csv', '')] }), { code: 'empty' });
  });

  it('answers several questions at once', async () => {
    const data = await dataProcess();
    const files = [large()];
    const [profile, rows, other] = await Promise.all([
      data.profile({ files }),
      data.rows({ files, offset: 1_400_000, limit: 1 }),
      data.profile({ files: [small()] }),
    ]);
    assert.deepEqual([profile.rows, rows.rows[0]?.[0], other.rows], [1_500_000, '1400000', 1]);
  });

  it('dies with its parent', async () => {
    const client = path.join(import.meta.dirname, '../../../src/data/dataProcess.ts');
    const script = path.join(dataFolder(), 'parent.mjs');
    writeFileSync(
      script,
      `import { openDataProcess } from ${JSON.stringify(client)};
const data = openDataProcess({ execPath: process.execPath, program: ${JSON.stringify(await dataProgram())}, env: process.env, log() {} });
await data.profile({ files: [${JSON.stringify(small())}] });
console.log(data.pid());
setInterval(() => {}, 1000);`,
    );
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    parent.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await until('it was answered', () => said.endsWith('\n'));
    const pid = Number(said);
    assert.ok(isAlive(pid));
    parent.kill('SIGKILL');
    await until('the data process is gone', () => !isAlive(pid) && tempFolders(pid).length === 0);
  });

  it('says in a sentence that DuckDB is not there', async () => {
    const program = path.join(dataFolder(), 'out', 'data.js');
    mkdirSync(path.dirname(program));
    copyFileSync(await dataProgram(), program);
    const data = await dataProcess({ program });
    await assert.rejects(data.profile({ files: [small()] }), {
      code: 'noDuckdb',
      message: /DuckDB is not part of this Cairn/,
      next: /Install the Cairn that is made for this platform/,
    });
  });
});

function tempFolders(pid: number): string[] {
  return readdirSync(os.tmpdir()).filter((name) => name.startsWith(`cairn-data-${pid}-`));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
