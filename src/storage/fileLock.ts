/**
 * Lets one process at a time change a file that several change, such as the YAML file of a model. The lock is a file
 * beside it and is held only while plain code runs, for a few milliseconds; one that a killed process left is taken away.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { hostname } from 'node:os';
import * as z from 'zod';
import { codeOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';

export interface LockTimes {
  /** How long to wait for others, ms. */
  readonly patience: number;
  /** After how long any lock counts as left behind, ms: of another machine nothing else tells. */
  readonly stale: number;
}

const defaultTimes: LockTimes = { patience: 20_000, stale: 10_000 };

/** `work` must not wait for anything. Rejects with UserError `locked` when others hold the file for too long. */
export async function withFileLock<T>(file: string, work: () => T, times = defaultTimes): Promise<T> {
  // Ends as drafts of files do, so that .gitignore covers it.
  const lock = `${file}.lock.tmp`;
  const holder = { pid: process.pid, host: hostname(), id: randomBytes(8).toString('hex') };
  const until = performance.now() + times.patience;
  for (let wait = 1; !take(lock, holder); wait = Math.min(wait * 2, 50)) {
    if (isLeft(lock, times.stale)) breakLock(lock, times.stale);
    else if (performance.now() > until) {
      throw new UserError(
        'locked',
        t('{0} is being changed by another process.', file),
        t('Try again; if it stays so, delete {0}.', lock),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random())));
  }
  try {
    return work();
  } finally {
    if (readHolder(lock)?.id === holder.id) fs.rmSync(lock, { force: true });
  }
}

const lockHolder = z.object({ pid: z.number(), host: z.string(), id: z.string() });
type Holder = z.infer<typeof lockHolder>;

/** Linked into place, so that a lock is never seen without its holder. */
function take(lock: string, holder: Holder): boolean {
  const draft = `${lock}.${holder.id}.tmp`;
  fs.writeFileSync(draft, JSON.stringify(holder), { flag: 'wx' });
  try {
    fs.linkSync(draft, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    return takeWithoutLinks(lock, holder, error);
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** Some drives know no hard links; there an exclusive open is nearly as good. */
function takeWithoutLinks(lock: string, holder: Holder, cause: unknown): boolean {
  if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR', 'EMLINK'].includes(codeOf(cause) ?? ''))
    throw cause;
  try {
    fs.writeFileSync(lock, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Left by a process that is gone, or older than anybody needs it. */
function isLeft(lock: string, stale: number): boolean {
  const info = fs.statSync(lock, { throwIfNoEntry: false });
  if (info === undefined) return false;
  const holder = readHolder(lock);
  if (holder?.host === hostname() && !isAlive(holder.pid)) return true;
  return Date.now() - info.mtimeMs > stale;
}

/** Under a lock of its own, because of two that break the same lock the slower one would break the faster one's new lock. */
function breakLock(lock: string, stale: number): void {
  const breaker = `${lock}.break.tmp`;
  const before = fs.statSync(breaker, { throwIfNoEntry: false });
  if (before !== undefined && Date.now() - before.mtimeMs > stale) fs.rmSync(breaker, { force: true });
  let fd: number;
  try {
    fd = fs.openSync(breaker, 'wx');
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    throw error;
  }
  try {
    if (isLeft(lock, stale)) fs.rmSync(lock, { force: true });
  } finally {
    fs.closeSync(fd);
    fs.rmSync(breaker, { force: true });
  }
}

function readHolder(lock: string): Holder | undefined {
  try {
    return lockHolder.safeParse(JSON.parse(fs.readFileSync(lock, 'utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) !== undefined) return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
