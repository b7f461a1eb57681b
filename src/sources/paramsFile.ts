/** A YAML file of parameters that is read again when it changed. */
import type { Problem } from '../base/errors.ts';
import type { readParams } from './readParams.ts';
import { stampOf } from './plainFile.ts';

export class ParamsFile {
  readonly #path: string;
  readonly #where: string;
  #seen = '';
  #isPending = false;
  #read: typeof readParams | undefined;
  params: ReadonlyMap<string, string> = new Map();
  /** ms since 1970; undefined when there is no such file. */
  mtime: number | undefined;
  problems: readonly Problem[] = [];

  constructor(path: string, where: string) {
    this.#path = path;
    this.#where = where;
  }

  /** Whether it has to be read. */
  look(): boolean {
    const stamp = stampOf(this.#path);
    const seen = stamp.ok
      ? `${stamp.value.identity} ${stamp.value.size} ${stamp.value.mtimeMs}`
      : stamp.message;
    if (seen === this.#seen) return false;
    this.#seen = seen;
    this.mtime = stamp.ok ? stamp.value.mtimeMs : undefined;
    this.#isPending = stamp.ok;
    if (stamp.ok) return true;
    this.params = new Map();
    this.problems = stamp.missing ? [] : [{ where: this.#where, message: stamp.message }];
    return true;
  }

  async prepare(): Promise<void> {
    if (this.#isPending) this.#read ??= (await import('./readParams.ts')).readParams;
  }

  read(): void {
    if (!this.#isPending || this.#read === undefined) return;
    this.#isPending = false;
    const read = this.#read(this.#path);
    this.params = read.ok ? read.params : new Map();
    this.problems = read.ok || read.missing ? [] : [{ where: this.#where, message: read.message }];
  }
}
