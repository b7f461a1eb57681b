/** What MLflow clients can speak with: the built `cairn serve`, and MLflow's own server where the Python of the client tests has it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { node24, root, venvPython } from '../../tools/toolchain.mjs';

export interface Server {
  /** For MLFLOW_TRACKING_URI. */
  readonly uri: string;
  close(): Promise<void>;
}

type Prepare = (folder: string) => Promise<void> | void;

/** `prepare` fills the folder that is served. */
export async function cairnServe(prepare?: Prepare): Promise<Server> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'serve-'));
  await prepare?.(folder);
  const child = spawn(node24(), [path.join(root, 'out', 'cli.js'), 'serve'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [uri] = (await once(readline.createInterface(child.stdout), 'line')).map(String);
  if (uri === undefined) throw new Error('cairn serve said nothing.');
  return { uri, close: () => close(child, folder) };
}

/** With its default store, mlflow.db in a folder that `prepare` may fill; `more` goes to its command line. undefined where there is none. */
export async function mlflowServer(
  prepare?: Prepare,
  more: readonly string[] = [],
): Promise<Server | undefined> {
  const python = pythonWithMlflow();
  if (python === undefined) return undefined;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mlflow-'));
  await prepare?.(folder);
  const port = await freePort();
  const store = ['--backend-store-uri', 'sqlite:///mlflow.db', '--artifacts-destination', './artifacts'];
  const where = ['--host', '127.0.0.1', '--port', String(port)];
  const child = spawn(python, ['-m', 'mlflow', 'server', ...where, ...store, ...more], {
    cwd: folder,
    stdio: 'ignore',
    // Its own process group: it starts several processes.
    detached: true,
    env: { ...process.env, DO_NOT_TRACK: 'true', MLFLOW_DISABLE_TELEMETRY: 'true' },
  });
  const uri = `http://127.0.0.1:${String(port)}`;
  for (const began = performance.now(); !(await isHealthy(uri));) {
    if (child.exitCode !== null || performance.now() - began > 240_000) {
      await close(child, folder);
      throw new Error('MLflow’s server did not start.');
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { uri, close: () => close(child, folder) };
}

/** A Python that has MLflow's client and server. */
export function pythonWithMlflow(): string | undefined {
  const python = process.env['CAIRN_PYTHON'] ?? venvPython();
  if (!path.isAbsolute(python) || !existsSync(python)) return undefined;
  const asked = spawnSync(python, ['-c', 'import mlflow.server'], { stdio: 'ignore' });
  return asked.status === 0 ? python : undefined;
}

async function close(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.pid !== undefined) {
    const ended = once(child, 'exit');
    const whom = child.spawnargs.includes('server') ? -child.pid : child.pid;
    process.kill(whom, 'SIGINT');
    const late = setTimeout(() => process.kill(whom, 'SIGKILL'), 10_000);
    await ended;
    clearTimeout(late);
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return address.port;
}

function isHealthy(uri: string): Promise<boolean> {
  return new Promise((resolve) => {
    http
      .get(`${uri}/health`, (response) => resolve(response.resume().statusCode === 200))
      .on('error', () => resolve(false));
  });
}
