/** DVCLive's metrics.json: the newest value of every metric, written anew after each step. */
import type { Problem } from '../../base/errors.ts';
import { parseLenientJson } from '../../base/lenientJson.ts';
import { t } from '../../base/l10n.ts';
import { flatten } from '../flatten.ts';
import { numberIn } from '../logColumns.ts';
import { readPlainText, stampOf } from '../plainFile.ts';

export class SummaryFile {
  readonly #path: string;
  #seen = '';
  #isPending = false;
  #trouble = '';
  /** ms since 1970; undefined when there is no such file. */
  mtime: number | undefined;
  /** What it said last; half of a file says nothing. */
  step = 0;
  values: ReadonlyMap<string, number> = new Map();

  constructor(path: string) {
    this.#path = path;
  }

  /** Whether it is another than at the last look. */
  look(): boolean {
    const stamp = stampOf(this.#path);
    const seen = stamp.ok
      ? `${stamp.value.identity} ${stamp.value.size} ${stamp.value.mtimeMs}`
      : stamp.message;
    if (seen === this.#seen) return false;
    this.#seen = seen;
    this.#isPending = stamp.ok;
    this.mtime = stamp.ok ? stamp.value.mtimeMs : undefined;
    if (stamp.ok) return true;
    this.#trouble = stamp.missing ? '' : stamp.message;
    this.values = new Map();
    return true;
  }

  read(): void {
    if (!this.#isPending) return;
    this.#isPending = false;
    const read = readPlainText(this.#path, mostBytes);
    this.#trouble = read.ok ? this.#take(read.value) : read.missing ? '' : read.message;
  }

  /** `now` in ms since 1970. */
  problems(now: number): Problem[] {
    // It is written in one go, so half of one is worth a word only when it stays so.
    const isStill = this.mtime === undefined || Math.abs(now - this.mtime) > settles;
    return this.#trouble !== '' && isStill ? [{ where: 'metrics.json', message: this.#trouble }] : [];
  }

  /** The sentence that says what is wrong with it. */
  #take(text: string): string {
    if (text.trim() === '') return t('The file is empty.');
    const value = parseLenientJson(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return t('The file is no JSON object.');
    const numbers = new Map<string, number>();
    for (const [key, cell] of flatten(value)) {
      const number = numberIn(cell);
      if (number !== undefined) numbers.set(key, number);
    }
    this.step = numbers.get('step') ?? 0;
    numbers.delete('step');
    this.values = numbers;
    return '';
  }
}

/** ms */
const settles = 10_000;
const mostBytes = 4 * 1024 * 1024;
