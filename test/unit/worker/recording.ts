/** Real runs in a temporary workspace: launches them through the public door and reads what they left. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { launch, type Launched, type LaunchHost, type LaunchRequest } from '../../../src/runs/launch.ts';
import { hasEnded } from '../../../src/runs/runEnd.ts';
import { runEvent, type EventOf, type RunEvent } from '../../../src/records/event.ts';
import { runRecord, type RunRecord } from '../../../src/records/run.ts';
import { readLog } from '../../../src/storage/appendLog.ts';
import { runPaths, type RunPaths } from '../../../src/storage/layout.ts';
import { openSeries } from '../../../src/storage/series/seriesReader.ts';

const repository = path.resolve(import.meta.dirname, '..', '..', '..');

let bundled: string | undefined;

/** The worker as it is shipped: bundled once for all tests of this process. */
export function workerBundle(): string {
  if (bundled !== undefined && existsSync(bundled)) return bundled;
  const dir = mkdtempSync(path.join(tmpdir(), 'cairn-worker-'));
  process.once('exit', () => {
    rmSync(dir, { recursive: true, force: true });
  });
  bundled = path.join(dir, 'worker.js');
  buildSync({
    entryPoints: [path.join(repository, 'src', 'worker', 'main.ts')],
    outfile: bundled,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  });
  writeFileSync(path.join(dir, 'package.json'), '{"type": "commonjs"}\n');
  copyFileSync(
    path.join(repository, 'node_modules', 'sql.js', 'dist', 'sql-wasm.wasm'),
    path.join(dir, 'sql-wasm.wasm'),
  );
  return bundled;
}

let knownPython: string | undefined;

/** The interpreter itself, past shims that take longer to start than the tests themselves. */
export function python(): string {
  knownPython ??= execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
  }).trim();
  return knownPython;
}

/** What a run left, parsed. */
export interface Recorded {
  readonly id: string;
  readonly paths: RunPaths;
  readonly record: RunRecord;
  readonly events: readonly RunEvent[];
  readonly ended: EventOf<'ended'>;
  readonly output: string;
  /** Points of each metric as [step, value], `system/` left out. */
  readonly points: ReadonlyMap<string, readonly (readonly [number, number])[]>;
  readonly problems: readonly string[];
  of<K extends RunEvent['type']>(type: K): readonly EventOf<K>[];
}

export type TestRequest = Partial<LaunchRequest> & {
  /** Source of a script for `sh`. */
  readonly sh?: string;
  /** Source of a script for Python. */
  readonly py?: string;
};

export class Workshop {
  readonly folder: string;
  host: LaunchHost;
  readonly #dirs: string[] = [];

  constructor(name = 'work shop') {
    this.folder = path.join(realpathSync(mkdtempSync(path.join(tmpdir(), 'cairn-test-'))), name);
    mkdirSync(this.folder);
    this.host = {
      execPath: process.execPath,
      workerPath: workerBundle(),
      env: { ...process.env, GIT_CEILING_DIRECTORIES: path.dirname(this.folder) },
      clock: { now: () => Date.now() },
      random: Math.random,
      timings: { poll: 20, linger: 300, system: 200, artifacts: 200 },
    };
  }

  file(name: string, content: string | Buffer): string {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  executable(name: string, content: string): string {
    const file = this.file(name, content);
    chmodSync(file, 0o755);
    return file;
  }

  request(test: TestRequest): LaunchRequest {
    const { sh, py, ...rest } = test;
    const script =
      sh !== undefined
        ? this.file('script.sh', sh)
        : py !== undefined
          ? this.file('script.py', py)
          : rest.script;
    const command =
      sh !== undefined ? ['/bin/sh', String(script)] : py !== undefined ? [python(), String(script)] : [];
    return {
      folder: this.folder,
      cwd: this.folder,
      params: {},
      tags: {},
      origin: 'terminal',
      command,
      ...(script !== undefined && { script }),
      ...rest,
    };
  }

  async launch(test: TestRequest): Promise<Launched> {
    const launched = await launch(this.request(test), this.host);
    this.#dirs.push(launched.dir);
    return launched;
  }

  /** Launches and waits for the end. */
  async run(test: TestRequest): Promise<Recorded> {
    return await this.ended((await this.launch(test)).dir);
  }

  async ended(dir: string): Promise<Recorded> {
    await until(() => hasEnded(runPaths(dir)), `the end of ${path.basename(dir)}`);
    return readRun(dir);
  }

  /** Ends what is left of the runs before their files go. */
  async dispose(): Promise<void> {
    const { requestStop } = await import('../../../src/runs/stop.ts');
    for (const dir of this.#dirs) {
      if (!existsSync(runPaths(dir).run) || (await hasEnded(runPaths(dir)))) continue;
      await requestStop(dir, 'now', this.host).catch(() => undefined);
      await until(async () => !existsSync(dir) || (await hasEnded(runPaths(dir))), 'a stopped run').catch(
        () => undefined,
      );
    }
    rmSync(path.dirname(this.folder), { recursive: true, force: true, maxRetries: 5 });
  }
}

export function readRun(dir: string): Recorded {
  const paths = runPaths(dir);
  const log = readLog({ path: paths.events, schema: runEvent });
  assert.deepEqual(log.problems, []);
  const events = log.items.map((item) => item.value);
  const series = openSeries(paths.metrics);
  assert.deepEqual(series.problems, []);
  const keys = series.summaries().map(({ key }) => key);
  const points = keys
    .filter((key) => !key.startsWith('system/'))
    .map((key) => {
      const { steps, values } = series.read(key);
      return [key, [...steps].map((step, index) => [step, values[index] ?? NaN] as const)] as const;
    });
  const of = <K extends RunEvent['type']>(type: K) =>
    events.filter((event): event is EventOf<K> => event.type === type);
  const ends = of('ended');
  assert.equal(ends.length, 1, 'a run ends once');
  const [ended] = ends;
  assert.ok(ended);
  return {
    id: path.basename(dir),
    paths,
    record: runRecord.parse(JSON.parse(readFileSync(paths.run, 'utf8'))),
    events,
    ended,
    output: readFileSync(paths.output, 'utf8'),
    points: new Map(points),
    problems: of('problem').map((event) => event.message),
    of,
  };
}

/** Waits for a condition, not for a time; the time is only there to fail. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  seconds = 15,
): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited ${seconds} s for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = process.platform === 'linux' ? readFileSync(`/proc/${pid}/stat`, 'latin1') : '';
  return !/\) [ZX] /.test(stat);
}
