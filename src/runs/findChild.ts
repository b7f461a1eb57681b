/**
 * The script of a run whose process.json is damaged or gone. Its process still says in its environment whose it is; that
 * there is none is proof only where every environment of this user can be read.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ProcessRecord } from '../records/process.ts';
import { readLog } from '../storage/appendLog.ts';
import type { RunPaths } from '../storage/layout.ts';
import { debuggeeLine } from './debuggee.ts';
import { identityOf, processesOfRun, seesEnvironments, startOf, type Proof } from './processes.ts';

export interface FoundChild {
  readonly proof: Proof;
  /** What can be told of a live one. */
  readonly record?: Pick<ProcessRecord, 'nonce' | 'child' | 'attached'>;
}

/** The run's last worker must be proven dead: what it started then ran on this machine and among the same processes. */
export async function findChild(paths: RunPaths): Promise<FoundChild> {
  const id = path.basename(paths.dir);
  // What the gate in front of the script is started with (see worker/startChild.ts).
  const exit = path.join(path.sep, id, path.basename(paths.exit));
  const debuggee = readLog({ path: paths.debuggee, schema: debuggeeLine }).items.findLast(
    ({ value }) => value.pid !== undefined,
  );
  for (const pid of await processesOfRun(id)) {
    const child = await identityOf(pid);
    const start = child && (await startOf(child));
    if (child === undefined || start === undefined) continue;
    const attached = debuggee?.value.pid === pid;
    if (!attached && !start.args.some((arg) => arg.endsWith(exit))) continue;
    const nonce = start.env.find((variable) => variable.startsWith(nonceIs))?.slice(nonceIs.length) ?? '';
    return { proof: 'alive', record: { nonce, child, ...(attached && { attached }) } };
  }
  return { proof: seesEnvironments && (await isOurs(paths)) ? 'dead' : 'unknown' };
}

const nonceIs = 'CAIRN_NONCE=';

/** Environments of other people's processes cannot be read. */
async function isOurs(paths: RunPaths): Promise<boolean> {
  const me = process.getuid?.();
  return me === 0 || (await stat(paths.workers)).uid === me;
}
