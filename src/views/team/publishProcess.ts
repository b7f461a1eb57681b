/** Publishes in a process of its own, `cairn publish`, so that nothing here stalls and a window may close meanwhile. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { publishResult, type PublishResult } from '../../protocol/publishShape.ts';
import type { ServerCredentials } from '../../protocol/serverShape.ts';

export interface PublishOrder {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  readonly uri: string;
  readonly credentials: ServerCredentials | undefined;
  /** Of `cairn publish`: ids of runs, or --model and --alias. */
  readonly words: readonly string[];
  /** Folder of cli.js. */
  readonly out: string;
  readonly execPath: string;
  readonly env: NodeJS.ProcessEnv;
  readonly progress: (sentence: string) => void;
  readonly cancelled: (stop: () => void) => void;
}

/** Undefined when it was cancelled. Rejects with UserError `publish`: what the command line said. */
export async function publishProcess(order: PublishOrder): Promise<PublishResult | undefined> {
  const { out, execPath, folder, uri, words, progress } = order;
  const args = [path.join(out, 'cli.js'), 'publish', '--json', '-C', folder, '--to', uri, ...words];
  const child = spawn(execPath, args, {
    cwd: folder,
    env: environmentOf(order),
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const cancelled = new AbortController();
  order.cancelled(() => {
    cancelled.abort();
    child.kill('SIGINT');
  });
  const printed: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => printed.push(piece));
  let last = '';
  readline.createInterface(child.stderr).on('line', (line) => {
    last = line;
    progress(line);
  });
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve());
  });
  if (cancelled.signal.aborted) return undefined;
  const text = Buffer.concat(printed).toString('utf8');
  const said = last.replace(/^cairn: /, '');
  if (text === '') throw new UserError('publish', said === '' ? t('Nothing was published.') : said);
  return publishResult.parse(JSON.parse(text));
}

/** The sign-in travels in the environment, which others on this machine cannot read. */
function environmentOf({ env, credentials }: PublishOrder): NodeJS.ProcessEnv {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('MLFLOW_')));
  return {
    ...own,
    ELECTRON_RUN_AS_NODE: '1',
    ...(credentials?.kind === 'token' && { MLFLOW_TRACKING_TOKEN: credentials.token }),
    ...(credentials?.kind === 'user' && {
      MLFLOW_TRACKING_USERNAME: credentials.user,
      MLFLOW_TRACKING_PASSWORD: credentials.password,
    }),
  };
}
