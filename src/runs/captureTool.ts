/** Runs another program for its output: without a shell, bounded in time and size, and never throwing. */
import { execFile } from 'node:child_process';
import { codeOf } from '../base/errors.ts';

export interface ToolResult {
  /** undefined when it could not be run, failed, took too long or said too much. */
  readonly stdout: string | undefined;
  /** What it had said when it was cut off for saying too much. */
  readonly partial: string | undefined;
  readonly failure: 'missing' | 'timeout' | 'tooLong' | 'failed' | undefined;
  readonly stderr: string;
}

export interface ToolOptions {
  readonly timeoutMs: number;
  readonly cwd?: string;
  /** Added to this process's environment; `bareEnv` instead is the whole environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly bareEnv?: Readonly<Record<string, string>>;
  /** Bytes; default 16 MiB. */
  readonly maxBytes?: number;
  /** latin1 keeps bytes apart when the output is not text. */
  readonly encoding?: BufferEncoding;
  /** What its standard input holds; nothing by default. */
  readonly input?: string;
  /** Ends it, which is then a failure. */
  readonly signal?: AbortSignal | undefined;
}

export function runTool(program: string, args: readonly string[], options: ToolOptions): Promise<ToolResult> {
  return new Promise((resolve) => {
    try {
      const child = execFile(
        program,
        args,
        {
          ...(options.cwd !== undefined && { cwd: options.cwd }),
          env: options.bareEnv ?? { ...process.env, ...options.env },
          timeout: options.timeoutMs,
          killSignal: 'SIGKILL',
          maxBuffer: options.maxBytes ?? 16 * 1024 * 1024,
          encoding: options.encoding ?? 'utf8',
          windowsHide: true,
          ...(options.signal !== undefined && { signal: options.signal }),
        },
        (error, stdout, stderr) => {
          const failure = error === null ? undefined : failureOf(error);
          const partial = failure === 'tooLong' ? stdout : undefined;
          resolve({ stdout: error === null ? stdout : undefined, partial, failure, stderr });
        },
      );
      // One that ends without reading it all is judged by what it said.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(options.input);
    } catch (error) {
      // A NUL in an argument or a directory that vanished throws at once instead of calling back.
      resolve({ stdout: undefined, partial: undefined, failure: failureOf(error), stderr: '' });
    }
  });
}

function failureOf(error: unknown): ToolResult['failure'] {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'EACCES') return 'missing';
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'tooLong';
  return error instanceof Error && 'killed' in error && error.killed === true ? 'timeout' : 'failed';
}
