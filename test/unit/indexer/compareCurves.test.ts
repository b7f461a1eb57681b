/** Curves through the session that a window has: of ended runs, of runs that go on, and of those that are rewritten. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compareAnswersOf } from '../../../src/indexer/compareAnswers.ts';
import { IndexSession } from '../../../src/indexer/session.ts';
import type { CurvesQuery } from '../../../src/protocol/compare/compareShape.ts';
import type { RunEvent } from '../../../src/records/event.ts';
import type { ProcessRecord } from '../../../src/records/process.ts';
import type { RunRecord } from '../../../src/records/run.ts';
import { layoutOf, runDir, runPaths, type RunPaths } from '../../../src/storage/layout.ts';
import { openSeriesWriter } from '../../../src/storage/series/seriesWriter.ts';

const wasm = path.resolve('node_modules/sql.js/dist/sql-wasm.wasm');
const id = '20261123-084101-quiet-heron-0001';

describe('curves of recorded runs', () => {
  let folder = '';
  let session: IndexSession | undefined;
  /** Runs that the session said had changed. */
  const told: string[] = [];
  beforeEach(() => {
    told.length = 0;
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn curves '));
  });
  afterEach(async () => {
    await session?.close();
    session = undefined;
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  function open(): IndexSession {
    session = new IndexSession(
      {
        ...{ layout: layoutOf(folder), wasm, config: {}, clock: { now: () => Date.now() } },
        prove: async () => await Promise.resolve('alive'),
        pause: async () => await Promise.resolve(),
        watch: () => undefined,
      },
      { changed: (ids) => told.push(...(ids === 'all' ? [ids] : ids)), problems: () => undefined },
    );
    return session;
  }

  const query: CurvesQuery = {
    ...{ lines: [{ runs: [id] }, { runs: ['20261123-084101-nobody-0002'] }], keys: ['loss'] },
    ...{ axis: { kind: 'step' }, from: null, to: null, logX: false, columns: 100 },
    ...{ smoothing: 0, band: 'range', spread: false },
  };
  async function values(from: IndexSession): Promise<number[]> {
    const { curves, numbers } = await compareAnswers(from).curves(query);
    const [curve] = curves;
    return curve === undefined ? [] : [...new Float64Array(numbers, curve.count * 8, curve.count)];
  }
  const answers = new WeakMap<IndexSession, ReturnType<typeof compareAnswersOf>>();
  function compareAnswers(of: IndexSession) {
    const known = answers.get(of) ?? compareAnswersOf(of);
    answers.set(of, known);
    return known;
  }

  it('go on with a live run, and are complete when it has ended', async () => {
    const paths = makeRun(folder);
    const writer = openSeriesWriter(paths.metrics);
    const log = (step: number) => {
      writer.append('loss', step, step * 100, step / 2, 'inbox');
      writer.flush({ inbox: step, output: 0 });
    };
    const own = open();
    for (const step of [0, 1, 2]) {
      log(step);
      await own.refresh([id]);
      assert.deepEqual(await values(own), [0, 0.5, 1].slice(0, step + 1));
    }
    log(3);
    writer.close(writer.marks);
    end(paths);
    await own.refresh([id]);
    assert.deepEqual(await values(own), [0, 0.5, 1, 1.5]);
    assert.deepEqual(await values(own), [0, 0.5, 1, 1.5], 'again, from memory');
  });

  it('that were asked for between two looks at the files are news all the same', async () => {
    const paths = makeRun(folder);
    const writer = openSeriesWriter(paths.metrics);
    const log = (step: number) => {
      writer.append('loss', step, step * 100, step, 'inbox');
      writer.flush({ inbox: step, output: 0 });
    };
    log(0);
    const own = open();
    await own.refresh([id]);
    told.length = 0;
    log(1);
    // One page has it already; the others and the tree must hear of it.
    assert.deepEqual(await values(own), [0, 1]);
    await own.refresh([id]);
    assert.ok(told.includes(id) || told.includes('all'), told.join());
    writer.close(writer.marks);
  });

  it('are those of the file that is there when an ended run was written anew', async () => {
    const paths = makeRun(folder);
    end(paths);
    const write = (...logged: readonly number[]) => {
      fs.rmSync(paths.metrics, { force: true });
      const writer = openSeriesWriter(paths.metrics);
      for (const [step, value] of logged.entries()) writer.append('loss', step, step, value, 'inbox');
      writer.close({ inbox: 0, output: 0 });
    };
    write(1, 2, 3);
    const own = open();
    await own.refresh();
    assert.deepEqual(await values(own), [1, 2, 3]);
    write(7, 8);
    await own.refresh();
    assert.deepEqual(await values(own), [7, 8]);
    fs.rmSync(paths.dir, { recursive: true });
    await own.refresh();
    assert.deepEqual(await values(own), []);
  });

  it('come as CSV with every point', async () => {
    const paths = makeRun(folder);
    const writer = openSeriesWriter(paths.metrics);
    for (let step = 0; step < 5000; step += 1) writer.append('loss', step, step, step % 7, 'inbox');
    writer.close({ inbox: 0, output: 0 });
    end(paths);
    const own = open();
    await own.refresh();
    const { csv } = await compareAnswers(own).curvesCsv({ query, labels: ['=quiet-heron', 'nobody'] });
    const rows = new TextDecoder().decode(csv).split('\r\n');
    assert.equal(rows.length, 5002);
    assert.deepEqual(rows.slice(0, 3), [
      'line,metric,step,value',
      "'=quiet-heron,loss,0,0",
      "'=quiet-heron,loss,1,1",
    ]);
  });
});

function makeRun(folder: string): RunPaths {
  const paths = runPaths(runDir(layoutOf(folder), id));
  const created = 1_700_000_000_000;
  const record: RunRecord = {
    version: 1,
    ...{ id, name: 'quiet-heron', command: ['python3', 'train.py'], cwd: folder, script: 'train.py' },
    ...{ params: {}, tags: {}, created, user: 'sam', host: 'here', origin: 'terminal', environment: {} },
    machine: { os: 'Linux', arch: 'x64', cpu: 'x', cores: 2, memory: 1 },
  };
  const process: ProcessRecord = { nonce: 'n', host: 'here', worker: { pid: 4, started: 'then' } };
  const started: RunEvent = { t: created, type: 'started', pid: 4 };
  fs.mkdirSync(paths.dir, { recursive: true });
  fs.writeFileSync(paths.process, JSON.stringify(process));
  fs.writeFileSync(paths.events, `${JSON.stringify(started)}\n`);
  fs.writeFileSync(paths.run, JSON.stringify(record));
  return paths;
}

function end(paths: RunPaths): void {
  const ended: RunEvent = { t: 1_700_000_009_000, type: 'ended', status: 'finished', exitCode: 0 };
  fs.appendFileSync(paths.events, `${JSON.stringify(ended)}\n`);
}
