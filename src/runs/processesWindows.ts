/** Processes as Windows shows them through PowerShell's CIM. Slow (about 0.5 s), so it is asked rarely. */
import * as z from 'zod';
import { runTool } from './captureTool.ts';
import type { ProcessInfo, Processes, Proof } from './processInfo.ts';

export const windowsProcesses: Processes = {
  async look(pid) {
    const listed = await query(`-Filter 'ProcessId=${pid}'`);
    return listed === undefined ? undefined : (listed.find((info) => info.pid === pid) ?? 'gone');
  },
  list: async () => (await query('')) ?? [],
  // The environment of another process cannot be read without native code.
  withVariable: () => Promise.resolve([]),
  openFilesBy: () => Promise.resolve(new Map()),
  seesEnvironments: false,
  started: () => Promise.resolve(undefined),
  compare(recorded, now): Proof {
    if (now === undefined) return 'unknown';
    return now !== 'gone' && now.started === recorded ? 'alive' : 'dead';
  },
};

const row = z.object({
  ProcessId: z.number(),
  ParentProcessId: z.number(),
  WorkingSetSize: z.coerce.number(),
  /** 100 ns each. */
  KernelModeTime: z.coerce.number(),
  UserModeTime: z.coerce.number(),
  Started: z.string(),
});

async function query(filter: string): Promise<ProcessInfo[] | undefined> {
  const script =
    `Get-CimInstance Win32_Process ${filter} | Select-Object ProcessId,ParentProcessId,WorkingSetSize,KernelModeTime,` +
    `UserModeTime,@{n='Started';e={if($_.CreationDate){$_.CreationDate.ToFileTimeUtc().ToString()}else{''}}} | ` +
    'ConvertTo-Json -Compress';
  const tool = ['-NoProfile', '-NonInteractive', '-Command', script];
  const { stdout } = await runTool('powershell.exe', tool, { timeoutMs: 10_000 });
  if (stdout === undefined) return undefined;
  if (stdout.trim() === '') return [];
  const rows = z.union([z.array(row), row.transform((one) => [one])]).safeParse(parseJson(stdout));
  return rows.data?.map((found) => ({
    pid: found.ProcessId,
    parent: found.ParentProcessId,
    group: 0,
    session: 0,
    cpuMs: (found.KernelModeTime + found.UserModeTime) / 10_000,
    memory: found.WorkingSetSize,
    zombie: false,
    started: found.Started,
  }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
