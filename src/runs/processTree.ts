/** The processes a script has started, and their end. */
import { codeOf } from '../base/errors.ts';
import type { ProcessIdentity } from '../records/process.ts';
import { listProcesses, processesWithNonce, type ProcessInfo } from './processes.ts';
import { runTool } from './captureTool.ts';

/** `root` and what descends from it or shares its session; children that moved out of both are found by `nonce`. */
export async function processTree(root: ProcessIdentity, nonce?: string): Promise<readonly ProcessInfo[]> {
  const all = await listProcesses();
  return treeIn(all, root, nonce === undefined ? [] : await processesWithNonce(nonce));
}

/** As processTree, out of one list. Zombies are left out. */
export function treeIn(
  all: readonly ProcessInfo[],
  root: ProcessIdentity,
  named: readonly number[] = [],
): readonly ProcessInfo[] {
  const members = new Set(named);
  // When its id has gone to a stranger, the root is dead and neither the stranger nor its children are ours.
  if (all.every((info) => info.pid !== root.pid || info.started === root.started)) {
    members.add(root.pid);
    // A session led by the root holds whatever it started, also after the parent between them has gone.
    for (const info of all) if (info.session === root.pid || info.group === root.pid) members.add(info.pid);
  }
  for (let grown = true; grown;) {
    grown = false;
    for (const info of all) {
      if (members.has(info.parent) && !members.has(info.pid)) {
        members.add(info.pid);
        grown = true;
      }
    }
  }
  return all.filter((info) => members.has(info.pid) && !info.zombie);
}

/**
 * Kills the whole tree at once and again until none is left, for a tree may grow while it is being killed.
 * True when nothing of it lives any more.
 */
export async function killTree(root: ProcessIdentity, nonce?: string): Promise<boolean> {
  if (process.platform === 'win32') {
    await runTool('taskkill', ['/PID', String(root.pid), '/T', '/F'], { timeoutMs: 10_000 });
  }
  for (let attempt = 0; attempt < 20; attempt++) {
    const left = (await processTree(root, nonce)).filter((info) => info.pid !== process.pid);
    if (left.length === 0) return true;
    // Stopped first, so that none starts another between being seen and being killed.
    if (process.platform !== 'win32') for (const info of left) sendSignal(info.pid, 'SIGSTOP');
    for (const info of left) sendSignal(info.pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 20 * (attempt + 1)));
  }
  return false;
}

/** False when there is no such process (any more). A negative pid means a process group. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ESRCH' || code === 'EPERM' || code === 'EINVAL' || code === 'ENOSYS') return false;
    throw error;
  }
}
