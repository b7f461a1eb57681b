/** Records of other tools, read by Cairn and by those tools themselves in the same run, on the same files. */
import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { mlflowFiles } from '../../src/sources/mlflowFiles/mlflowFiles.ts';
import { findSources } from '../../src/sources/findSources.ts';
import type { SourceKind } from '../../src/sources/source.ts';
import { tensorboard } from '../../src/sources/tensorboard/tensorboard.ts';
import { frame, scalarEvent, versionEvent } from '../unit/sources/tensorboard/writeEvents.ts';
import type { Figure } from './figure.ts';
import { pythonWithMlflow } from './mlflowServers.ts';
import { median } from './timed.ts';

const exec = promisify(execFile);
const scalars = 1_000_000;
const runs = 1000;
const rounds = 3;

export async function run(): Promise<readonly Figure[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'readers-'));
  try {
    return [...(await eventFile(folder)), ...(await fileStore(folder))];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** From a closed file to all points of both metrics in memory; the peer is asked for the same. */
async function eventFile(folder: string): Promise<Figure[]> {
  const place = path.join(folder, 'board');
  writeEventFile(place);
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    seconds.push(
      await secondsOf(async () => {
        const { counts } = await readAll(tensorboard, place, tags);
        if (counts !== scalars) throw new Error(`${String(counts)} points were read.`);
      }),
    );
  const theirs = await pythonSeconds('tensorboard', accumulator, place);
  return [
    {
      name: `TensorBoard file of ${String(scalars / 1e6)} M scalars, every point`,
      value: median(seconds),
      unit: 's',
      better: 'lower',
      ...(theirs !== undefined && { peer: { name: 'TensorBoard’s event accumulator', value: theirs } }),
    },
  ];
}

/** From an opened folder to every run with its params, tags and the summaries of its metrics; the peer lists them, too. */
async function fileStore(folder: string): Promise<Figure[]> {
  const store = path.join(folder, 'mlruns');
  writeStore(store);
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    seconds.push(
      await secondsOf(async () => {
        await findSources({ folder, kinds: [mlflowFiles], pause });
        const { found } = await readAll(mlflowFiles, store, []);
        if (found !== runs) throw new Error(`${String(found)} runs were found.`);
      }),
    );
  const theirs = await pythonSeconds('mlflow', searchRuns, store);
  return [
    {
      name: `mlruns/ of ${String(runs)} runs, all listed`,
      value: median(seconds),
      unit: 's',
      better: 'lower',
      ...(theirs !== undefined && { peer: { name: 'MLflow’s search_runs', value: theirs } }),
    },
  ];
}

async function readAll(kind: SourceKind, location: string, keys: readonly string[]) {
  const source = kind.open(location, { wasm: '' });
  const ids = new Set<string>();
  await source.scan(({ changed }) => {
    for (const { id } of changed) ids.add(id);
  }, pause);
  let counts = 0;
  for (const id of ids) for (const key of keys) counts += source.series(id, key).steps.length;
  source.close();
  return { found: ids.size, counts };
}

const tags = ['loss', 'val/accuracy'];

function writeEventFile(place: string): void {
  fs.mkdirSync(place);
  const file = fs.openSync(path.join(place, 'events.out.tfevents.1700000000.host.1.0'), 'w');
  fs.writeSync(file, frame(versionEvent(1_700_000_000)));
  for (let step = 0; step < scalars / tags.length;) {
    const records: Buffer[] = [];
    for (const end = step + 10_000; step < end; step += 1)
      for (const tag of tags)
        records.push(
          frame(scalarEvent({ tag, step, time: 1_700_000_000 + step / 10, value: 1 / (step + 1) })),
        );
    fs.writeSync(file, Buffer.concat(records));
  }
  fs.closeSync(file);
}

/** As MLflow writes it: three metrics of ten points, ten params and the tags that MLflow sets itself. */
function writeStore(store: string): void {
  const write = (place: string, content: string) => {
    fs.mkdirSync(path.dirname(path.join(store, place)), { recursive: true });
    fs.writeFileSync(path.join(store, place), content);
  };
  write(
    '0/meta.yaml',
    meta({ artifact_location: `file://${store}/0`, experiment_id: "'0'", ...active, name: 'Default' }),
  );
  for (let n = 0; n < runs; n += 1) {
    // Never a number for YAML.
    const id = `f${n.toString(16).padStart(31, '0')}`;
    const started = 1_700_000_000_000 + n * 60_000;
    write(
      `0/${id}/meta.yaml`,
      meta({
        artifact_uri: `file://${store}/0/${id}/artifacts`,
        end_time: String(started + 50_000),
        entry_point_name: "''",
        experiment_id: "'0'",
        lifecycle_stage: 'active',
        run_id: id,
        run_name: `run-${String(n)}`,
        run_uuid: id,
        source_name: "''",
        source_type: '4',
        source_version: "''",
        start_time: String(started),
        status: '3',
        tags: '[]',
        user_id: 'ada',
      }),
    );
    for (const metric of ['loss', 'val_loss', 'val_accuracy']) {
      const lines = Array.from(
        { length: 10 },
        (_, step) => `${String(started + step)} ${String(1 / (step + n + 1))} ${String(step)}`,
      );
      write(`0/${id}/metrics/${metric}`, `${lines.join('\n')}\n`);
    }
    for (let param = 0; param < 10; param += 1) write(`0/${id}/params/p${String(param)}`, String(param * n));
    write(`0/${id}/tags/mlflow.runName`, `run-${String(n)}`);
    write(`0/${id}/tags/mlflow.user`, 'ada');
    write(`0/${id}/tags/mlflow.source.name`, 'train.py');
  }
}

const active = {
  creation_time: '1700000000000',
  last_update_time: '1700000000000',
  lifecycle_stage: 'active',
};

function meta(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** Without the start of Python and its imports. Undefined where there is no such library. */
async function pythonSeconds(library: string, script: string, place: string): Promise<number | undefined> {
  const python = pythonWithMlflow();
  if (python === undefined || spawnSync(python, ['-c', `import ${library}`]).status !== 0) return undefined;
  const env = {
    ...process.env,
    DO_NOT_TRACK: 'true',
    MLFLOW_DISABLE_TELEMETRY: 'true',
    MLFLOW_ALLOW_FILE_STORE: 'true',
  };
  const { stdout } = await exec(python, ['-c', script, place, String(rounds)], { env });
  const seconds = /^SECONDS (.*)$/m.exec(stdout)?.[1];
  if (seconds === undefined) throw new Error(`${library} did not read ${place}.`);
  return median(seconds.split(' ').map(Number));
}

async function pause(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

const accumulator = `
import sys, time
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
seconds = []
for _ in range(int(sys.argv[2])):
    began = time.perf_counter()
    events = EventAccumulator(sys.argv[1], {"scalars": 0})
    events.Reload()
    points = sum(len(events.Scalars(tag)) for tag in events.Tags()["scalars"])
    seconds.append(str(time.perf_counter() - began))
    assert points == ${String(scalars)}, points
print("SECONDS", *seconds)
`;

const searchRuns = `
import sys, time
from mlflow.tracking import MlflowClient
seconds = []
for _ in range(int(sys.argv[2])):
    client = MlflowClient("file://" + sys.argv[1])
    began = time.perf_counter()
    found = client.search_runs(["0"], max_results=2000)
    seconds.append(str(time.perf_counter() - began))
    assert len(found) == ${String(runs)}, len(found)
print("SECONDS", *seconds)
`;
