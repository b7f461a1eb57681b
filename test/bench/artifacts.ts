/** Files through the MLflow endpoint, MB (1e6 bytes) a second, beside MLflow's own server in the same run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Figure } from './figure.ts';
import { cairnServe, mlflowServer, pythonWithMlflow, type Server } from './mlflowServers.ts';
import { median } from './timed.ts';

const megabytes = 100;
const rounds = 5;

export async function run(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'artifacts-'));
  const file = path.join(folder, 'big.bin');
  await writeFile(file, Buffer.alloc(megabytes * 1e6, 'some bytes that are no zeros '));
  try {
    const ours = await measure(await cairnServe(), file);
    const server = await mlflowServer();
    const theirs = server && (await measure(server, file));
    return names.flatMap(([key, name]): Figure[] => {
      const value = ours[key];
      if (value === undefined) return [];
      const other = theirs?.[key];
      const peer = other === undefined ? {} : { peer: { name: 'MLflow’s server', value: other } };
      return [{ name, value, unit: 'MB/s', better: 'higher', ...peer }];
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Speeds {
  readonly up: number;
  readonly down: number;
  /** Absent without Python. */
  readonly client?: number;
}

const names = [
  ['up', `artifact upload of ${String(megabytes)} MB`],
  ['down', `artifact download of ${String(megabytes)} MB`],
  ['client', `mlflow.log_artifact of ${String(megabytes)} MB`],
] as const satisfies readonly (readonly [keyof Speeds, string])[];

async function measure(server: Server, file: string): Promise<Speeds> {
  try {
    const id = await newRun(server);
    const place = `/api/2.0/mlflow-artifacts/artifacts/0/${id}/artifacts/big.bin`;
    const up: number[] = [];
    const down: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      up.push(await secondsOf(() => upload(server, place, file)));
      down.push(await secondsOf(() => download(server, place)));
    }
    const client = await clientSeconds(server, file);
    return {
      up: megabytes / median(up),
      down: megabytes / median(down),
      ...(client !== undefined && { client: megabytes / client }),
    };
  } finally {
    await server.close();
  }
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

async function upload({ uri }: Server, place: string, file: string): Promise<void> {
  const headers = { 'content-length': megabytes * 1e6, 'content-type': 'application/octet-stream' };
  const request = http.request(`${uri}${place}`, { method: 'PUT', headers });
  const answer = bytesOf(request);
  await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), request);
  await answer;
}

async function download({ uri }: Server, place: string): Promise<void> {
  const read = await bytesOf(http.get(`${uri}${place}`));
  if (read !== megabytes * 1e6) throw new Error(`${String(read)} bytes came back.`);
}

async function newRun({ uri }: Server): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const request = http.request(`${uri}/api/2.0/mlflow/runs/create`, { method: 'POST', headers });
  let text = '';
  const answer = bytesOf(request, (piece) => (text += piece.toString()));
  request.end('{"experiment_id": "0", "start_time": 1}');
  await answer;
  return /"run_id": ?"([^"]+)"/.exec(text)?.[1] ?? '';
}

/** How many bytes the answer has; rejects when it is a refusal. */
function bytesOf(
  request: http.ClientRequest,
  take: (piece: Buffer) => void = () => undefined,
): Promise<number> {
  return new Promise((resolve, reject) => {
    request.on('error', reject).on('response', (response) => {
      let read = 0;
      response.on('data', (piece: Buffer) => {
        read += piece.length;
        take(piece);
      });
      response.on('error', reject).on('end', () => {
        if (response.statusCode === 200) resolve(read);
        else reject(new Error(`${request.path} was answered with ${String(response.statusCode)}.`));
      });
    });
  });
}

/** As a script has it, the client's own work included. */
async function clientSeconds({ uri }: Server, file: string): Promise<number | undefined> {
  const python = pythonWithMlflow();
  if (python === undefined) return undefined;
  const env = {
    ...process.env,
    MLFLOW_TRACKING_URI: uri,
    DO_NOT_TRACK: 'true',
    MLFLOW_DISABLE_TELEMETRY: 'true',
  };
  const child = spawn(python, ['-c', script, file, String(rounds)], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.on('data', (piece: Buffer) => (output += piece.toString()));
  await once(child, 'close');
  const seconds = /^SECONDS (.*)$/m.exec(output)?.[1];
  if (seconds === undefined) throw new Error('The MLflow client did not log its file.');
  return median(seconds.split(' ').map(Number));
}

const script = `
import sys, time, mlflow
seconds = []
with mlflow.start_run():
    for n in range(int(sys.argv[2])):
        began = time.perf_counter()
        mlflow.log_artifact(sys.argv[1], f"folder{n}")
        seconds.append(str(time.perf_counter() - began))
print("SECONDS", *seconds)
`;
