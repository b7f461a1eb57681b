/** Runs `cairn` in a process of its own, for what may take long or what a window seldom needs. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { parseJson, type Schema } from '../storage/parseJson.ts';

export interface CairnOrder<T> {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** The subcommand, its options and operands; what others on this machine may see. */
  readonly words: readonly [command: string, ...rest: string[]];
  readonly result: Schema<T>;
  /** Folder of cli.js. */
  readonly out: string;
  readonly env: NodeJS.ProcessEnv;
  /** Called with each line on standard error. */
  readonly progress?: (line: string) => void;
  /** Ends it as Ctrl+C does. */
  readonly cancelled?: (stop: () => void) => void;
}

/** What it prints; undefined when it was cancelled. Rejects with UserError `cairn`: what it said instead. */
export async function cairnProcess<T>(order: CairnOrder<T>): Promise<T | undefined> {
  const { folder, out, env, progress } = order;
  const [command, ...rest] = order.words;
  const args = [path.join(out, 'cli.js'), command, '--json', '-C', folder, ...rest];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const cancelled = new AbortController();
  order.cancelled?.(() => {
    cancelled.abort();
    child.kill('SIGINT');
  });
  const printed: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => printed.push(piece));
  let last = '';
  readline.createInterface(child.stderr).on('line', (line) => {
    last = line;
    progress?.(line);
  });
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve());
  });
  if (cancelled.signal.aborted) return undefined;
  const text = Buffer.concat(printed).toString('utf8');
  const said = last.replace(/^cairn: /, '');
  const answer = parseJson(text, order.result);
  if (answer.ok) return answer.value;
  throw new UserError('cairn', said === '' ? t('cairn {0} failed: {1}', command, answer.message) : said);
}
