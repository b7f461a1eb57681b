/** The environment of a training process: the host's, without what belongs to the editor, with Cairn's contract. */
import path from 'node:path';
import type { Origin } from '../records/run.ts';
import type { RunPaths } from '../storage/layout.ts';

export interface EnvironmentSource {
  readonly id: string;
  readonly paths: RunPaths;
  readonly nonce: string;
  readonly hostEnv: NodeJS.ProcessEnv;
  /** Variables that were asked for; they win over the host's. */
  readonly extra: Readonly<Record<string, string>>;
  readonly origin: Origin;
  /** Folder of cairn.py. */
  readonly pythonPath?: string;
}

export function trainingEnvironment(from: EnvironmentSource): Record<string, string> {
  const env = new Map<string, string>();
  for (const [name, value] of Object.entries(from.hostEnv)) {
    if (value !== undefined && !isEditors(name, value, from.origin)) env.set(name, value);
  }
  for (const [name, value] of Object.entries(from.extra)) env.set(name, value);
  env.set('CAIRN_RUN_ID', from.id);
  env.set('CAIRN_RUN_DIR', from.paths.dir);
  env.set('CAIRN_INBOX', from.paths.inbox);
  env.set('CAIRN_ARTIFACTS', from.paths.artifacts);
  env.set('CAIRN_NONCE', from.nonce);
  env.set('PYTHONUNBUFFERED', '1');
  for (const name of proxyExceptions) env.set(name, withLoopback(env.get(name)));
  if (from.pythonPath !== undefined) {
    env.set('PYTHONPATH', joined([from.pythonPath, env.get('PYTHONPATH')], path.delimiter));
  }
  return Object.fromEntries(env);
}

/** What of `env` a debuggee needs that the debugger does not give it anyway. */
export function debuggeeEnvironment(
  env: Readonly<Record<string, string>>,
  hostEnv: NodeJS.ProcessEnv,
): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => hostEnv[name] !== value));
}

/** Both spellings are read, by different programs. */
export const proxyExceptions = ['NO_PROXY', 'no_proxy'] as const;

/** The value of one of them with which no proxy is asked for an endpoint, which is always on the loopback interface. */
export function withLoopback(value: string | undefined): string {
  return joined([value, loopback], ',');
}

const loopback = '127.0.0.1,localhost,::1';

/** Set by the editor for its own processes; in a training process they change how Node and Electron programs behave. */
function isEditors(name: string, value: string, origin: Origin): boolean {
  if (/^(ELECTRON_|VSCODE_|CAIRN_)/i.test(name)) return true;
  // A person's own NODE_OPTIONS stay in a terminal, where the editor's are known by what they load.
  return name === 'NODE_OPTIONS' && (origin !== 'terminal' || /vscode|js-debug/i.test(value));
}

function joined(parts: readonly (string | undefined)[], separator: string): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator);
}
