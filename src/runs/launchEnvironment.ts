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
  for (const [name, value] of Object.entries(proxyExceptions(Object.fromEntries(env)))) env.set(name, value);
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

/**
 * With these no proxy is asked for an endpoint, which is always on the loopback interface. Both spellings are read, by
 * different programs, and where both are there Python hears the small one: what is said in one of them holds in both.
 */
export function proxyExceptions(env: NodeJS.ProcessEnv): Readonly<Record<'NO_PROXY' | 'no_proxy', string>> {
  const { NO_PROXY: large, no_proxy: small } = env;
  return {
    NO_PROXY: joined([large ?? small, loopback], ','),
    no_proxy: joined([small ?? large, loopback], ','),
  };
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
