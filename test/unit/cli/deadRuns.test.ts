/** Runs that nothing records any more: what is proved is said, and nothing else. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { lsResult, type RunShape } from '../../../src/protocol/runShape.ts';
import { processIdentity, processRecord } from '../../../src/records/process.ts';
import { identityOf } from '../../../src/runs/processes.ts';
import { cairn, cairnJson, removeWorkFolders, runFile, workFolder } from './builtCairn.ts';
import { until } from './until.ts';

describe('a run whose processes are gone', function () {
  this.timeout(60_000);
  after(removeWorkFolders);

  it('is interrupted since it was last seen, before and after it is closed', async () => {
    const { folder, id } = await killed();
    const before = Date.now();
    const dead = await listed(folder);
    assert.deepEqual([dead.status, dead.unclosed], ['interrupted', true]);
    assert.equal(dead.reason, 'What recorded it is gone; cairn recover closes it.');
    const took = (dead.ended ?? Infinity) - dead.started;
    assert.ok(took >= 0 && dead.started + took <= before, `${took} ms`);
    assert.equal((await listed(folder)).ended, dead.ended, 'it does not grow');
    assert.doesNotMatch((await cairn(folder, 'show', id)).stdout, /running for/);
    const { stdout } = await cairn(folder, 'recover');
    assert.equal(stdout, `${id}  has ended and is being closed\n`);
    await until('it is closed', async () => (await listed(folder)).unclosed === undefined);
    const closed = await listed(folder);
    assert.equal(closed.status, 'interrupted');
    assert.match(closed.reason ?? '', /exit code is unknown/);
  });

  it('is not said to be interrupted when it is closed with its exit code', async () => {
    const { folder, id } = await killed({ scriptToo: false });
    writeFileSync(path.join(folder, 'go'), '');
    await until('its exit code is kept', () => /^5/.test(runFile(folder, id, 'exit')));
    assert.deepEqual(await cairnJson(folder, 'recover'), {
      recovered: [{ id, outcome: 'closed' }],
      problems: [],
    });
    await until('it is closed', async () => (await listed(folder)).unclosed === undefined);
    const { status, exitCode } = await listed(folder);
    assert.deepEqual([status, exitCode], ['failed', 5]);
  });

  it('of before a restart of the machine is interrupted, though its numbers are in use again', async function () {
    if (process.platform !== 'linux') this.skip();
    const { folder, id } = await killed();
    const own = await identityOf(process.pid);
    assert.ok(own);
    const reused = { pid: own.pid, started: own.started.replace(/^[^:]+/, 'another-boot') };
    const paths = path.join(folder, '.cairn', 'runs', id);
    const workers = readdirSync(path.join(paths, 'workers')).map((name) => `workers/${name}`);
    for (const name of ['process.json', ...workers]) {
      const json: unknown = JSON.parse(runFile(folder, id, name));
      const changed = z
        .looseObject({ worker: processIdentity, child: processIdentity.optional() })
        .parse(json);
      changed.worker = reused;
      if (changed.child !== undefined) changed.child = reused;
      writeFileSync(path.join(paths, name), JSON.stringify(changed));
    }
    assert.equal((await listed(folder)).status, 'interrupted');
    assert.equal((await cairn(folder, 'recover')).code, 0);
    await until('it is closed', async () => (await listed(folder)).unclosed === undefined);
    assert.equal((await listed(folder)).status, 'interrupted');
  });

  it('of another machine is unknown, for no time at all', async () => {
    const { folder, id } = await killed();
    const file = path.join(folder, '.cairn', 'runs', id, 'process.json');
    writeFileSync(file, JSON.stringify({ ...recordOf(folder, id), host: 'elsewhere' }));
    const { status, ended, unclosed } = await listed(folder);
    assert.deepEqual([status, ended, unclosed], ['unknown', null, undefined]);
    assert.match((await cairn(folder, 'ls')).stdout, / unknown .* – +(\d+\ss ago|just now) /);
    assert.doesNotMatch((await cairn(folder, 'show', id)).stdout, /running for|took/);
    assert.equal((await cairn(folder, 'recover')).code, 2);
  });
});

/** A run that was recorded for a moment, whose worker was then killed, and its script as well. */
async function killed({ scriptToo = true } = {}): Promise<{ folder: string; id: string }> {
  const folder = await workFolder();
  const text =
    'console.log("epoch 1 loss=1"); setInterval(() => { if (require("fs").existsSync("go")) process.exit(5); }, 20)';
  const { id } = z
    .object({ id: z.string() })
    .parse(await cairnJson(folder, 'run', '--detach', '--', process.execPath, '-e', text));
  await until('a point is recorded', async () => (await listed(folder)).metrics['loss']?.count === 1);
  const { worker, child } = recordOf(folder, id);
  assert.ok(child);
  process.kill(worker.pid, 'SIGKILL');
  await until('the worker is gone', () => !isAlive(worker.pid));
  if (scriptToo) {
    process.kill(-child.pid, 'SIGKILL');
    await until('the script is gone', () => !isAlive(child.pid));
  }
  return { folder, id };
}

async function listed(folder: string): Promise<RunShape> {
  const [run] = lsResult.parse(await cairnJson(folder, 'ls')).runs;
  assert.ok(run);
  return run;
}

function recordOf(folder: string, id: string) {
  return processRecord.parse(JSON.parse(runFile(folder, id, 'process.json')));
}

/** A zombie is dead, but holds its number until somebody asks for it. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc') || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
