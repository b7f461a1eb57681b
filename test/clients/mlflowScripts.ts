/** Runs Python scripts with the real MLflow client under `cairn run` or against `cairn serve`, and reads what they left. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { promisify } from 'node:util';
import { lsResult, runDetail, type RunDetail, type RunShape } from '../../src/protocol/runShape.ts';
import { node24, root } from '../../tools/toolchain.mjs';

const exec = promisify(execFile);
const python = process.env['CAIRN_PYTHON'] ?? 'python3';
const cli = path.join(root, 'out', 'cli.js');
// Its questions to other machines would make a test wait for them.
const env = {
  ...{ ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true', DO_NOT_TRACK: 'true' },
  // Without it, it writes no more folders of files.
  MLFLOW_ALLOW_FILE_STORE: 'true',
};

export async function newFolder(): Promise<string> {
  return await realpath(await mkdtemp(path.join(os.tmpdir(), 'client-')));
}

export interface Ran {
  readonly code: number;
  readonly output: string;
  /** What the script printed after RESULT. */
  readonly result: unknown;
}

/** One of the scripts in `mlflow/`, recorded to its end. */
export async function record(folder: string, script: string, ...args: string[]): Promise<Ran> {
  return await recordWith({}, folder, script, ...args);
}

/** The same with more in the environment. */
export async function recordWith(
  more: Readonly<Record<string, string>>,
  folder: string,
  script: string,
  ...args: string[]
): Promise<Ran> {
  return await ran(node24(), [cli, 'run', '--', python, scriptPath(script), ...args], folder, {
    ...env,
    ...more,
  });
}

/** The same with `cairn serve` instead of a run. */
export async function useServer(folder: string, script: string, ...args: string[]): Promise<Ran> {
  return await served(folder, (uri) => useAddress(uri, folder, script, ...args));
}

/** Python code against `cairn serve`. */
export async function useSource(folder: string, source: string): Promise<Ran> {
  return await served(folder, (uri) =>
    ran(python, ['-c', source], folder, { ...env, MLFLOW_TRACKING_URI: uri }),
  );
}

/** The same with any server. */
export async function useAddress(
  uri: string,
  folder: string,
  script: string,
  ...args: string[]
): Promise<Ran> {
  return await ran(python, [scriptPath(script), ...args], folder, { ...env, MLFLOW_TRACKING_URI: uri });
}

async function served(folder: string, work: (uri: string) => Promise<Ran>): Promise<Ran> {
  const server = spawn(node24(), [cli, 'serve'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [uri] = (await once(readline.createInterface(server.stdout), 'line')).map(String);
    assert.ok(uri);
    return await work(uri);
  } finally {
    server.kill('SIGINT');
    await once(server, 'exit');
  }
}

/** All runs of the folder, the newest first. */
export async function runsOf(folder: string): Promise<readonly RunShape[]> {
  const { runs, problems } = lsResult.parse(JSON.parse(await cairn(folder, 'ls', '--json')));
  assert.deepEqual(problems, []);
  return runs;
}

export async function detailsOf(folder: string, run: string): Promise<RunDetail> {
  return runDetail.parse(JSON.parse(await cairn(folder, 'show', run, '--json')));
}

/** Finishes, or takes up again, what a dead worker left. */
export async function recover(folder: string): Promise<void> {
  await cairn(folder, 'recover');
}

/** What the command line prints. */
export async function cairn(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await exec(node24(), [cli, ...args], { cwd: folder, maxBuffer: 1e8 });
  return stdout;
}

async function ran(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<Ran> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => (output += piece.toString()));
  await once(child, 'close');
  const found = /^RESULT (.*)$/m.exec(output)?.[1];
  const result: unknown = found === undefined ? undefined : JSON.parse(found);
  return { code: child.exitCode ?? -1, output, result };
}

function scriptPath(name: string): string {
  return path.join(import.meta.dirname, 'mlflow', name);
}
