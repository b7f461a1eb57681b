/** Thousands of ended runs on disk, as the recorder would have left them: 20 params and 20 metrics each. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RunEvent } from '../../src/records/event.ts';
import type { RunRecord } from '../../src/records/run.ts';
import { newRunId } from '../../src/runs/runIds.ts';
import { layoutOf, runDir, runPaths } from '../../src/storage/layout.ts';
import { openSeriesWriter } from '../../src/storage/series/seriesWriter.ts';

const firstRun = Date.UTC(2026, 0, 1);
const names = Array.from({ length: 20 }, (_, index) => index);

/** Fills `<folder>/.cairn/runs` with `count` runs of 50 scripts, a minute apart. */
export function makeRunFolders(folder: string, count: number): void {
  const layout = layoutOf(folder);
  const random = seeded(7);
  const logs = makeMetricLogs(random);
  for (let index = 0; index < count; index++) {
    const created = firstRun + index * 60_000;
    const { id, name } = newRunId(created, random);
    const paths = runPaths(runDir(layout, id));
    mkdirSync(paths.dir, { recursive: true });
    writeFileSync(paths.run, JSON.stringify(record(id, name, index, created)));
    writeFileSync(
      paths.events,
      events(created, random)
        .map((event) => `${JSON.stringify(event)}\n`)
        .join(''),
    );
    copyFileSync(logs[index % logs.length] ?? '', paths.metrics);
  }
  writeFileSync(layout.gitignore, '*\n');
  rmSync(path.dirname(logs[0] ?? ''), { recursive: true });
}

/** Closing a metrics.log syncs it, so a few are made and copied. */
function makeMetricLogs(random: () => number): string[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'logs-'));
  return Array.from({ length: 50 }, (_, number) => {
    const file = path.join(folder, `${number}.log`);
    const writer = openSeriesWriter(file);
    for (const index of names) {
      const key = index === 0 ? 'val_auc' : `metric_${index}`;
      for (let step = 1; step <= 5; step++)
        writer.append(key, step, firstRun + step * 1000, random(), 'inbox');
    }
    writer.close({ inbox: 0, output: 0 });
    return file;
  });
}

function record(id: string, name: string, index: number, created: number): RunRecord {
  return {
    version: 1,
    id,
    name,
    command: ['python3', `train_${index % 50}.py`],
    cwd: '/work',
    script: `train_${index % 50}.py`,
    params: {},
    tags: index % 3 === 0 ? { stage: 'smoke' } : {},
    created,
    user: 'sam',
    host: 'host',
    origin: 'terminal',
    environment: {},
    machine: { os: 'linux', arch: 'x64', cpu: 'cpu', cores: 2, memory: 8e9 },
  };
}

function events(created: number, random: () => number): RunEvent[] {
  const params = Object.fromEntries(names.map((index) => [`param_${index}`, random().toFixed(4)]));
  return [
    { t: created, type: 'started', pid: 1 },
    { t: created + 1000, type: 'params', params, source: 'inbox' },
    { t: created + 30_000, type: 'ended', status: random() < 0.1 ? 'failed' : 'finished', exitCode: 0 },
  ];
}

/** Mulberry32: small, and the same on every machine. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
