/** What every reader of another tool's records must keep to: the same bad input for all of them, in one table. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import initSqlJs from 'sql.js';
import { findSources } from '../../../src/sources/findSources.ts';
import { sourceKinds } from '../../../src/sources/registry.ts';
import type { SourceId } from '../../../src/sources/source.ts';
import { wasm } from './mlflowStores.ts';
import { fixturePath, longAgo, sourceFolder, WatchedSource, type SourceFolder } from './watchedSource.ts';
import { frame, scalarEvent, versionEvent } from './tensorboard/writeEvents.ts';

type Points = readonly (readonly [step: number, value: number])[];

interface Tool {
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
/** What MLflow wrote, without the tables that nothing is read of: so that it can be cut at every byte. */
function smallDatabase(...changes: string[]): Uint8Array {
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

const tools: readonly Tool[] = [
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

before(async () => {
  sql = await initSqlJs({ wasmBinary: new Uint8Array(fs.readFileSync(wasm)).buffer });
});

for (const { what, kind, place, fill, files, points } of tools)
  describe(`every reader: ${what}`, function () {
    this.timeout(180_000);
    let folder: SourceFolder;
    beforeEach(() => {
      folder = sourceFolder();
      fill(folder);
      // Whatever happens to the one, the other is listed.
      folder.write('other/log.csv', 'epoch,acc\n0,0.5\n1,0.75\n');
    });
    afterEach(() => folder.remove());

    const at = (file: string) => path.join(folder.dir, file);
    const open = async () => {
      const pause = () => Promise.resolve();
      const { found, problems } = await findSources({ folder: folder.dir, kinds: sourceKinds, pause });
      const other = found.find(({ location }) => location === at('other/log.csv'));
      assert.ok(other !== undefined, 'the other log is found');
      const one = found.find((finding) => finding.kind.id === kind && finding.location === at(place));
      return { source: one && new WatchedSource(one.kind.open(one.location, { wasm })), problems };
    };
    /** Asks for all that can be asked; what is told, as text. Undefined when nothing is found there. */
    const askAll = async (): Promise<string | undefined> => {
      const { source: watched, problems } = await open();
      if (watched === undefined) return undefined;
      const told = await askOf(watched, problems);
      watched.source.close();
      return told;
    };
    /** As a window that had it open: SQLite, which takes long to start, is started once. */
    const askAgain = async (watched: WatchedSource | undefined) => {
      if (watched === undefined) await askAll();
      else await askOf(watched, []);
    };
    const askOf = async (watched: WatchedSource, problems: readonly unknown[]): Promise<string> => {
      await watched.scan();
      const runs = [...watched.runs.values()].map((one) => {
        const details = watched.source.details(one.id);
        assert.ok(details !== undefined);
        const series = one.metrics.map(({ key, count }) => {
          const { steps, times, values } = watched.source.series(one.id, key);
          assert.deepEqual([times.length, values.length], [steps.length, steps.length]);
          assert.ok(steps.length <= count);
          assert.ok(
            steps.every((step, n) => n === 0 || step >= (steps[n - 1] ?? 0)),
            'steps are in order',
          );
          return [...steps].map((step, n) => `${step} ${values[n]}`);
        });
        return { ...one, params: [...one.params], tags: [...one.tags], details, series };
      });
      return JSON.stringify([runs, watched.problems, problems]);
    };
    let writes = 0;
    const damage = (file: string, bytes: Uint8Array) => {
      fs.writeFileSync(at(file), bytes);
      writes += 1;
      const written = new Date(longAgo.getTime() + writes * 1000);
      fs.utimesSync(at(file), written, written);
    };
    /** Asks of each damaged form of each file. */
    const tryAll = async (forms: (whole: Buffer) => Iterable<Uint8Array>) => {
      const kept = kind === 'mlflowdb' ? (await open()).source : undefined;
      for (const file of files) {
        const whole = fs.readFileSync(at(file));
        for (const form of forms(whole)) {
          damage(file, form);
          await askAgain(kept);
        }
        damage(file, whole);
      }
      kept?.source.close();
    };

    it('is found by itself, and nothing in the workspace is written', async () => {
      const before = treeOf(folder.dir);
      const told = await askAll();
      assert.match(told ?? '', /"metrics":\[\{|"kind":"image"/);
      assert.deepEqual(treeOf(folder.dir), before);
    });

    it('reports nothing anew because its points were asked for', async () => {
      const { source: watched } = await open();
      assert.ok(watched !== undefined);
      await watched.scan();
      for (const one of watched.runs.values())
        for (const { key } of one.metrics) watched.source.series(one.id, key);
      assert.equal((await watched.scan()).reported, 0);
      watched.source.close();
    });

    it('is read when it is cut at any byte', async () => {
      await tryAll(function* (whole) {
        for (let length = 0; length < whole.length; length += 1) yield whole.subarray(0, length);
      });
    });

    it('is read with any byte changed by a bit', async () => {
      await tryAll(function* (whole) {
        for (let byte = 0; byte < whole.length; byte += 1) {
          const flipped = Buffer.from(whole);
          flipped[byte] = (flipped[byte] ?? 0) ^ (1 << (byte % 8));
          yield flipped;
        }
      });
    });

    const foreign: readonly [what: string, bytes: () => Uint8Array][] = [
      ['is empty', () => new Uint8Array(0)],
      ['holds zeros', () => new Uint8Array(5000)],
      ['is a text', () => Buffer.from('Dear reader,\nnothing of what you look for is in here.\n')],
      ['is a picture', () => fs.readFileSync(fixturePath('dvclive/plain/plots/images/confusion.png'))],
      ['is one long line', () => Buffer.alloc(3_000_000, 'x')],
      ['is another database', () => smallDatabase('DROP TABLE runs')],
    ];
    for (const [state, bytes] of foreign)
      it(`shows no number when a file of it ${state}`, async () => {
        for (const file of files) damage(file, bytes());
        const told = await askAll();
        assert.doesNotMatch(told ?? '', /"count":[1-9]/);
      });

    it('gives nothing of a file that a link leads to, out of the workspace', async () => {
      const outside = sourceFolder();
      try {
        for (const file of files) {
          const target = outside.write(path.basename(file), fs.readFileSync(at(file)));
          fs.rmSync(at(file));
          fs.symlinkSync(target, at(file));
        }
        const told = await askAll();
        assert.doesNotMatch(told ?? '', /"count":[1-9]|0\.001|"kind":"image"|"risk"|loans/);
      } finally {
        outside.remove();
      }
    });

    it('is not found where a link leads to, out of the workspace', async () => {
      const outside = sourceFolder();
      try {
        const [first = ''] = place.split('/');
        const target = path.join(outside.dir, first);
        fs.renameSync(at(first), target);
        fs.symlinkSync(target, at(first));
        assert.equal(await askAll(), undefined);
      } finally {
        outside.remove();
      }
    });

    it('gives steps that repeat, count down, or are beyond 2^53', async () => {
      const { source: watched } = await open();
      assert.ok(watched !== undefined);
      await watched.scan();
      // Such a log is told from data as long as it counts; this one was known before.
      fs.rmSync(at(place), { recursive: true });
      points(folder, [
        [5, 1],
        [3, 2],
        [3, 2],
        [-2, 4],
        [2 ** 53 + 2, 8],
      ]);
      // A file of the same size and time would be the same file.
      fs.utimesSync(at(place), new Date(longAgo.getTime() + 1000), new Date(longAgo.getTime() + 1000));
      await watched.scan();
      assert.deepEqual(watched.points('loss'), [
        [-2, 4],
        [3, 2],
        [3, 2],
        [5, 1],
        [2 ** 53 + 2, 8],
      ]);
      assert.deepEqual([watched.said, watched.run.metrics[0]?.count], [[], 5]);
      watched.source.close();
    });

    it('is gone from the list when it is deleted, and nothing throws', async () => {
      const { source: watched } = await open();
      assert.ok(watched !== undefined);
      await watched.scan();
      const [one] = watched.runs.values();
      fs.rmSync(at(place), { recursive: true });
      assert.equal((await watched.scan()).runs.size, 0);
      assert.equal(watched.source.details(one?.id ?? ''), undefined);
      assert.equal(watched.source.series(one?.id ?? '', 'loss').steps.length, 0);
      watched.source.close();
    });
  });

/** Names, sizes, times, permissions and bytes of all below. */
function treeOf(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const file = path.join(folder, name);
      const { mode, size, mtimeMs, ctimeMs } = fs.lstatSync(file);
      const bytes = fs.lstatSync(file).isFile()
        ? createHash('sha256').update(fs.readFileSync(file)).digest('hex')
        : '';
      return `${name} ${mode} ${size} ${mtimeMs} ${ctimeMs} ${bytes}`;
    });
}
