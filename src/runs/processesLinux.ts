/** Processes as Linux shows them under /proc: cheap enough to ask several times a second. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { codeOf } from '../base/errors.ts';
import type { ProcessInfo, Processes, Proof, StartedWith } from './processInfo.ts';

export const linuxProcesses: Processes = {
  look: (pid) => Promise.resolve(look(pid)),
  list: () => Promise.resolve(pids().flatMap((pid) => found(look(pid)))),
  withVariable: (variable) => Promise.resolve(pids().filter((pid) => hasVariable(pid, variable))),
  openFilesBy: (variable) => Promise.resolve(openFilesBy(variable)),
  seesEnvironments: true,
  started: (pid) => Promise.resolve(startedWith(pid)),
  compare,
};

function compare(recorded: string, now: ProcessInfo | 'gone' | undefined): Proof {
  const [boot, space] = recorded.split(':');
  const here = origin();
  if (now === undefined || here === undefined || boot === undefined) return 'unknown';
  // After a reboot nothing of before is alive; in another container the same id is another process.
  if (boot !== here.boot) return 'dead';
  if (space !== here.space) return 'unknown';
  return now !== 'gone' && now.started === recorded && !now.zombie ? 'alive' : 'dead';
}

function look(pid: number): ProcessInfo | 'gone' | undefined {
  const here = origin();
  if (here === undefined) return undefined;
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ESRCH' ? 'gone' : undefined;
  }
  // The second field is the program's name in parentheses and may hold anything; see proc_pid_stat(5).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (index: number) => Number(fields[index - 3] ?? NaN);
  return {
    pid,
    parent: field(4),
    group: field(5),
    session: field(6),
    cpuMs: (field(14) + field(15)) * msPerTick,
    memory: field(24) * pageSize,
    zombie: fields[0] === 'Z' || fields[0] === 'X',
    started: `${here.boot}:${here.space}:${fields[22 - 3] ?? ''}`,
  };
}

/** USER_HZ has been 100 on every architecture that Node runs on. */
const msPerTick = 10;
/** Pages are 4 KiB except on some ARM and POWER kernels; there the memory figure is too small, never an error. */
const pageSize = 4096;

interface Origin {
  readonly boot: string;
  /** The pid namespace: the same id means another process in another container. */
  readonly space: string;
}

let cachedOrigin: Origin | undefined;

function origin(): Origin | undefined {
  if (cachedOrigin !== undefined) return cachedOrigin;
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    const space = readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
    cachedOrigin = { boot, space };
    return cachedOrigin;
  } catch (error) {
    // Without /proc nothing can be proven.
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

function pids(): number[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

function found(info: ProcessInfo | 'gone' | undefined): ProcessInfo[] {
  return info === undefined || info === 'gone' ? [] : [info];
}

function startedWith(pid: number): StartedWith | undefined {
  try {
    const [args = [], env = []] = ['cmdline', 'environ'].map((name) =>
      readFileSync(`/proc/${pid}/${name}`, 'utf8').replace(/\0$/, '').split('\0'),
    );
    return { args, env };
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

function openFilesBy(variable: string): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, readonly string[]>();
  const starts = `${variable}=`;
  for (const pid of pids()) {
    const value = startedWith(pid)
      ?.env.find((text) => text.startsWith(starts))
      ?.slice(starts.length);
    if (value !== undefined) files.set(value, [...(files.get(value) ?? []), ...openFiles(pid)]);
  }
  return files;
}

function openFiles(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap((fd) => linkOf(`${folder}/${fd}`) ?? []);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return [];
  }
}

/** Undefined: it was closed meanwhile. */
function linkOf(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

function hasVariable(pid: number, variable: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(variable);
  } catch (error) {
    // Other people's processes cannot be read, and a process may end while it is looked at.
    if (codeOf(error) === undefined) throw error;
    return false;
  }
}
