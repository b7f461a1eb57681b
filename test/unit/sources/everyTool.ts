/** The smallest records of every tool that can be read, and how it writes points: for tests of all readers. */
import fs from 'node:fs';
import initSqlJs from 'sql.js';
import type { SourceId } from '../../../src/sources/source.ts';
import { wasm } from './mlflowStores.ts';
import { fixturePath, type SourceFolder } from './watchedSource.ts';
import { frame, scalarEvent, versionEvent } from './tensorboard/writeEvents.ts';

type Points = readonly (readonly [step: number, value: number])[];

export interface Tool {
  readonly what: string;
  readonly kind: SourceId;
  /** Where its records lie in the workspace. */
  readonly place: string;
  readonly fill: (to: SourceFolder) => void;
  /** Its files that are damaged, relative to the workspace. */
  readonly files: readonly string[];
  /** Writes records with these points of a metric `loss`. */
  readonly points: (to: SourceFolder, points: Points) => void;
}

const run = '0123456789abcdef0123456789abcdef';
const input = '6547b388696f83c97addb77bad042286';
const time = 1_700_000_000;
const events = 'events.out.tfevents.1700000000.host.0';
const mlrunsWith = (to: SourceFolder, loss: string) => {
  const meta = { artifact_uri: '', end_time: '1700000009000', experiment_id: "'9007199254740993'" };
  const named = {
    ...meta,
    name: 'heron',
    run_id: run,
    start_time: '1700000000000',
    status: '3',
    user_id: 'ada',
  };
  const store = 'mlruns/9007199254740993';
  to.write(`${store}/meta.yaml`, "experiment_id: '9007199254740993'\nname: credit\n");
  to.write(
    `${store}/${run}/meta.yaml`,
    Object.entries(named)
      .map(([key, value]) => `${key}: ${value}\n`)
      .join(''),
  );
  to.write(`${store}/${run}/metrics/loss`, loss);
  to.write(`${store}/${run}/params/lr`, '0.1');
  to.write(`${store}/${run}/tags/team`, 'risk');
  to.write(
    `${store}/${run}/inputs/${input}/meta.yaml`,
    `source_id: ${input}\nsource_type: DATASET\ntags:\n  mlflow.data.context: training\n`,
  );
  to.write(`${store}/datasets/${input}/meta.yaml`, "digest: 300830b9\nname: loans 2026\nprofile: '{}'\n");
};

let sql: initSqlJs.SqlJsStatic;

/** Before any database is made. */
export async function startSql(): Promise<void> {
  sql = await initSqlJs({ wasmBinary: new Uint8Array(fs.readFileSync(wasm)).buffer });
}
/** What MLflow wrote, without the tables that nothing is read of: so that it can be cut at every byte. */
export function smallDatabase(...changes: string[]): Uint8Array {
  const database = new sql.Database(fs.readFileSync(fixturePath('mlflow/database-1.db')));
  const kept = ['experiments', 'runs', 'metrics', 'params', 'tags'];
  const tables = database.exec(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  );
  for (const [name] of tables[0]?.values ?? [])
    if (!kept.includes(String(name))) database.run(`DROP TABLE ${String(name)}`);
  // Without keys, each of which takes a page of its own.
  for (const name of kept)
    for (const step of [
      `CREATE TABLE plain AS SELECT * FROM ${name}`,
      `DROP TABLE ${name}`,
      `ALTER TABLE plain RENAME TO ${name}`,
    ])
      database.run(step);
  database.run("DELETE FROM runs WHERE name <> 'parent'");
  database.run("DELETE FROM metrics WHERE key <> 'loss' OR run_uuid NOT IN (SELECT run_uuid FROM runs)");
  for (const change of changes) database.run(change);
  database.run('VACUUM');
  const bytes = database.export();
  database.close();
  return bytes;
}

export const tools: readonly Tool[] = [
  {
    what: 'a file store of MLflow',
    kind: 'mlruns',
    place: 'mlruns',
    fill: (to) => mlrunsWith(to, '1700000001000 0.5 1\n1700000002000 0.25 2\n'),
    files: [
      'mlruns/9007199254740993/meta.yaml',
      `mlruns/9007199254740993/${run}/meta.yaml`,
      `mlruns/9007199254740993/${run}/metrics/loss`,
      `mlruns/9007199254740993/${run}/params/lr`,
      `mlruns/9007199254740993/${run}/tags/team`,
      `mlruns/9007199254740993/${run}/inputs/${input}/meta.yaml`,
      `mlruns/9007199254740993/datasets/${input}/meta.yaml`,
    ],
    points: (to, points) =>
      mlrunsWith(to, points.map(([step, value], n) => `${1700000001000 + n} ${value} ${step}\n`).join('')),
  },
  {
    what: 'a database of MLflow',
    kind: 'mlflowdb',
    place: 'mlflow.db',
    fill: (to) => to.write('mlflow.db', smallDatabase()),
    files: ['mlflow.db'],
    points: (to, points) => {
      const rows = points.map(([step, value], n) => `('loss', ${value}, ${n}, r.run_uuid, ${step}, 0)`);
      const values = rows.map(
        (row) =>
          `INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) SELECT ${row.slice(1, -1)} FROM runs r`,
      );
      to.write('mlflow.db', smallDatabase('DELETE FROM metrics', ...values));
    },
  },
  {
    what: 'event files of TensorBoard',
    kind: 'tensorboard',
    place: 'board',
    fill: (to) => to.copy('tensorboard/images', 'board'),
    files: [`board/${events}`, 'board/events.out.tfevents.1700000001.host.1'],
    points: (to, points) => {
      const scalars = points.map(([step, value], n) =>
        frame(scalarEvent({ tag: 'loss', step, time: time + n, value })),
      );
      to.write(`board/${events}`, Buffer.concat([frame(versionEvent(time)), ...scalars]));
    },
  },
  {
    what: 'event files of TensorBoard with hyperparameters',
    kind: 'tensorboard',
    place: 'board',
    fill: (to) => to.copy('tensorboard/torch/hparams/trial', 'board'),
    files: [`board/${events}`],
    points: (to, points) => {
      const scalars = points.map(([step, value], n) =>
        frame(scalarEvent({ tag: 'loss', step, time: time + n, value })),
      );
      to.write(`board/${events}`, Buffer.concat([frame(versionEvent(time)), ...scalars]));
    },
  },
  {
    what: 'a folder of DVCLive',
    kind: 'dvclive',
    place: 'dvclive',
    fill: (to) => to.copy('dvclive/plain', 'dvclive'),
    files: [
      'dvclive/plots/metrics/train/loss.tsv',
      'dvclive/plots/metrics/val/acc.tsv',
      'dvclive/metrics.json',
      'dvclive/params.yaml',
    ],
    points: (to, points) =>
      to.write(
        'dvclive/plots/metrics/loss.tsv',
        `step\tloss\n${points.map((point) => `${point.join('\t')}\n`).join('')}`,
      ),
  },
  {
    what: 'a CSV log',
    kind: 'logs',
    place: 'logs/training.csv',
    fill: (to) => to.copy('logs/keras', 'logs'),
    files: ['logs/training.csv'],
    points: (to, points) =>
      to.write('logs/training.csv', `step,loss\n${points.map((point) => `${point.join(',')}\n`).join('')}`),
  },
  {
    what: 'a version of Lightning',
    kind: 'logs',
    place: 'lightning_logs/version_0/metrics.csv',
    fill: (to) => {
      to.write(
        'lightning_logs/version_0/metrics.csv',
        'epoch,step,train_loss,val_loss\n0,49,0.7,\n0,49,,0.65\n1,99,0.5,\n1,99,,0.45\n',
      );
      to.write('lightning_logs/version_0/hparams.yaml', 'lr: 0.001\nlayers: [1, 2]\n');
    },
    files: ['lightning_logs/version_0/metrics.csv', 'lightning_logs/version_0/hparams.yaml'],
    points: (to, points) =>
      to.write(
        'lightning_logs/version_0/metrics.csv',
        `step,loss\n${points.map((point) => `${point.join(',')}\n`).join('')}`,
      ),
  },
  {
    what: 'a JSON lines log',
    kind: 'logs',
    place: 'logs/metrics.jsonl',
    fill: (to) => to.write('logs/metrics.jsonl', '{"step": 0, "loss": 0.5}\n{"step": 1, "loss": 0.25}\n'),
    files: ['logs/metrics.jsonl'],
    points: (to, points) =>
      to.write(
        'logs/metrics.jsonl',
        points.map(([step, loss]) => `${JSON.stringify({ step, loss })}\n`).join(''),
      ),
  },
  {
    what: 'a state of a Trainer',
    kind: 'logs',
    place: 'out',
    fill: (to) =>
      to.write(
        'out/trainer_state.json',
        JSON.stringify({
          global_step: 2,
          log_history: [
            { step: 1, loss: 0.5 },
            { step: 2, loss: 0.25 },
          ],
        }),
      ),
    files: ['out/trainer_state.json'],
    points: (to, points) => {
      const history = points.map(([step, loss]) => ({ step, loss }));
      to.write('out/trainer_state.json', JSON.stringify({ global_step: 9, log_history: history }));
    },
  },
];
