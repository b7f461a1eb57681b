/** Copies of stores that MLflow made (test/fixtures/mlflow), and what a reader reports of a store. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Problem } from '../../../src/base/errors.ts';
import type { ForeignRun, ForeignSource } from '../../../src/sources/source.ts';

export const fixtures = path.resolve('test/fixtures/mlflow');
export const wasm = path.resolve('node_modules/sql.js/dist/sql-wasm.wasm');

/** When the stores were made; ms. */
export const made = Date.UTC(2026, 10, 24);
/** Long after they were made, and after `settle`. */
export const later = Date.UTC(2026, 11, 24);

export class Stores {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn-mlflow-'));

  /** An own copy whose files were last written when the store was made. */
  copy(name: string, as = name): string {
    const to = path.join(this.folder, as);
    fs.cpSync(path.join(fixtures, name), to, { recursive: true });
    settle(to);
    return to;
  }

  /** A file below the folder, with the folders above it, written when the stores were made. */
  write(file: string, content: string | Buffer): string {
    const at = path.resolve(this.folder, file);
    fs.mkdirSync(path.dirname(at), { recursive: true });
    fs.writeFileSync(at, content);
    settle(at);
    return at;
  }

  dispose(): void {
    fs.rmSync(this.folder, { recursive: true, maxRetries: 5 });
  }
}

/** Dates a file, or everything in a folder, back to when the stores were made. */
export function settle(place: string, time = made): void {
  if (fs.lstatSync(place).isSymbolicLink()) return;
  if (fs.statSync(place).isDirectory())
    for (const name of fs.readdirSync(place)) settle(path.join(place, name), time);
  fs.utimesSync(place, time / 1000, time / 1000);
}

/** What is known of a store after the looks so far. */
export class Seen {
  readonly runs = new Map<string, ForeignRun>();
  problems: readonly Problem[] = [];
  /** Of the last look. */
  changed: string[] = [];
  gone: string[] = [];
  readonly source: ForeignSource;

  constructor(source: ForeignSource) {
    this.source = source;
  }

  async look(): Promise<this> {
    this.changed = [];
    this.gone = [];
    await this.source.scan(
      ({ changed, gone, problems }) => {
        for (const run of changed) this.runs.set(run.id, run);
        for (const id of gone) this.runs.delete(id);
        this.changed.push(...changed.map(({ name }) => name));
        this.gone.push(...gone);
        if (problems !== undefined) this.problems = problems;
      },
      () => Promise.resolve(),
    );
    return this;
  }

  get names(): string[] {
    return [...this.runs.values()].map(({ name }) => name).sort();
  }

  named(name: string): ForeignRun {
    const run = [...this.runs.values()].find((one) => one.name === name);
    if (run === undefined) throw new Error(`There is no run ${name}, only ${this.names.join(', ')}.`);
    return run;
  }

  /** `[step, value]` of every point. */
  points(name: string, key: string): [number, number][] {
    const { steps, values } = this.source.series(this.named(name).id, key);
    return [...steps].map((step, at) => [step, values[at] ?? NaN]);
  }

  /** Everything that is wrong, each as `where: message`. */
  get wrong(): string[] {
    const all = [...this.problems, ...[...this.runs.values()].flatMap(({ problems }) => problems)];
    return all.map(
      ({ where, message, line }) => `${where}${line === undefined ? '' : `:${line}`}: ${message}`,
    );
  }
}
