/** Finds the extension hosts of one VS Code server among all processes of the machine, by their descent and command line. */
import type { ProcessIdentity } from '../../src/records/process.ts';
import type { ProcessInfo } from '../../src/runs/processInfo.ts';
import { listProcesses, proveProcess, startOf } from '../../src/runs/processes.ts';

/** Those that live below the process `server`. */
export async function extensionHostsBelow(server: number): Promise<readonly ProcessIdentity[]> {
  const below = descendants(server, await listProcesses());
  const started = await Promise.all(
    below.map(async (process) => ({ process, start: await startOf(process) })),
  );
  return started
    .filter(({ start }) => start?.args.includes('--type=extensionHost') === true)
    .map(({ process: { pid, started: token } }) => ({ pid, started: token }));
}

/** SIGKILL, after proof that the process id still belongs to whom it was recorded for. */
export async function killProven(identity: ProcessIdentity): Promise<void> {
  const proof = await proveProcess(identity);
  if (proof !== 'alive') throw new Error(`The process ${identity.pid} is ${proof}; nobody is killed.`);
  process.kill(identity.pid, 'SIGKILL');
}

function descendants(ancestor: number, all: readonly ProcessInfo[]): readonly ProcessInfo[] {
  const children = all.filter(({ parent, zombie }) => parent === ancestor && !zombie);
  return children.flatMap((child) => [child, ...descendants(child.pid, all)]);
}
