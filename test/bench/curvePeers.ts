/** How long TensorBoard and MLflow's server take until the same series can be drawn; undefined without their Python. */
import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { frame, scalarEvent, versionEvent } from '../unit/sources/tensorboard/writeEvents.ts';
import { firstTime, lossAt } from './curveFolders.ts';
import { mlflowServer, pythonWithMlflow } from './mlflowServers.ts';
import { timed } from './timed.ts';

const exec = promisify(execFile);

export interface Size {
  readonly count: number;
  readonly points: number;
}

/** ms to read the files and sample them as TensorBoard's own server does (a thousand points a series). */
export async function tensorboardMs(folder: string, { count, points }: Size): Promise<number | undefined> {
  const python = pythonWithMlflow();
  if (python === undefined || spawnSync(python, ['-c', 'import tensorboard']).status !== 0) return undefined;
  for (let run = 0; run < count; run += 1)
    writeEventFile(path.join(folder, `run${String(run)}`), run, points);
  const { stdout } = await exec(python, ['-c', accumulate, folder]);
  return Number(/^MS (.*)$/m.exec(stdout)?.[1]);
}

function writeEventFile(place: string, run: number, points: number): void {
  fs.mkdirSync(place, { recursive: true });
  const file = fs.openSync(path.join(place, 'events.out.tfevents.1700000000.host.1.0'), 'w');
  const seconds = firstTime / 1000;
  fs.writeSync(file, frame(versionEvent(seconds)));
  for (let step = 0; step < points;) {
    const records: Buffer[] = [];
    for (const end = Math.min(points, step + 10_000); step < end; step += 1)
      records.push(
        frame(scalarEvent({ tag: 'loss', step, time: seconds + step / 10, value: lossAt(run, step) })),
      );
    fs.writeSync(file, Buffer.concat(records));
  }
  fs.closeSync(file);
}

const accumulate = `
import os, sys, time
from tensorboard.backend.event_processing.event_multiplexer import EventMultiplexer
began = time.perf_counter()
runs = EventMultiplexer(size_guidance={"scalars": 1000})
runs.AddRunsFromDirectory(sys.argv[1])
runs.Reload()
points = sum(len(runs.Scalars(run, "loss")) for run in runs.Runs())
print("MS", (time.perf_counter() - began) * 1000)
assert points == 1000 * len(os.listdir(sys.argv[1])), points
`;

export interface MlflowTimes {
  /** ms for every point, page by page, as its REST interface gives them. */
  readonly everyPoint: number;
  /** ms for the 320 points a series that its own charts draw. */
  readonly sampled: number;
}

export async function mlflowMs({ count, points }: Size): Promise<MlflowTimes | undefined> {
  const python = pythonWithMlflow();
  if (python === undefined) return undefined;
  let ids: string[] = [];
  const server = await mlflowServer(
    async (folder) => {
      const { stdout } = await exec(python, ['-c', seed, String(count), String(points)], {
        cwd: folder,
        env: { ...process.env, DO_NOT_TRACK: 'true', MLFLOW_DISABLE_TELEMETRY: 'true' },
      });
      ids = (/^IDS (.*)$/m.exec(stdout)?.[1] ?? '').split(' ');
      // With several, one that is busy for five seconds is ended by the others.
    },
    ['--workers', '1'],
  );
  if (server === undefined) return undefined;
  try {
    const times: MlflowTimes[] = [];
    for (let round = 0; round < 2; round += 1)
      times.push({
        everyPoint: await msOf(async () => {
          for (const id of ids) await history(server.uri, id, points);
        }),
        sampled: await msOf(() => sampled(server.uri, ids)),
      });
    // The first round also loads what the server needs.
    return times.at(-1);
  } finally {
    await server.close();
  }
}

async function history(uri: string, id: string, points: number): Promise<void> {
  let found = 0;
  for (let token = ''; ;) {
    const query = new URLSearchParams({
      run_id: id,
      metric_key: 'loss',
      max_results: '25000',
      page_token: token,
    });
    if (token === '') query.delete('page_token');
    const answer = await fetch(`${uri}/api/2.0/mlflow/metrics/get-history?${query.toString()}`);
    const body: unknown = await answer.json();
    if (typeof body !== 'object' || body === null || !('metrics' in body) || !Array.isArray(body.metrics))
      throw new Error(`MLflow’s server answered ${JSON.stringify(body).slice(0, 200)}`);
    found += body.metrics.length;
    if (
      !('next_page_token' in body) ||
      typeof body.next_page_token !== 'string' ||
      body.next_page_token === ''
    )
      break;
    token = body.next_page_token;
  }
  if (found !== points) throw new Error(`${String(found)} of ${String(points)} points came.`);
}

async function sampled(uri: string, ids: readonly string[]): Promise<void> {
  const query = new URLSearchParams({ metric_key: 'loss', max_results: '320' });
  for (const id of ids) query.append('run_ids', id);
  const answer = await fetch(
    `${uri}/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?${query.toString()}`,
  );
  if (!answer.ok) throw new Error(`MLflow’s server answered ${await answer.text()}`);
  await answer.json();
}

async function msOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Logging through its client would take an hour: the rows are put into the table that it reads. */
const seed = `
import math, sqlite3, sys
import mlflow
count, points = int(sys.argv[1]), int(sys.argv[2])
client = mlflow.MlflowClient("sqlite:///mlflow.db")
ids = []
for run in range(count):
    created = client.create_run("0")
    client.log_metric(created.info.run_id, "loss", 1.0, timestamp=${String(firstTime)}, step=0)
    ids.append(created.info.run_id)
base = sqlite3.connect("mlflow.db")
for run, id in enumerate(ids):
    base.executemany(
        "insert into metrics (key, value, timestamp, run_uuid, step, is_nan) values ('loss', ?, ?, ?, ?, 0)",
        ((math.exp(-step / 20000) + math.sin(step * 12.9898 + run) * 0.05, ${String(firstTime)} + step * 100, id, step) for step in range(1, points)),
    )
base.commit()
print("IDS", *ids)
`;

/** ms of adding all values up: what no tool can be faster than. */
export function addingMs({ count, points }: Size): number {
  const values = Float64Array.from({ length: points }, (_, step) => lossAt(0, step));
  return timed(() => {
    let sum = 0;
    for (let run = 0; run < count; run += 1) for (let at = 0; at < points; at += 1) sum += values[at] ?? 0;
    if (!Number.isFinite(sum)) throw new Error('The benchmark computed nothing.');
  });
}
