/**
 * Starts the script. On POSIX systems a few lines of `sh` stand between worker and script: they wait until the worker
 * has written down whom it started, so that no script ever runs unknown, and they keep the exit code in a file, so that
 * it outlives the worker. Arguments reach the script as they are; the shell never reads them as code.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { constants } from 'node:os';
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { identityOf } from '../runs/processes.ts';
import type { LaunchOrder } from '../runs/workerOrder.ts';
import type { RunPaths } from '../storage/layout.ts';
import type { Child, Exit } from './child.ts';

export async function startChild(order: LaunchOrder, paths: RunPaths, clock: Clock): Promise<Child> {
  const output = fs.openSync(paths.output, 'a');
  try {
    const gated = process.platform !== 'win32';
    // Its place is taken before the script can fill the disk.
    if (gated) fs.writeFileSync(paths.exit, '???');
    const child = spawn(
      gated ? '/bin/sh' : order.program,
      gated
        ? ['-c', gate, 'cairn', paths.exit, ...oddVariables(order), order.program, ...order.args]
        : order.args,
      {
        cwd: order.cwd,
        env: order.env,
        detached: true,
        windowsHide: true,
        // The shell itself says nothing: its messages would repeat the command line, secrets and all.
        stdio: gated ? ['pipe', output, 'ignore'] : ['ignore', output, output],
      },
    );
    const exited = new Promise<Exit>((resolve) => {
      child.once('error', (error) => {
        resolve({ at: clock.now(), failure: t('The script could not be started: {0}', messageOf(error)) });
      });
      child.once('exit', (code, signal) => {
        resolve({ at: clock.now(), ...exitOf(code, signal) });
      });
    });
    // A gate that has been killed no longer reads; its exit tells the rest.
    child.stdin?.on('error', () => undefined);
    const identity = child.pid === undefined ? undefined : await identityOf(child.pid);
    return {
      identity,
      leadsGroup: gated,
      exited,
      gate: {
        open: () => child.stdin?.end('go\n'),
        // Without a word it ends; where there is no gate the script has begun and is killed.
        drop: () => (gated ? child.stdin?.end() : child.kill()),
      },
    };
  } finally {
    fs.closeSync(output);
  }
}

/** Signals are caught, not ignored: caught ones are back to normal in the script, and the gate lives to see its end. */
const gate = `trap : TERM INT HUP QUIT USR1 USR2
kept=$1
shift
IFS= read -r go || exit 125
"$@" </dev/null 2>&1
code=$?
{ printf %-3s "$code" 1<>"$kept"; } 2>/dev/null
exit "$code"`;

/** A shell drops variables whose names it could not write itself, such as exported functions: env gives them back. */
function oddVariables({ env, program }: LaunchOrder): string[] {
  // env would take such a program for one more variable.
  if (program.includes('=')) return [];
  const odd = Object.entries(env).filter(([name]) => !/^[A-Za-z_]\w*$/.test(name) && !/^[-=]|^$/.test(name));
  return odd.length === 0 ? [] : ['env', ...odd.map(([name, value]) => `${name}=${value}`)];
}

/** What the gate kept, or undefined when it was killed before it could. */
export function readExit(paths: RunPaths): Exit | undefined {
  const info = fs.statSync(paths.exit, { throwIfNoEntry: false });
  if (info?.isFile() !== true) return undefined;
  const text = fs.readFileSync(paths.exit, 'utf8').trim();
  return /^\d{1,3}$/.test(text) ? { at: info.mtimeMs, ...exitOf(Number(text), null) } : undefined;
}

/** A shell tells a signal as 128 + its number, which scripts hardly ever exit with themselves. */
function exitOf(code: number | null, signal: string | null): { code?: number; signal?: string } {
  if (signal !== null) return { signal };
  if (code === null) return {};
  const name =
    process.platform === 'win32' || code <= 128
      ? undefined
      : Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return name === undefined ? { code } : { signal: name };
}
