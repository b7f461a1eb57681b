/** Which process is which, and proof that one is alive or dead: a process id alone proves nothing, ids are reused. */
import { hostname } from 'node:os';
import type { Processes, ProcessInfo, Proof, StartedWith } from './processInfo.ts';
import { linuxProcesses } from './processesLinux.ts';
import { psProcesses } from './processesPs.ts';
import { windowsProcesses } from './processesWindows.ts';
import type { ProcessIdentity, ProcessRecord } from '../records/process.ts';
import type { RunPaths } from '../storage/layout.ts';

export type { ProcessInfo, Proof, StartedWith } from './processInfo.ts';

export function processesOf(platform: NodeJS.Platform): Processes {
  if (platform === 'linux') return linuxProcesses;
  return platform === 'win32' ? windowsProcesses : psProcesses;
}

const processes = processesOf(process.platform);

/** undefined when there is no such process, or only its zombie. */
export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  const found = await processes.look(pid);
  if (found === undefined || found === 'gone' || found.zombie) return undefined;
  return { pid, started: found.started };
}

/** For a process recorded on this machine. */
export async function proveProcess(identity: ProcessIdentity): Promise<Proof> {
  return processes.compare(identity.started, await processes.look(identity.pid));
}

/**
 * Whether anything of a run is alive: its worker or its child. The start token holds boot, pid namespace and start
 * time, so an equal token is the same process; the nonce finds processes that nobody recorded (see processTree).
 */
export async function proveAlive(_paths: RunPaths, record: ProcessRecord): Promise<Proof> {
  if (record.host !== hostname()) return 'unknown';
  const proofs = [await proveProcess(record.worker)];
  if (record.child !== undefined && record.childExited !== true)
    proofs.push(await proveProcess(record.child));
  if (proofs.includes('alive')) return 'alive';
  return proofs.every((proof) => proof === 'dead') ? 'dead' : 'unknown';
}

/** What a process was started with; undefined when it is gone or cannot be seen. */
export async function startOf(identity: ProcessIdentity): Promise<StartedWith | undefined> {
  const start = await processes.started(identity.pid);
  // Looked at last: whoever has this id now had it when the question was answered.
  return (await proveProcess(identity)) === 'alive' ? start : undefined;
}

export async function listProcesses(): Promise<readonly ProcessInfo[]> {
  return processes.list();
}

export async function processesWithNonce(nonce: string): Promise<readonly number[]> {
  return processes.withVariable(`CAIRN_NONCE=${nonce}`);
}

export async function processesOfRun(id: string): Promise<readonly number[]> {
  return processes.withVariable(`CAIRN_RUN_ID=${id}`);
}

/** Files that the scripts of runs hold open (absolute, links resolved), by the id of the run; empty where that cannot be seen. */
export async function openFilesOfRuns(): Promise<ReadonlyMap<string, readonly string[]>> {
  return processes.openFilesBy('CAIRN_RUN_ID');
}

export const { seesEnvironments } = processes;
