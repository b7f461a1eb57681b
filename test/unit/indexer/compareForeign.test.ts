/** Runs that MLflow, TensorBoard, DVCLive and loggers left in a folder, on the compare page: in the table, as curves, and in what differs. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compareAnswersOf } from '../../../src/indexer/compareAnswers.ts';
import { IndexSession } from '../../../src/indexer/session.ts';
import { columnReader } from '../../../src/protocol/compare/columnReader.ts';
import type { ColumnRef, CurvesQuery, RecordKey } from '../../../src/protocol/compare/compareShape.ts';
import { comparedRun, differences } from '../../../src/runs/compare/differences.ts';
import { rows } from '../../../src/runs/query.ts';
import { detail as runDetail } from '../../../src/runs/runDetails.ts';
import { layoutOf, runDir } from '../../../src/storage/layout.ts';
import { codeDifference } from '../../../src/views/panels/compare/codeOfRuns.ts';
import { fixturePath } from '../sources/watchedSource.ts';

const wasm = path.resolve('node_modules/sql.js/dist/sql-wasm.wasm');

const tools: readonly (readonly [tool: string, fixture: string, at: string])[] = [
  ['MLflow', 'mlflow/files-3', 'mlruns'],
  ['TensorBoard', 'tensorboard/torch', 'board'],
  ['DVCLive', 'dvclive/plain', 'dvclive'],
  ['Logs', 'logs/keras', 'keras'],
];

describe('runs of other tools on the compare page', () => {
  let folder = '';
  let session: IndexSession;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn compare foreign '));
    for (const [, fixture, at] of tools)
      fs.cpSync(fixturePath(fixture), path.join(folder, at), { recursive: true });
    session = new IndexSession(
      {
        ...{ layout: layoutOf(folder), wasm, config: {}, clock: { now: () => Date.now() } },
        prove: async () => await Promise.resolve('alive'),
        pause: async () => await Promise.resolve(),
        watch: () => undefined,
      },
      { changed: () => undefined, problems: () => undefined },
    );
    await session.refresh();
  });
  after(async () => {
    await session.close();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  /** Runs of a tool that logged metrics, with one of their metrics each. */
  const logged = async (tool: string) => {
    const all = await session.ask((runs) => rows(runs, { limit: 100 }).rows);
    const found = [];
    for (const { id, name } of all.filter(({ place }) => place?.tool === tool)) {
      const shown = await detailOf(id);
      const [key] = Object.keys(shown.metrics).filter((one) => (shown.metrics[one]?.count ?? 0) > 1);
      if (key !== undefined) found.push({ id, name, key, shown });
    }
    return found;
  };
  const detailOf = async (id: string) => {
    const found = await session.ask((runs) => session.foreign.detail(runs, id, {}));
    assert.ok(found !== undefined, id);
    return found;
  };
  const query = (runs: readonly string[], keys: string[]): CurvesQuery => ({
    ...{ lines: runs.map((run) => ({ runs: [run] })), keys, axis: { kind: 'step' } },
    ...{ from: null, to: null, logX: false, columns: 100, smoothing: 0, band: 'range', spread: false },
  });

  for (const [tool] of tools)
    it(`are shown of ${tool} with their values in the table, and filtered and sorted by them`, async () => {
      const found = await logged(tool);
      const [first] = found;
      assert.ok(first !== undefined, `runs of ${tool} with metrics`);
      const answers = compareAnswersOf(session);
      const last: ColumnRef = { group: 'metrics', key: first.key, value: 'last' };
      const columns: ColumnRef[] = [{ group: 'record', key: 'id' }, last, { group: 'record', key: 'name' }];
      const { columns: data } = await answers.columns({ columns });
      const [id, value, name] = data.map(columnReader);
      const { ordinals } = await answers.ordinals({ ids: [first.id] });
      const n = ordinals[0] ?? -1;
      assert.deepEqual([id?.(n), name?.(n)], [first.id, first.name]);
      assert.equal(value?.(n), first.shown.metrics[first.key]?.last);
      const catalog = await answers.catalog({ filter: '' });
      assert.ok(catalog.some(({ group, key }) => group === 'metrics' && key === first.key));

      const filter = `metrics."${first.key}" > -1e9`;
      const order = await answers.order({
        filter,
        sort: [{ column: last, descending: true }],
        grouping: null,
      });
      const values = [...new Uint32Array(order.ordinals)].map((one) => Number(value?.(one)));
      assert.ok(values.length > 0);
      assert.deepEqual(
        values,
        values.toSorted((a, b) => b - a),
      );
    });

  for (const [tool] of tools)
    it(`are drawn of ${tool} with every point, and at a step`, async () => {
      const [first] = await logged(tool);
      assert.ok(first !== undefined);
      const answers = compareAnswersOf(session);
      const { curves, numbers } = await answers.curves(query([first.id], [first.key]));
      const [curve] = curves;
      assert.ok(curve !== undefined, first.key);
      const { count, last } = first.shown.metrics[first.key] ?? {};
      assert.equal(curve.total, count);
      const ys = new Float64Array(numbers, (curve.at + curve.count) * 8, curve.count);
      assert.equal(ys.at(-1), last);
      const xs = new Float64Array(numbers, curve.at * 8, curve.count);
      const at: ColumnRef = { group: 'metrics', key: first.key, value: { at: xs[0] ?? NaN } };
      const { ordinals } = await answers.ordinals({ ids: [first.id] });
      const only = ordinals.flatMap((n) => n ?? []);
      const { columns } = await answers.columns({ columns: [at], only });
      assert.equal(columnReader(columns[0])(0), ys[0]);
    });

  it('are drawn together, whatever the tool', async () => {
    const firsts = (await Promise.all(tools.map(async ([tool]) => (await logged(tool)).slice(0, 1)))).flat();
    assert.equal(firsts.length, tools.length);
    const { curves } = await compareAnswersOf(session).curves(
      query(
        firsts.map(({ id }) => id),
        [...new Set(firsts.map(({ key }) => key))],
      ),
    );
    assert.deepEqual(new Set(curves.map(({ line }) => line)), new Set(firsts.keys()));
  });

  it('say that their code was not recorded, rather than that it is the same', async () => {
    const firsts = (await Promise.all(tools.map(async ([tool]) => (await logged(tool)).slice(0, 1)))).flat();
    const [first, ...others] = firsts.map(({ shown: detail }) => ({ detail, layout: layoutOf(folder) }));
    assert.ok(first !== undefined && others.length > 0);
    // MLflow's tags may name the commit.
    assert.deepEqual(
      firsts.flatMap(({ shown }) => (shown.git === null ? [] : [shown.origin])),
      ['mlruns'],
    );
    const withoutCode = ({ detail }: typeof first) => (detail.git === null ? [detail.id] : []);
    for (const other of others)
      assert.deepEqual(await codeDifference(first, other), {
        ...{ run: other.detail.id, files: [], more: 0, problem: null },
        noCode: [...withoutCode(first), ...withoutCode(other)],
      });
  });

  it('are told apart by what differs between them', async () => {
    const firsts = (await Promise.all(tools.map(async ([tool]) => (await logged(tool)).slice(0, 1)))).flat();
    const layout = layoutOf(folder);
    const compared = await Promise.all(firsts.map(async ({ shown }) => await comparedRun(layout, shown)));
    const metrics = differences(compared).find(({ id }) => id === 'metrics')?.rows ?? [];
    for (const [place, { key, shown }] of firsts.entries()) {
      const row = metrics.find((one) => one.key === key);
      assert.equal(row?.values[place], shown.metrics[key]?.last, key);
    }
  });

  /** Values of columns of the run of that name. */
  const factsOf = async (name: string, columns: readonly ColumnRef[]) => {
    const answers = compareAnswersOf(session);
    const all = await session.ask((runs) => rows(runs, { limit: 100 }).rows);
    const id = all.find((row) => row.name === name)?.id ?? '';
    const { ordinals } = await answers.ordinals({ ids: [id] });
    const { columns: data } = await answers.columns({ columns: [...columns] });
    return { id, values: data.map((column) => columnReader(column)(ordinals[0] ?? -1)) };
  };
  const record = (...keys: RecordKey[]) => keys.map((key): ColumnRef => ({ group: 'record', key }));

  it('are shown with note, command, commit, sizes and latency, and the larger of two as good gets a hint', async () => {
    storeOfTwo(path.join(folder, 'sized'));
    await session.refresh();
    const columns: ColumnRef[] = [
      ...record('note', 'command', 'modelBytes', 'artifactBytes', 'parameters', 'latencyMs', 'hint'),
      ...['commit', 'branch'].map((key): ColumnRef => ({ group: 'code', key })),
    ];
    const large = await factsOf('large', columns);
    assert.deepEqual(large.values, [
      ...['the large one', 'train.py', 1003, 1008, 5000, 40],
      'small is as good with 100 times fewer parameters.',
      ...['0123456789abcdef0123456789abcdef01234567', 'main'],
    ]);
    assert.deepEqual((await factsOf('small', record('hint', 'modelBytes'))).values, [undefined, 13]);
    const { git } = await detailOf(large.id);
    assert.deepEqual([git?.commit, git?.branch], ['0123456789abcdef0123456789abcdef01234567', 'main']);
  });

  it('keep their commit when they are imported', async () => {
    const { id } = await factsOf('large', []);
    const layout = layoutOf(folder);
    const done = await session.foreign.import(id, { layout, config: {} });
    assert.ok(done);
    await session.refresh();
    const own = await session.ask((runs) => runDetail(runs, done.id));
    assert.deepEqual(
      [own?.git?.commit, own?.git?.branch],
      ['0123456789abcdef0123456789abcdef01234567', 'main'],
    );
    fs.rmSync(runDir(layout, done.id), { recursive: true });
    await session.refresh();
  });

  it('are shown with what changed of it', async () => {
    const store = path.join(folder, 'sized');
    const note = path.join(store, '0', '2'.repeat(32), 'tags', 'mlflow.note.content');
    fs.writeFileSync(note, 'another');
    await session.refresh();
    assert.deepEqual((await factsOf('large', record('note'))).values, ['another']);
    fs.rmSync(store, { recursive: true });
    await session.refresh();
  });

  it('are shown of a database with note, command and commit', async () => {
    fs.copyFileSync(fixturePath('mlflow/database-3.db'), path.join(folder, 'mlflow.db'));
    await session.refresh();
    const all = await session.ask((runs) => rows(runs, { limit: 100 }).rows);
    const { id } =
      all.find(({ name, place }) => name === 'parent' && place?.group.includes('mlflow.db')) ?? {};
    const shown = await detailOf(id ?? '');
    const { ordinals } = await compareAnswersOf(session).ordinals({ ids: [shown.id] });
    const { columns } = await compareAnswersOf(session).columns({
      columns: [...record('note', 'command'), { group: 'code', key: 'commit' }],
    });
    const values = columns.map((column) => columnReader(column)(ordinals[0] ?? -1));
    assert.deepEqual(values, [shown.note, shown.command.join(' '), shown.git?.commit]);
    assert.ok(
      values.every((value) => typeof value === 'string' && value !== ''),
      JSON.stringify(values),
    );
  });
});

/** A file store of MLflow with two runs that are as good, of which one has a hundred times the parameters. */
function storeOfTwo(store: string): void {
  const write = (place: string, content: string) => {
    fs.mkdirSync(path.dirname(path.join(store, place)), { recursive: true });
    fs.writeFileSync(path.join(store, place), content);
  };
  const meta = (facts: Record<string, string>) =>
    Object.entries({ ...facts, lifecycle_stage: 'active' })
      .map(([key, value]) => `${key}: ${value}\n`)
      .join('');
  write('0/meta.yaml', meta({ artifact_location: 'x', experiment_id: "'0'", name: 'Default' }));
  for (const [name, digit, size] of [
    ['small', '1', 50],
    ['large', '2', 5000],
  ] as const) {
    const id = digit.repeat(32);
    const file = (place: string, content: string) => write(`0/${id}/${place}`, content);
    file(
      'meta.yaml',
      meta({
        ...{ artifact_uri: 'x', end_time: '1700000002000', experiment_id: "'0'", run_id: `'${id}'` },
        ...{ run_name: name, start_time: '1700000000000', status: '3', user_id: 'ana' },
      }),
    );
    file('metrics/val_accuracy', '1700000001000 0.9 1\n');
    file('metrics/latency_ms', '1700000001000 40 1\n');
    file('params/n_params', String(size));
    file('tags/mlflow.note.content', `the ${name} one`);
    file('tags/mlflow.source.name', 'train.py');
    file('tags/mlflow.source.git.commit', '0123456789abcdef0123456789abcdef01234567');
    file('tags/mlflow.source.git.branch', 'main');
    file('artifacts/model/MLmodel', 'x: y');
    file('artifacts/model/weights.bin', 'w'.repeat(name === 'small' ? 9 : 999));
    file('artifacts/notes.txt', 'hello');
  }
}
