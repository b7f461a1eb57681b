/** A run as a worker leaves it, with all that can be published: awkward numbers, names, datasets and files. */
import fs from 'node:fs';
import path from 'node:path';
import type { RunEvent } from '../../../src/records/event.ts';
import { layoutOf, runDir, runPaths, type RunPaths } from '../../../src/storage/layout.ts';
import { openSeriesWriter } from '../../../src/storage/series/seriesWriter.ts';

export const runId = '20261123-084102-quiet-heron-3f9a';
export const started = 1_763_887_262_000;

export interface Recorded {
  readonly points: Readonly<
    Record<string, readonly (readonly [step: number, time: number, value: number])[]>
  >;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly artifacts: Readonly<Record<string, string | Buffer>>;
  readonly events: readonly RunEvent[];
}

export const everything: Recorded = {
  points: {
    loss: Array.from({ length: 2345 }, (_, step) => [step, started + step * 7, 1 / (step + 3)] as const),
    val_auc: [
      [0, started, 0.5],
      [1, started + 1, NaN],
      [2, started + 2, Infinity],
      [3, started + 3, -Infinity],
      [4, started + 4, 1e-300],
      // Again at a step that was there, and back.
      [4, started + 5, 0.875],
      [2, started + 6, 0.25],
    ],
    'system/cpu usage': [[0, started + 1000, 41.5]],
  },
  params: { lr: '0.01', 'model.name': 'gbm', größe: 'ü“\n x', long: 'x'.repeat(3000) },
  tags: { stage: 'smoke', 'team/owner': 'risk\'s "own"' },
  artifacts: {
    'model.pkl': Buffer.from([0, 1, 2, 255]),
    'plots/a b%20c ü.txt': 'name\n',
    'empty.bin': '',
    'deep/er/file.json': '{"a": 1}\n',
  },
  events: [
    { t: started + 10, type: 'note', text: 'switched the optimiser' },
    { t: started + 11, type: 'dataset', name: 'loans', role: 'train', version: 'a1b2c3' },
    {
      t: started + 12,
      type: 'dataset',
      name: 'bureau',
      version: 'd4e5',
      mlflow: {
        sourceType: 'http',
        source: '{"url": "https://example.org/bureau.csv"}',
        schema: '{"mlflow_colspec": []}',
        profile: '{"num_rows": 3}',
        tags: { kind: 'raw' },
      },
    },
  ],
};

/** Writes it as the run `id` of the folder; what is not said is nothing. */
export function recordRun(folder: string, told: Partial<Recorded> = everything, id = runId): RunPaths {
  const paths = runPaths(runDir(layoutOf(folder), id));
  fs.mkdirSync(paths.artifacts, { recursive: true });
  fs.writeFileSync(
    paths.run,
    JSON.stringify({
      version: 1,
      id,
      name: id.split('-').slice(2, 4).join('-'),
      experiment: 'credit',
      command: ['python3', 'train.py'],
      cwd: folder,
      script: 'train.py',
      params: told.params ?? {},
      tags: told.tags ?? {},
      created: started,
      user: 'sam',
      host: 'here',
      origin: 'terminal',
      environment: {},
      machine: { os: 'Linux', arch: 'x64', cpu: 'x', cores: 2, memory: 1 },
    }),
  );
  const events: RunEvent[] = [{ t: started, type: 'started', pid: 4 }, ...(told.events ?? [])];
  for (const [name, content] of Object.entries(told.artifacts ?? {})) {
    const file = path.join(paths.artifacts, ...name.split('/'));
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
    events.push({ t: started, type: 'artifact', path: name, size: Buffer.byteLength(content) });
  }
  events.push({ t: started + 60_000, type: 'ended', status: 'finished', exitCode: 0 });
  fs.writeFileSync(paths.events, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const writer = openSeriesWriter(paths.metrics);
  for (const [key, points] of Object.entries(told.points ?? {}))
    for (const [step, time, value] of points) writer.append(key, step, time, value, 'inbox');
  writer.close({ inbox: 0, output: 0 });
  return paths;
}
