/**
 * The client of the data process: starts it with the first question, and another one when it died. Nothing of DuckDB is
 * loaded into the process that asks.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { codeOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import {
  dataProcess,
  type CompareQuery,
  type DataSource,
  type RowsQuery,
  type RowsResult,
} from '../protocol/dataProcess.ts';
import type { DataComparison, DataProfile } from '../protocol/dataProfile.ts';
import type { FairnessCounts, FairnessQuery } from '../protocol/fairnessCounts.ts';
import type { VersusCounts, VersusQuery } from '../protocol/fairnessVersus.ts';
import { connect } from '../protocol/rpc.ts';
import { tempPrefix } from './tempFolder.ts';

export interface DataProcessOptions {
  /** Node, or an Electron that becomes it. */
  readonly execPath: string;
  /** The bundle out/data.js. */
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  /** Bytes that DuckDB may hold; the process itself takes some more. */
  readonly memory?: number;
  /** ms without a question after which the process ends itself. */
  readonly idle?: number;
  readonly log: (line: string) => void;
}

export interface Asking {
  /** Ends the question; it rejects with code `cancelled`. */
  readonly signal?: AbortSignal;
  /** Hears how much of the work is done, 0 … 1. */
  readonly progress?: (share: number) => void;
}

/** Every question rejects with a UserError: `noDuckdb`, `cancelled`, `crashed`, or what is wrong with the files. */
export interface DataProcess {
  profile(query: DataSource, asking?: Asking): Promise<DataProfile>;
  rows(query: RowsQuery, asking?: Asking): Promise<RowsResult>;
  /** The data on disk against an older profile. */
  compare(query: CompareQuery, asking?: Asking): Promise<DataComparison>;
  /** Counts of predictions by group. */
  fairness(query: FairnessQuery, asking?: Asking): Promise<FairnessCounts>;
  /** Joint counts of two sets of predictions. */
  versus(query: VersusQuery, asking?: Asking): Promise<VersusCounts>;
  /** The id of the process, while there is one. */
  pid(): number | undefined;
  dispose(): void;
}

/** DuckDB counts its own buffers only; with this the whole process stays under 1 GiB. */
const defaultMemory = 450e6;
const defaultIdle = 120_000;
/** ms that a statement has to end after it was cancelled. */
const patience = 1000;
/** ms; a question ends by itself, its process's death or being cancelled. */
const noTimeout = 2 ** 31 - 1;

export function openDataProcess(options: DataProcessOptions): DataProcess {
  let running: Child | undefined;
  let disposed = false;
  const isDisposed = () => disposed;
  let last = 0;
  const ask = async <T>(
    { signal, progress }: Asking,
    call: (child: Child, question: number) => Promise<T>,
  ): Promise<T> => {
    const isAborted = () => signal?.aborted === true;
    const cancelled = () => new UserError('cancelled', t('It was cancelled.'));
    if (disposed || isAborted()) throw cancelled();
    running ??= startChild(options, (child) => {
      if (running === child) running = undefined;
    });
    const child = running;
    const question = ++last;
    if (progress) child.progress.set(question, progress);
    let timer: NodeJS.Timeout | undefined;
    const stop = () => {
      child.call('cancel', { question }).catch(() => undefined);
      timer = setTimeout(() => child.kill(), patience);
    };
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await call(child, question);
    } catch (error) {
      if (isAborted() || isDisposed()) throw cancelled();
      throw error instanceof UserError && error.code === 'disposed' ? child.death() : error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      child.progress.delete(question);
    }
  };
  return {
    profile: (query, asking = {}) =>
      ask(asking, (child, question) => child.call('profile', { question, query })),
    rows: (query, asking = {}) => ask(asking, (child, question) => child.call('rows', { question, query })),
    compare: (query, asking = {}) =>
      ask(asking, (child, question) => child.call('compare', { question, query })),
    fairness: (query, asking = {}) =>
      ask(asking, (child, question) => child.call('fairness', { question, query })),
    versus: (query, asking = {}) =>
      ask(asking, (child, question) => child.call('versus', { question, query })),
    pid: () => running?.process.pid,
    dispose: () => {
      disposed = true;
      running?.kill();
    },
  };
}

type Child = ReturnType<typeof startChild>;

function startChild(options: DataProcessOptions, gone: (child: Child) => void) {
  const { execPath, program, env, memory = defaultMemory, idle = defaultIdle, log } = options;
  const temp = os.tmpdir();
  const order = { temp, memory, threads: os.availableParallelism(), idle };
  const child = fork(program, [JSON.stringify(order)], {
    execPath,
    execArgv: ['--max-old-space-size=512'],
    env: plainEnvironment(env),
    cwd: path.parse(program).root,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const progress = new Map<number, (share: number) => void>();
  let said = '';
  let reason = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
    log(text.trimEnd());
  });
  const { call, dispose } = connect(dataProcess, {
    port: portOf(child),
    on: { progress: ({ question, share }) => progress.get(question)?.(share) },
    timeoutMs: noTimeout,
    log,
  });
  const end = (why: string) => {
    if (reason !== '') return;
    reason = why;
    dispose();
    gone(self);
    if (child.pid !== undefined) removeTemp(temp, child.pid, log);
  };
  child.once('error', (error) => {
    end(error.message);
  });
  child.once('exit', (code, signal) => {
    end(signal ?? String(code));
  });
  const self = {
    process: child,
    call,
    progress,
    kill: () => child.kill('SIGKILL'),
    death: () =>
      new UserError(
        'crashed',
        /heap out of memory|Allocation failed/i.test(said) || reason === 'SIGKILL'
          ? t('The data process ran out of memory.')
          : t('The data process ended unexpectedly ({0}).', reason),
        t('Try again, or with less data.'),
      ),
  };
  return self;
}

function portOf(child: ChildProcess) {
  return {
    // A process that is gone cannot be told; its end settles what was asked.
    post: (message: unknown) => {
      if (child.connected && typeof message === 'object' && message !== null)
        child.send(message, () => undefined);
    },
    onMessage: (listener: (message: unknown) => void) => {
      child.on('message', listener);
      return { dispose: () => child.off('message', listener) };
    },
  };
}

/** What steers Node or Electron in this process must not reach the other. */
function plainEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !/^(CAIRN_|ELECTRON_|NODE_OPTIONS$|NODE_V8_COVERAGE$)/i.test(name),
  );
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}

/** What a process that was killed could not remove itself. */
function removeTemp(temp: string, pid: number, log: (line: string) => void): void {
  try {
    for (const name of readdirSync(temp))
      if (name.startsWith(tempPrefix(pid))) rmSync(path.join(temp, name), { recursive: true, force: true });
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    log(`Temporary files of the data process could not be removed: ${String(error)}`);
  }
}
