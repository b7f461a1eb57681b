/** How an editor tells a waiting worker about the script it debugs. */
import { appendFile } from 'node:fs/promises';
import * as z from 'zod';
import { runPaths } from '../storage/layout.ts';

export const debuggeeLine = z.object({
  pid: z.number().int().positive().optional(),
  exitCode: z.number().int().optional(),
});
export type DebuggeeLine = z.infer<typeof debuggeeLine>;

/** `{pid}` once the debugger has started the script; `{exitCode}` when it has ended or never began. */
export async function reportDebuggee(dir: string, line: DebuggeeLine): Promise<void> {
  await appendFile(runPaths(dir).debuggee, `${JSON.stringify(line)}\n`);
}
