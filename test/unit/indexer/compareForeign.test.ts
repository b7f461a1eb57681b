/** Runs that MLflow, TensorBoard, DVCLive and loggers left in a folder, on the compare page: in the table, as curves, and in what differs. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compareAnswersOf } from '../../../src/indexer/compareAnswers.ts';
import { IndexSession } from '../../../src/indexer/session.ts';
import { columnReader } from '../../../src/protocol/compare/columnReader.ts';
import type { ColumnRef, CurvesQuery } from '../../../src/protocol/compare/compareShape.ts';
import { comparedRun, differences } from '../../../src/runs/compare/differences.ts';
import { rows } from '../../../src/runs/query.ts';
import { layoutOf } from '../../../src/storage/layout.ts';
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
    for (const other of others)
      assert.deepEqual(await codeDifference(first, other), {
        ...{ run: other.detail.id, files: [], more: 0, problem: null },
        noCode: [first.detail.id, other.detail.id],
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
});
