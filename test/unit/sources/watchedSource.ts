/** A source as the list sees it: what it reported last of each run, and its points as plain arrays. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ForeignRun, ForeignSource, FoundSource, SourceKind } from '../../../src/sources/source.ts';
import type { Problem } from '../../../src/base/errors.ts';

export class WatchedSource {
  readonly runs = new Map<string, ForeignRun>();
  /** Of the store. */
  problems: readonly Problem[] = [];
  /** How many runs the last scan reported. */
  reported = 0;
  readonly source: ForeignSource;

  constructor(source: ForeignSource) {
    this.source = source;
  }

  async scan(pause = () => Promise.resolve()): Promise<this> {
    this.reported = 0;
    await this.source.scan(({ changed, gone, problems }) => {
      for (const run of changed) this.runs.set(run.id, run);
      for (const id of gone) assert.ok(this.runs.delete(id), `${id} was not listed`);
      this.problems = problems ?? this.problems;
      this.reported += changed.length + gone.length;
    }, pause);
    return this;
  }

  /** The only run. */
  get run(): ForeignRun {
    const [run, ...others] = this.runs.values();
    assert.ok(run, 'no run is listed');
    assert.deepEqual(others, []);
    return run;
  }

  /** [step, value] of each point. */
  points(key: string): number[][] {
    const { steps, times, values } = this.source.series(this.run.id, key);
    assert.deepEqual([times.length, values.length], [steps.length, steps.length]);
    return [...steps].map((step, at) => [step, values[at] ?? NaN]);
  }

  values(key: string): number[] {
    return this.points(key).map(([, value]) => value ?? NaN);
  }

  /** Every problem of the run, as `where: message`. */
  get said(): string[] {
    return this.run.problems.map(({ where, message }) => `${where}: ${message}`);
  }
}

/** The clock of a test. */
export class HeldClock {
  /** ms since 1970. */
  time = Date.UTC(2026, 10, 23);

  now(): number {
    return this.time;
  }
}

export interface SourceFolder {
  readonly dir: string;
  /** Writes a file, folders included; its change time is long ago. */
  write(file: string, content: string | Uint8Array): string;
  /** Copies a fixture. */
  copy(fixture: string, to: string): string;
  find(kind: SourceKind, folder?: string): readonly FoundSource[];
  remove(): void;
}

export function sourceFolder(): SourceFolder {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn sources '));
  const at = (file: string) => path.join(dir, ...file.split('/'));
  return {
    dir,
    write(file, content) {
      fs.mkdirSync(path.dirname(at(file)), { recursive: true });
      fs.writeFileSync(at(file), content);
      fs.utimesSync(at(file), longAgo, longAgo);
      return at(file);
    },
    copy(fixture, to) {
      fs.cpSync(fixturePath(fixture), at(to), { recursive: true });
      return at(to);
    },
    find(kind, folder = '') {
      return kind.find(at(folder), fs.readdirSync(at(folder), { withFileTypes: true }));
    },
    remove: () => fs.rmSync(dir, { recursive: true, force: true }),
  };
}

export function fixturePath(fixture: string): string {
  return path.join(import.meta.dirname, '../../fixtures', ...fixture.split('/'));
}

/** So that nobody takes a file of a test for one that is being written. */
export const longAgo = new Date(Date.UTC(2024, 0, 1));

export const noTools = { wasm: '' };
