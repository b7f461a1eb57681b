/** MLflow's client against the endpoint, against MLflow's own server and against its SQLite store without any server, in the same run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import type { Figure } from './figure.ts';
import { cairnServe, mlflowServer, pythonWithMlflow } from './mlflowServers.ts';
import { makeRunFolders } from './runFolders.ts';

const counts = [1000, 10_000] as const;

/** Calls, points or searches, as a script has them: the client's own work included. */
const speeds = z.object({
  /** log_metric calls a second. */
  metric: z.number(),
  /** Points a second in log_batch of 1000. */
  batch: z.number(),
  /** The same as requests that are ready to be sent: what the server takes, without the client, which takes 25 ms for each. */
  requests: z.number(),
  /** ms of the first search after the start. */
  first: z.number(),
  /** ms of a search later, the median. */
  search: z.number(),
});
type Speeds = z.infer<typeof speeds>;

export async function run(): Promise<readonly Figure[]> {
  const python = pythonWithMlflow();
  if (python === undefined) return [];
  const figures: Figure[] = [];
  for (const count of counts) {
    const ours = await cairnServe((folder) => makeRunFolders(folder, count));
    const here = await measure(python, ours.uri).finally(() => ours.close());
    const seed = (folder: string) =>
      runPython(python, seedScript, folder, [String(count)]).then(() => undefined);
    const server = await mlflowServer(seed);
    if (server === undefined) return [];
    const there = await measure(python, server.uri).finally(() => server.close());
    const direct = await inFolder(async (folder) => {
      await seed(folder);
      return await measure(python, 'sqlite:///mlflow.db', folder);
    });
    const peers = [
      ['MLflow’s server', there],
      ['MLflow’s SQLite store, no server', direct],
    ] as const;
    for (const [peer, theirs] of peers) {
      const against = (
        key: keyof Speeds,
        name: string,
        unit: string,
        better: Figure['better'],
        times?: number,
      ) =>
        figures.push({
          ...{ name, unit, better, value: here[key], peer: { name: peer, value: theirs[key] } },
          ...(times !== undefined && { limit: times * theirs[key] }),
        });
      const isServer = theirs === there;
      if (count === counts[0]) {
        against('metric', 'mlflow.log_metric', 'calls/s', 'higher', isServer ? 5 : undefined);
        against('batch', 'mlflow log_batch of 1000', 'points/s', 'higher');
        if (isServer) against('requests', 'log_batch of 1000, as requests', 'points/s', 'higher', 20);
      }
      against('first', `first search_runs of ${String(count)} runs`, 'ms', 'lower');
      against('search', `search_runs of ${String(count)} runs`, 'ms', 'lower');
    }
  }
  return figures;
}

async function measure(python: string, uri: string, folder?: string): Promise<Speeds> {
  const asked = async (cwd: string) => speeds.parse(JSON.parse(await runPython(python, script, cwd, [uri])));
  return folder === undefined ? await inFolder(asked) : await asked(folder);
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tracking-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What it printed after RESULT. */
async function runPython(
  python: string,
  source: string,
  cwd: string,
  args: readonly string[],
): Promise<string> {
  const env = { ...process.env, DO_NOT_TRACK: 'true', MLFLOW_DISABLE_TELEMETRY: 'true' };
  const child = spawn(python, ['-c', source, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => (output += piece.toString()));
  await once(child, 'close');
  const result = /^RESULT (.*)$/m.exec(output)?.[1];
  if (result === undefined) throw new Error(`MLflow’s client failed: ${output.slice(-2000)}`);
  return result;
}

const script = `
import json, statistics, sys, time
import mlflow
from mlflow.entities import Metric

client = mlflow.MlflowClient(sys.argv[1])

def seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began

def search():
    found = client.search_runs(["0"], "metrics.val_auc > 0.5", order_by=["metrics.val_auc DESC"], max_results=100)
    assert len(found) == 100, len(found)

first = seconds(search)
later = statistics.median(seconds(search) for _ in range(5))
run_id = client.create_run("0").info.run_id
client.log_metric(run_id, "warm", 1.0)
calls, rounds = 200, []
for part in range(3):
    rounds.append(calls / seconds(lambda: [client.log_metric(run_id, "loss", 0.5, step=part * calls + n) for n in range(calls)]))
batches = []
for part in range(5):
    points = [Metric(f"m{n % 10}", 0.5, 1700000000000 + n, part * 100 + n // 10) for n in range(1000)]
    batches.append(1000 / seconds(lambda: client.log_batch(run_id, points)))
requests = []
if sys.argv[1].startswith("http"):
    import http.client, urllib.parse
    where = urllib.parse.urlparse(sys.argv[1])
    connection = http.client.HTTPConnection(where.hostname, where.port)
    for part in range(10):
        metrics = [{"key": f"r{n % 10}", "value": 0.5, "timestamp": 1700000000000 + n, "step": part * 100 + n // 10} for n in range(1000)]
        body = json.dumps({"run_id": run_id, "metrics": metrics}).encode()
        def send():
            connection.request("POST", where.path + "/api/2.0/mlflow/runs/log-batch", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            assert answer.status == 200 and answer.read() is not None
        requests.append(1000 / seconds(send))
print("RESULT " + json.dumps({"requests": statistics.median(requests) if requests else 0, "metric": statistics.median(rounds), "batch": statistics.median(batches), "first": first * 1000, "search": later * 1000}))
`;

/** As many runs as makeRunFolders makes, with as much in them, put into the tables directly: over the API it would take an hour. */
const seedScript = `
import random, sqlite3, sys
import mlflow

mlflow.MlflowClient("sqlite:///mlflow.db").search_experiments()
random.seed(7)
db = sqlite3.connect("mlflow.db")

def insert(table, rows):
    if rows:
        keys = list(rows[0])
        db.executemany(f"INSERT INTO {table} ({','.join(keys)}) VALUES ({','.join('?' * len(keys))})", [list(row.values()) for row in rows])

for index in range(int(sys.argv[1])):
    run, at = f"{index:032x}", 1767225600000 + index * 60000
    insert("runs", [{"run_uuid": run, "name": f"run{index}", "source_type": "LOCAL", "user_id": "sam", "status": "FINISHED", "start_time": at, "end_time": at + 30000, "lifecycle_stage": "active", "artifact_uri": f"./artifacts/0/{run}/artifacts", "experiment_id": 0}])
    insert("params", [{"run_uuid": run, "key": f"param_{n}", "value": f"{random.random():.4f}"} for n in range(20)])
    insert("tags", [{"run_uuid": run, "key": key, "value": "x"} for key in ("mlflow.user", "mlflow.source.name", "stage")])
    keys = ["val_auc"] + [f"metric_{n}" for n in range(1, 20)]
    insert("metrics", [{"run_uuid": run, "key": key, "value": random.random(), "timestamp": at + step * 1000, "step": step, "is_nan": False} for key in keys for step in range(1, 6)])
    insert("latest_metrics", [{"run_uuid": run, "key": key, "value": random.random(), "timestamp": at + 5000, "step": 5, "is_nan": False} for key in keys])
db.commit()
print("RESULT done")
`;
