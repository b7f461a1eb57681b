/** Processes as `ps` shows them, for macOS and the BSDs. */
import type { ProcessInfo, Processes, Proof } from './processInfo.ts';
import { runTool } from './captureTool.ts';

export const psProcesses: Processes = {
  async look(pid) {
    const listed = await ps(['-p', String(pid)]);
    if (listed === undefined) return isGone(pid) ? 'gone' : undefined;
    return listed.find((info) => info.pid === pid) ?? (isGone(pid) ? 'gone' : undefined);
  },
  list: async () => (await ps(['-A'])) ?? [],
  async withVariable(variable) {
    const listed = await runTool('ps', ['-A', '-E', '-ww', '-o', 'pid=,command='], { timeoutMs });
    if (listed.stdout === undefined) return [];
    const lines = listed.stdout.split('\n').filter((line) => line.split(' ').includes(variable));
    return lines
      .flatMap((line) => (/^\s*(\d+)/.exec(line)?.[1] ?? '').split(','))
      .map(Number)
      .filter((pid) => pid > 0);
  },
  // The environment of the system's own programs is hidden, and the gate in front of a script is one.
  openFilesBy: () => Promise.resolve(new Map()),
  seesEnvironments: false,
  async started(pid) {
    const listed = await runTool('ps', ['-p', String(pid), '-E', '-ww', '-o', 'command='], { timeoutMs });
    const words = listed.stdout?.trim().split(' ');
    return words && { args: words, env: words.filter((word) => /^[A-Za-z_]\w*=/.test(word)) };
  },
  compare(recorded, now): Proof {
    if (now === undefined) return 'unknown';
    return now !== 'gone' && now.started === recorded && !now.zombie ? 'alive' : 'dead';
  },
};

const timeoutMs = 3000;

async function ps(which: readonly string[]): Promise<ProcessInfo[] | undefined> {
  const columns = 'pid=,ppid=,pgid=,sess=,stat=,rss=,time=,lstart=';
  const listed = await runTool('ps', [...which, '-o', columns], {
    timeoutMs,
    env: { LC_ALL: 'C', TZ: 'UTC' },
  });
  return listed.stdout?.split('\n').flatMap((line) => parse(line));
}

/** `  501   1   501  0 Ss   10240 0:01.25 Mon Nov 23 08:41:02 2026` */
function parse(line: string): ProcessInfo[] {
  const [pid, parent, group, session, stat, rss, time, ...lstart] = line.trim().split(/\s+/);
  if (pid === undefined || stat === undefined || time === undefined || lstart.length === 0) return [];
  return [
    {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      // macOS shows 0 for the session of every process: its group then stands for it.
      session: Number(session) || Number(group),
      cpuMs: toMs(time),
      memory: Number(rss) * 1024,
      zombie: stat.startsWith('Z'),
      started: lstart.join(' '),
    },
  ];
}

/** `[[dd-]hh:]mm:ss[.cc]` in ms. */
function toMs(time: string): number {
  const [days, clock] = time.includes('-') ? time.split('-') : ['0', time];
  const seconds = (clock ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return (Number(days) * 86_400 + seconds) * 1000;
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
