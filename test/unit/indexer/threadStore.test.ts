import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openThreadStore } from '../../../src/project/threadStore.ts';
import type { RunChange, RunStore } from '../../../src/project/runStore.ts';
import { layoutOf, runDir, runPaths } from '../../../src/storage/layout.ts';
import { openSeriesWriter } from '../../../src/storage/series/seriesWriter.ts';

const wasm = path.resolve('node_modules/sql.js/dist/sql-wasm.wasm');
const threadPath = path.resolve('src/indexer/main.ts');

function makeRun(
  folder: string,
  id: string,
  options: { script?: string; points?: number; ended?: boolean; started?: number } = {},
): string {
  const dir = runDir(layoutOf(folder), id);
  const paths = runPaths(dir);
  fs.mkdirSync(dir, { recursive: true });
  const started = options.started ?? 1_700_000_000_000;
  fs.writeFileSync(
    paths.run,
    JSON.stringify({
      version: 1,
      id,
      name: id.slice(-4),
      command: ['python3', 'train.py'],
      cwd: folder,
      script: options.script ?? 'train.py',
      params: { lr: '0.1' },
      tags: {},
      created: started,
      user: 'sam',
      host: 'elsewhere',
      origin: 'terminal',
      environment: {},
      machine: { os: 'Linux', arch: 'x64', cpu: 'x', cores: 2, memory: 1 },
    }),
  );
  const events = [{ t: started, type: 'started', pid: 4 }];
  const ended = { t: started + 5000, type: 'ended', status: 'finished', exitCode: 0 };
  fs.writeFileSync(
    paths.events,
    [...events, ...(options.ended === false ? [] : [ended])].map((e) => `${JSON.stringify(e)}\n`).join(''),
  );
  const writer = openSeriesWriter(paths.metrics);
  for (let step = 0; step < (options.points ?? 3); step += 1)
    writer.append('val_auc', step, started + step, 0.5 + step / 100, 'inbox');
  writer.append('loss', 0, started, NaN, 'printed');
  if (options.ended === false) writer.flush({ inbox: 0, output: 0 });
  else writer.close({ inbox: 0, output: 0 });
  return dir;
}

describe('the index thread', () => {
  let folder: string;
  const open: RunStore[] = [];
  const logged: string[] = [];

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn index '));
  });

  afterEach(() => {
    for (const store of open.splice(0)) store.dispose();
    assert.deepEqual(logged.splice(0), []);
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  function store(): RunStore {
    const opened = openThreadStore({
      layout: layoutOf(folder),
      threadPath,
      wasm,
      config: {},
      log: (line) => logged.push(line),
    });
    open.push(opened);
    return opened;
  }

  /** Closes it, and waits for the snapshot. */
  async function close(closing: RunStore): Promise<void> {
    open.splice(open.indexOf(closing), 1);
    closing.dispose();
    await until(() => fs.existsSync(layoutOf(folder).index));
  }

  it('answers in a folder without any run', async () => {
    const runs = store();
    assert.deepEqual(await runs.rows({ limit: 10 }), { rows: [], total: 0 });
    assert.deepEqual(await runs.problems(), []);
    assert.equal(await runs.detail('nothing'), undefined);
    assert.equal(fs.existsSync(layoutOf(folder).root), false, 'looking writes nothing');
  });

  it('shows what the files say, NaN included', async () => {
    makeRun(folder, '20261123-084102-quiet-heron-0001');
    const runs = store();
    const { rows, total } = await runs.rows({
      filter: 'metrics.val_auc > 0.5 and params.lr = "0.1"',
      limit: 10,
    });
    assert.equal(total, 1);
    const [row] = rows;
    assert.equal(row?.status, 'finished');
    assert.deepEqual(row.objective, { key: 'val_auc', direction: 'maximize', value: 0.52, change: null });
    const metrics = await runs.metrics(row.id);
    assert.deepEqual(
      metrics.map((m) => [m.key, m.count, m.source, m.last.value]),
      [
        ['val_auc', 3, 'inbox', 0.52],
        ['loss', 1, 'printed', NaN],
      ],
    );
    const [series] = await runs.series(row.id, ['val_auc'], 100);
    assert.deepEqual([...(series?.values ?? [])], [0.5, 0.51, 0.52]);
    const detail = await runs.detail(row.id);
    assert.deepEqual(
      [detail?.metrics['loss']?.last, detail?.user, detail?.paramSources],
      ['NaN', 'sam', { lr: 'launch' }],
    );
  });

  it('sees a run that comes, grows and ends, without being asked', async () => {
    const runs = store();
    await runs.rows({ limit: 1 });
    const dir = makeRun(folder, '20261123-084102-quiet-heron-0002', { ended: false });
    const paths = runPaths(dir);
    await until(async () => (await runs.rows({ limit: 1 })).total === 1);
    const writer = openSeriesWriter(paths.metrics);
    writer.append('val_auc', 9, 1_700_000_009_000, 0.99, 'inbox');
    writer.flush({ inbox: 1, output: 0 });
    await until(async () => (await runs.rows({ filter: 'metrics.val_auc = 0.99', limit: 1 })).total === 1);
    fs.appendFileSync(
      paths.events,
      `${JSON.stringify({ t: 1_700_000_010_000, type: 'ended', status: 'failed', exitCode: 3 })}\n`,
    );
    await until(async () => (await runs.rows({ filter: 'exit_code = 3', limit: 1 })).total === 1);
    writer.close({ inbox: 1, output: 0 });
  });

  it('sees edits and forgets what was moved away when told to look', async () => {
    const dir = makeRun(folder, '20261123-084102-quiet-heron-0003');
    const runs = store();
    await runs.rows({ limit: 1 });
    fs.appendFileSync(
      runPaths(dir).edits,
      `${JSON.stringify({ t: 1, star: true, name: 'the good one', tags: { a: 'b' } })}\n`,
    );
    await runs.refresh();
    const [row] = (await runs.rows({ filter: 'tags.a = "b"', limit: 1 })).rows;
    assert.deepEqual([row?.star, row?.name], [true, 'the good one']);
    fs.rmSync(dir, { recursive: true });
    await runs.refresh();
    assert.equal((await runs.rows({ limit: 1 })).total, 0);
  });

  it('shows the same after the index is deleted, damaged, or foreign', async () => {
    for (let i = 0; i < 20; i += 1)
      makeRun(folder, `20261123-084102-quiet-heron-01${String(i).padStart(2, '0')}`, {
        points: i + 1,
        started: 1_700_000_000_000 + i,
      });
    const first = store();
    const before = await first.rows({ limit: 100 });
    assert.equal(before.total, 20);
    await close(first);
    const { index } = layoutOf(folder);
    const sound = fs.readFileSync(index);
    const middle = Buffer.from(sound);
    middle.fill(0xff, 4096, middle.length);
    for (const bytes of [
      sound,
      undefined,
      Buffer.alloc(0),
      sound.subarray(0, 5000),
      middle,
      Buffer.from('hello'),
    ]) {
      if (bytes === undefined) fs.rmSync(index);
      else fs.writeFileSync(index, bytes);
      const again = store();
      assert.deepEqual(await again.rows({ limit: 100 }), before);
      await again.refresh();
      assert.deepEqual(await again.rows({ limit: 100 }), before);
      open.splice(open.indexOf(again), 1);
      again.dispose();
    }
  });

  it('sees a run whose run.json comes after its folder was seen', async () => {
    const id = '20261123-084102-quiet-heron-0401';
    const dir = makeRun(folder, id, { ended: false });
    const record = fs.readFileSync(runPaths(dir).run);
    fs.rmSync(dir, { recursive: true });
    const runs = store();
    await runs.rows({ limit: 1 });
    fs.mkdirSync(dir);
    const changes: RunChange[] = [];
    runs.onDidChange((change) => changes.push(change));
    await runs.refresh();
    assert.deepEqual(changes, []);
    fs.writeFileSync(runPaths(dir).run, record);
    const written = performance.now();
    await until(() => changes.length > 0);
    // Every ten seconds everything is looked at anyway: that is not what is meant here.
    assert.ok(performance.now() - written < 8000);
    assert.equal((await runs.rows({ limit: 1 })).total, 1);
  });

  it('works without a word where no snapshot can be kept', async () => {
    makeRun(folder, '20261123-084102-quiet-heron-0301');
    fs.mkdirSync(path.join(layoutOf(folder).index, 'in the way'), { recursive: true });
    for (let round = 0; round < 2; round += 1) {
      const runs = store();
      assert.equal((await runs.rows({ limit: 10 })).total, 1);
      assert.deepEqual(await runs.problems(), []);
      open.splice(open.indexOf(runs), 1);
      runs.dispose();
    }
    // The thread may still be taking back what it could not put in place.
    const drafts = () => fs.readdirSync(layoutOf(folder).root).filter((name) => name.endsWith('.tmp'));
    await until(() => drafts().length === 0);
  });

  it('removes what a window left that was killed while it wrote the snapshot, and leaves one that is at work', async () => {
    makeRun(folder, '20261123-084102-quiet-heron-0801');
    const { index, root } = layoutOf(folder);
    for (const name of ['old', 'young']) fs.writeFileSync(`${index}.${name}.tmp`, 'half');
    const hour = new Date(Date.now() - 3_600_000);
    fs.utimesSync(`${index}.old.tmp`, hour, hour);
    const runs = store();
    await runs.rows({ limit: 1 });
    await close(runs);
    await until(() => !fs.existsSync(`${index}.old.tmp`));
    assert.deepEqual(fs.readdirSync(root).sort(), ['index.sqlite', 'index.sqlite.young.tmp', 'runs']);
  });

  it('says so where a file stands in the place of the folder', async () => {
    fs.writeFileSync(layoutOf(folder).root, 'not ours');
    const runs = store();
    assert.equal((await runs.rows({ limit: 10 })).total, 0);
    assert.deepEqual(await runs.problems(), [
      { where: '.cairn/runs', message: 'A file stands where the folder should be; move it away.' },
    ]);
    assert.deepEqual(await runs.diskUse(), { runs: 0, trash: 0 });
  });

  it('shows all that can be read beside runs that are broken', async () => {
    makeRun(folder, '20261123-084102-quiet-heron-0201');
    const empty = makeRun(folder, '20261123-084102-quiet-heron-0202');
    fs.writeFileSync(runPaths(empty).run, '');
    const cut = makeRun(folder, '20261123-084102-quiet-heron-0203');
    fs.appendFileSync(runPaths(cut).events, '{"t": 1, "type": "no such event"}\nhello\n{"t":');
    const copied = makeRun(folder, '20261123-084102-quiet-heron-0204');
    fs.renameSync(copied, `${copied} copy`);
    const old = new Date(Date.now() - 3_600_000);
    for (const dir of [empty, `${copied} copy`]) fs.utimesSync(dir, old, old);
    const runs = store();
    const { rows } = await runs.rows({ limit: 10 });
    assert.deepEqual(
      rows.map((row) => [row.id.slice(-4), row.problems]),
      [
        ['0201', 0],
        ['0203', 2],
      ],
    );
    const problems = await runs.problems();
    assert.deepEqual(problems.map(({ where }) => where).sort(), [
      'runs/20261123-084102-quiet-heron-0202/run.json',
      'runs/20261123-084102-quiet-heron-0204 copy/run.json',
    ]);
    const detail = await runs.detail(rows[1]?.id ?? '');
    assert.deepEqual(
      detail?.problemList.map(({ where, line }) => [where, line]),
      [
        ['events.jsonl', 3],
        ['events.jsonl', 4],
      ],
    );
  });

  it('serves two windows on one folder', async () => {
    const [one, two] = [store(), store()];
    await Promise.all([one.rows({ limit: 1 }), two.rows({ limit: 1 })]);
    makeRun(folder, '20261123-084102-quiet-heron-0301');
    await until(
      async () => (await one.rows({ limit: 1 })).total === 1 && (await two.rows({ limit: 1 })).total === 1,
    );
    await close(one);
    await until(async () => (await two.rows({ limit: 1 })).total === 1);
  });

  it('judges rows anew when the objective changes', async () => {
    makeRun(folder, '20261123-084102-quiet-heron-0401');
    const runs = store();
    await runs.rows({ limit: 1 });
    runs.setConfig({ objective: { metric: 'loss', direction: 'minimize' } });
    await until(async () => (await runs.rows({ limit: 1 })).rows[0]?.objective?.key === 'loss');
  });

  it('refuses a wrong filter with its column and goes on', async () => {
    const runs = store();
    await assert.rejects(runs.rows({ filter: 'metrics.', limit: 1 }), /Column 9/);
    assert.equal((await runs.rows({ limit: 1 })).total, 0);
    await until(() => logged.length > 0);
    assert.match(logged.splice(0).join(), /"rows" from a page failed: Column 9/);
  });

  it('starts the thread again when it died, and goes on', async () => {
    makeRun(folder, '20261123-084102-quiet-heron-0601');
    const starts: number[] = [];
    const once = path.join(folder, 'died once');
    const dying = path.join(folder, 'thread.mjs');
    fs.writeFileSync(
      dying,
      `import fs from 'node:fs';
       await import(${JSON.stringify(pathToFileURL(threadPath).href)});
       if (!fs.existsSync(${JSON.stringify(once)})) { fs.writeFileSync(${JSON.stringify(once)}, ''); process.exit(7); }`,
    );
    const runs = openThreadStore({
      layout: layoutOf(folder),
      threadPath: dying,
      wasm,
      config: {},
      log: (line) => logged.push(line),
      started: (ms) => starts.push(ms),
    });
    open.push(runs);
    await until(async () => (await runs.rows({ limit: 1 }).catch(() => ({ total: 0 }))).total === 1);
    assert.deepEqual(logged.splice(0), ['The index thread ended with 7.']);
    assert.equal(starts.length, 2);
    assert.ok(starts.every((ms) => ms > 0));
  });

  it('looks at one run when told which, however many there are', async () => {
    const dir = makeRun(folder, '20261123-084102-quiet-heron-0701');
    const runs = store();
    await runs.rows({ limit: 1 });
    makeRun(folder, '20261123-084102-quiet-heron-0702');
    await runs.refresh(['20261123-084102-quiet-heron-0702']);
    assert.equal((await runs.rows({ limit: 1 })).total, 2);
    fs.rmSync(dir, { recursive: true });
    await runs.refresh(['20261123-084102-quiet-heron-0701', 'never-there']);
    assert.equal((await runs.rows({ limit: 1 })).total, 1);
  });

  it('knows how much disk runs take', async () => {
    const dir = makeRun(folder, '20261123-084102-quiet-heron-0501');
    fs.writeFileSync(path.join(dir, 'output.log'), Buffer.alloc(100_000));
    const { runs, trash } = await store().diskUse();
    assert.ok(runs > 100_000 && runs < 110_000, String(runs));
    assert.equal(trash, 0);
  });
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}
