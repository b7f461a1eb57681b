/**
 * One writer a run. Whoever wants to write links a numbered file `workers/<n>` into the run's folder, n one above the
 * highest; the highest number writes. A number is taken only after its predecessor is proven dead, and linking is
 * atomic, so two windows that recover the same run at once cannot both win.
 */
import { link, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { codeOf } from '../base/errors.ts';
import { jsonOrNothing } from '../storage/jsonOrNothing.ts';
import { processIdentity, type ProcessIdentity } from '../records/process.ts';
import type { RunPaths } from '../storage/layout.ts';
import { proveProcess, type Proof } from './processes.ts';

const holder = z.object({ host: z.string(), worker: processIdentity });

export interface Holder {
  /** 0 when no worker has ever begun. */
  readonly number: number;
  readonly proof: Proof;
}

/** Who writes the run now. With number 0 it is `dead`: a worker that takes number 1 keeps the late one from starting. */
export async function holderOf(paths: RunPaths): Promise<Holder> {
  const number = await highest(paths);
  if (number === 0) return { number, proof: 'dead' };
  const parsed = holder.safeParse(await jsonOrNothing(path.join(paths.workers, String(number))));
  if (!parsed.success || parsed.data.host !== hostname()) return { number, proof: 'unknown' };
  return { number, proof: await proveProcess(parsed.data.worker) };
}

/** True when this process is the run's writer from now on. `after` is the number of the holder that was proven dead. */
export async function takeLock(paths: RunPaths, worker: ProcessIdentity, after: number): Promise<boolean> {
  await mkdir(paths.workers, { recursive: true });
  const file = path.join(paths.workers, String(after + 1));
  const draft = path.join(paths.workers, `${after + 1}.${worker.pid}.tmp`);
  await writeFile(draft, JSON.stringify({ host: hostname(), worker }));
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    return await takeWithoutLinks(file, worker, error);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Some drives know no hard links; there an exclusive open is nearly as good. */
async function takeWithoutLinks(file: string, worker: ProcessIdentity, cause: unknown): Promise<boolean> {
  if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR', 'EMLINK'].includes(codeOf(cause) ?? ''))
    throw cause;
  try {
    await writeFile(file, JSON.stringify({ host: hostname(), worker }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function highest(paths: RunPaths): Promise<number> {
  try {
    const names = await readdir(paths.workers);
    return Math.max(0, ...names.filter((name) => /^\d+$/.test(name)).map(Number));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0;
    throw error;
  }
}
