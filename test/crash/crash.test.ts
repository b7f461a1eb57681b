/**
 * Kills worker, training process and window with SIGKILL at random moments, and shows that no acknowledged point is lost
 * or doubled, that every run ends in a true state, and that the index says what the files say. CAIRN_CRASH_KILLS raises
 * the number, CAIRN_CRASH_SEED repeats one.
 */
import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { recoverFolder } from '../../src/runs/recover.ts';
import { hasEnded } from '../../src/runs/runEnd.ts';
import { layoutOf, runPaths } from '../../src/storage/layout.ts';
import { isAlive, python, readRun, until, workerBundle, type Recorded } from '../unit/worker/recording.ts';
import { rowsFrom } from './indexRows.ts';
import { Killer, namesIn, readText, seededRandom, type Victim } from './killer.ts';
import { Windows } from './windows.ts';

const wanted = Number(process.env['CAIRN_CRASH_KILLS'] ?? 200);
const seed = Number(process.env['CAIRN_CRASH_SEED'] ?? 20_261_123);
const victims: readonly (Victim | 'window')[] = ['worker', 'worker', 'worker', 'group', 'script', 'window'];
const wasm = path.resolve('node_modules/sql.js/dist/sql-wasm.wasm');

describe(`a machine on which things die (${wanted} kills, seed ${seed})`, function () {
  this.timeout(240_000 + wanted * 1000);
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'cairn-crash-')));
  const folder = path.join(root, 'work');
  const truth = path.join(root, 'truth');
  const left = path.join(root, 'left');
  const layout = layoutOf(folder);
  const killer = new Killer(layout.runs, truth);
  const script = path.join(folder, 'training.py');
  const log = path.join(truth, 'window.log');
  let windows: Windows;
  let runs: readonly Recorded[] = [];

  before(async () => {
    for (const dir of [folder, truth, left]) mkdirSync(dir);
    copyFileSync(path.join(import.meta.dirname, 'training.py'), script);
    mkdirSync(layout.root);
    writeFileSync(layout.config, 'limits:\n  outputMB: 0.001\n');
    const random = seededRandom(seed);
    windows = new Windows(
      { folder, truth, log, python: python(), script, worker: workerBundle(), wasm },
      left,
    );
    windows.keepOpen();
    while (killer.count + windows.kills < wanted) {
      await pause(random() * 60);
      const victim = victims[Math.floor(random() * victims.length)] ?? 'worker';
      if (victim !== 'window') await killer.killIn(random, victim);
      // A window needs a moment to open: killing it each time would mean that nothing is ever launched.
      else if (random() < 0.15) await windows.kill(random() < 0.5 ? 'writing' : 'now');
      windows.keepOpen();
    }
    // On a slow machine nothing lives long enough between two kills to be adopted: a few more, with time to recover.
    for (let more = 0; more < 15 && !(saw('adopted') && saw('outputCut') && hasDrafts()); more += 1) {
      await killer.killIn(random, 'worker');
      // A window looks for what was left when it opens.
      await windows.kill(hasDrafts() ? 'now' : 'writing');
      windows.keepOpen();
      for (let waited = 0; waited < 30 && !saw('adopted'); waited += 1) await pause(100);
      await pause(1500);
    }
    await windows.kill('now');
    await settle();

    runs = namesIn(layout.runs).map((id) => readRun(path.join(layout.runs, id)));
  });
  after(() => {
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Whether a window was killed in the middle of writing the snapshot. */
  function hasDrafts(): boolean {
    return windows.drafts.length > 0;
  }

  /** Whether any run has an event of this type by now. */
  function saw(type: string): boolean {
    const logs = namesIn(layout.runs).map(
      (id) => readText(runPaths(path.join(layout.runs, id)).events) ?? '',
    );
    return logs.some((log) => log.includes(`"type":"${type}"`));
  }

  /** Recovers until every run has ended. */
  async function settle(): Promise<void> {
    const host = {
      execPath: process.execPath,
      workerPath: workerBundle(),
      env: process.env,
      clock: { now: () => Date.now() },
      random: Math.random,
      timings: { poll: 20, linger: 100 },
    };
    const allEnded = async () => {
      const { problems } = await recoverFolder(layout, host, { startingMs: 3000 });
      assert.deepEqual(problems, []);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const ended = await Promise.all(
        namesIn(layout.runs).map((id) => hasEnded(runPaths(path.join(layout.runs, id)))),
      );
      return ended.every(Boolean);
    };
    await until(allEnded, 'every run to end', 60);
  }

  /** How many lines the script of a run knows that it has written. */
  function said(id: string, what: 'acked' | 'printed'): number {
    return Number(readText(path.join(truth, `${id}.${what}`)) ?? 0);
  }

  it('still records runs', () => {
    const kills = { ...killer.kills, window: windows.kills };
    const { drafts, snapshots } = windows;
    console.log(
      `      ${runs.length} runs, kills: ${JSON.stringify(kills)}, ends: ${JSON.stringify(tally(runs))}, ` +
        `${snapshots.length} snapshots, ${drafts.length} killed before they had their name`,
    );
    assert.ok(runs.length >= wanted / 20);
    assert.ok(runs.some((run) => run.of('adopted').length > 0));
    assert.ok(runs.some((run) => run.of('outputCut').length > 0));
  });

  it('loses no run whose script began', () => {
    const began = namesIn(truth).filter((name) => name.endsWith('.pid'));
    assert.ok(began.length > 0);
    const kept = new Set(runs.map(({ id }) => `${id}.pid`));
    assert.deepEqual(
      began.filter((name) => !kept.has(name)),
      [],
    );
  });

  it('loses and doubles no acknowledged point', () => {
    assert.ok(runs.some(({ id }) => said(id, 'acked') > 0));
    for (const run of runs) {
      const points = run.points.get('m') ?? [];
      const inbox = readFileSync(run.paths.inbox, 'utf8').split('\n').length - 1;
      assertSteps(points, inbox, run.id);
      assertSaid(points.length, said(run.id, 'acked'), run.id);
    }
  });

  it('loses and doubles no printed point', () => {
    for (const run of runs) {
      // The middle of the output may have been cut after it was read, so the last line tells how many there were.
      const lines = run.output.split('\n').filter((line) => /^epoch \d+ loss=\d+$/.test(line));
      const printed = Number(/\d+/.exec(lines.at(-1) ?? '')?.[0] ?? -1) + 1;
      const points = run.points.get('loss') ?? [];
      assertSteps(points, printed, run.id);
      assertSaid(points.length, said(run.id, 'printed'), run.id);
    }
  });

  it('loses and doubles no event', () => {
    for (const run of runs) {
      const names = run.of('params').flatMap((event) => Object.keys(event.params));
      const said = (run.points.get('m') ?? []).map(([step]) => step).filter((step) => step % 10 === 0);
      assert.deepEqual(
        names,
        said.map((step) => `p${step}`),
        run.id,
      );
    }
  });

  it('ends every run in a true state', () => {
    for (const run of runs) {
      const { id, ended } = run;
      const meant = readText(path.join(truth, `${id}.exit`));
      const wasStarted = readText(path.join(truth, `${id}.pid`)) !== undefined;
      if (ended.status === 'finished') assert.equal(meant, '0', id);
      else if (ended.exitCode !== undefined) assert.equal(meant, String(ended.exitCode), id);
      else if (ended.signal !== undefined)
        assert.ok(ended.signal === 'SIGKILL' && killer.killedRuns.has(id), id);
      else assert.ok(ended.status === 'interrupted' && (killer.killedRuns.has(id) || !wasStarted), id);
      if (meant !== undefined && meant !== '' && !killer.killedRuns.has(id)) {
        assert.equal(ended.exitCode, Number(meant), `${id}: an exit code that was there is known`);
      }
      assert.ok(run.of('started').length <= 1, id);
    }
  });

  it('keeps a snapshot that loads, whenever its window was killed, and leads to what the files say', async () => {
    const rebuilt = await rowsFrom(layout, wasm);
    assert.equal(rebuilt.rows.length, runs.length);
    assert.ok(windows.snapshots.length > 0);
    for (const snapshot of [...windows.snapshots, layout.index]) {
      const { rows, fromSnapshot } = await rowsFrom(layout, wasm, snapshot);
      assert.ok(fromSnapshot, `${path.basename(snapshot)} is whole`);
      assert.deepEqual(rows, rebuilt.rows, path.basename(snapshot));
    }
  });

  it('takes no part of a snapshot for a whole one', async () => {
    const random = seededRandom(seed);
    const rebuilt = await rowsFrom(layout, wasm);
    assert.ok(windows.drafts.length > 0);
    for (const draft of windows.drafts) {
      const name = path.basename(draft);
      assert.deepEqual((await rowsFrom(layout, wasm, draft)).rows, rebuilt.rows, name);
      truncateSync(draft, Math.floor(random() * statSync(draft).size));
      const { rows, fromSnapshot } = await rowsFrom(layout, wasm, draft);
      assert.ok(!fromSnapshot, `${name} is cut`);
      assert.deepEqual(rows, rebuilt.rows, name);
    }
  });

  it('lets no window end by itself, nor complain', () => {
    assert.deepEqual(windows.fell, []);
    // A window that died while it launched may leave a folder without a run, and the next one says so.
    const unborn = /^runs\/([^/]+)\/run\.json: run\.json is missing\.$/;
    const born = new Set(runs.map(({ id }) => id));
    const said = (readText(log) ?? '').split('\n').filter((line) => line !== '');
    assert.deepEqual(
      said.filter((line) => born.has(unborn.exec(line)?.[1] ?? line) || !unborn.test(line)),
      [],
    );
  });

  it('leaves no process behind', () => {
    for (const { id } of runs) {
      const pid = Number(readText(path.join(truth, `${id}.pid`)) ?? 0);
      if (pid > 0 && isAlive(pid)) {
        assert.ok(!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(truth), `${id}: ${pid} lives`);
      }
    }
  });
});

/** Steps from 0, each once. */
function assertSteps(points: Points, count: number, id: string): void {
  const expected = Array.from({ length: count }, (_, step) => [step, step]);
  assert.deepEqual(points, expected, id);
}

/** A script may be killed after it has written a line and before it has written that down. */
function assertSaid(recorded: number, said: number, id: string): void {
  assert.ok(
    recorded === said || recorded === said + 1,
    `${id}: ${said} were written, ${recorded} are recorded`,
  );
}

type Points = readonly (readonly [number, number])[];

function tally(runs: readonly Recorded[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { ended } of runs) {
    const how = ended.signal ?? (ended.exitCode === undefined ? ended.status : `exit ${ended.exitCode}`);
    counts.set(how, (counts.get(how) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
