/** JSON text that is read from its beginning, value by value, without holding more of it than one of them. */
import type { Readable } from 'node:stream';
import { UserError } from '../base/errors.ts';
import { formatCount } from '../base/format.ts';
import { t } from '../base/l10n.ts';

/** Characters that a row may take. */
const longestRow = 16_000_000;

export class JsonPieces {
  readonly #stream: Readable;
  readonly #chunks: AsyncIterator<unknown, undefined>;
  readonly #where: string;
  #text = '';
  #at = 0;
  #isFirst = true;

  /** The stream gives bytes as characters. */
  constructor(stream: Readable, where: string) {
    this.#stream = stream;
    this.#chunks = stream[Symbol.asyncIterator]();
    this.#where = where;
  }

  close(): void {
    this.#stream.destroy();
  }

  /** Whether the next sign is this one, which is then behind. */
  async take(sign: string): Promise<boolean> {
    if ((await this.#next()) !== sign) return false;
    this.#at += 1;
    return true;
  }

  /** Between rows. */
  async demand(sign: string, row: number): Promise<void> {
    const found = await this.#next();
    if (found === '') throw this.#cut(row);
    if (!(await this.take(sign))) throw this.#broken(row + 1);
  }

  /** The name of the next entry of an object; undefined where there is none. */
  async key(): Promise<string | undefined> {
    if ((await this.#next()) !== '"') return undefined;
    const text = await this.value(200);
    return (await this.take(':')) ? text.slice(1, -1) : undefined;
  }

  /** As it is written; one that is longer, or ends with the text, is cut. */
  async value(most: number): Promise<string> {
    await this.#next();
    const state = new ValueEnd();
    let end = state.find(this.#text, this.#at);
    while (end < 0 && this.#text.length - this.#at < most) {
      const from = this.#text.length - this.#at;
      if (!(await this.#more())) break;
      end = state.find(this.#text, this.#at + from);
    }
    const found = this.#text.slice(this.#at, end < 0 ? undefined : end);
    this.#at += found.length;
    return found;
  }

  async skip(): Promise<void> {
    await this.#next();
    const state = new ValueEnd({ withCommas: false });
    for (;;) {
      const end = state.find(this.#text, this.#at);
      this.#at = end < 0 ? this.#text.length : end;
      if (end >= 0 || !(await this.#more())) return;
    }
  }

  /** The values of a list, as they are written; undefined: it is none, and it is behind. `row` is what it is called in sentences. */
  async row(row: number): Promise<string[] | undefined> {
    const first = await this.#next();
    if (first === '') throw this.#cut(row - 1);
    if (first !== '[') {
      if (!/["{\w-]/.test(first)) throw this.#broken(row);
      await this.skip();
      return undefined;
    }
    const state = new ValueEnd();
    let end = state.find(this.#text, this.#at);
    while (end < 0) {
      if (this.#text.length - this.#at > longestRow)
        throw new UserError(
          'lineTooLong',
          t('{0}: row {1} has more than {2} MB.', this.#where, formatCount(row), longestRow / 1e6),
          t('Check its quotes and brackets.'),
        );
      const from = this.#text.length - this.#at;
      if (!(await this.#more())) throw this.#cut(row - 1);
      end = state.find(this.#text, this.#at + from);
    }
    return this.#values(state, end, row);
  }

  /** The next row with the comma before it, where all of it is at hand; else nothing happens. */
  rowAtHand(row: number): string[] | undefined {
    const before = this.#at;
    if (this.#sign() === ',') {
      this.#at += 1;
      const state = new ValueEnd();
      const end = this.#sign() === '[' ? state.find(this.#text, this.#at) : -1;
      if (end >= 0) return this.#values(state, end, row);
    }
    this.#at = before;
    return undefined;
  }

  /** Of the list that starts here. */
  #values({ commas }: ValueEnd, end: number, row: number): string[] {
    const start = this.#at;
    this.#at = end;
    const values: string[] = [];
    let from = start + 1;
    for (let at = 0; at <= commas.length; at++) {
      const to = at === commas.length ? end - 1 : start + (commas[at] ?? 0);
      const value = this.#text.slice(from, to);
      from = to + 1;
      if (isBlank(value)) {
        if (commas.length === 0) return [];
        throw this.#broken(row);
      }
      values.push(value);
    }
    return values;
  }

  /** Whether nothing but further entries of the object follows, and its end. */
  async restOfObject(): Promise<boolean> {
    while (await this.take(',')) {
      if ((await this.key()) === undefined) return false;
      await this.skip();
    }
    return (await this.take('}')) && (await this.#next()) === '';
  }

  #broken(row: number): UserError {
    return new UserError(
      'badJson',
      t('{0}: row {1} of the table is no JSON.', this.#where, formatCount(row)),
      t('Mend it, or write the file again.'),
    );
  }

  #cut(rows: number): UserError {
    return new UserError(
      'truncated',
      t('{0} is cut off after row {1} of the table.', this.#where, formatCount(rows)),
      t('Copy or write it again.'),
    );
  }

  /** The next sign that is no space; empty at the end. */
  async #next(): Promise<string> {
    for (;;) {
      const sign = this.#sign();
      if (sign !== '' || !(await this.#more())) return sign;
    }
  }

  /** The same of what is at hand. */
  #sign(): string {
    for (; this.#at < this.#text.length; this.#at++)
      if (this.#text.charCodeAt(this.#at) > space) return this.#text.charAt(this.#at);
    return '';
  }

  /** What is behind is forgotten. */
  async #more(): Promise<boolean> {
    const { value, done } = await this.#chunks.next();
    if (done === true) return false;
    // A byte order mark may stand before all.
    const text = this.#isFirst ? String(value).replace(/^\xef\xbb\xbf/, '') : String(value);
    this.#isFirst = false;
    this.#text = this.#text.slice(this.#at) + text;
    this.#at = 0;
    return true;
  }
}

const quote = 34;
const backslash = 92;
const comma = 44;
const space = 32;

/** Finds the end of one value, in text that comes in pieces. */
class ValueEnd {
  /** Of a list: how far behind its beginning the commas between its values stand. */
  readonly commas: number[] = [];
  #depth = 0;
  #inText = false;
  #escaped = false;
  #seen = 0;
  readonly #withCommas: boolean;

  constructor({ withCommas }: { readonly withCommas: boolean } = { withCommas: true }) {
    this.#withCommas = withCommas;
  }

  /** Place behind the value; −1: it goes on, and what follows is to be given from where this ended. */
  find(text: string, from: number): number {
    let [depth, inText, escaped] = [this.#depth, this.#inText, this.#escaped];
    const start = from - this.#seen;
    let end = -1;
    for (let at = from; at < text.length && end < 0; at++) {
      const code = text.charCodeAt(at);
      if (inText) {
        if (escaped) escaped = false;
        else if (code === backslash) escaped = true;
        else if (code === quote) {
          inText = false;
          if (depth === 0) end = at + 1;
        }
      } else if (code === quote) inText = true;
      else if (isOpening(code)) depth += 1;
      else if (isClosing(code)) {
        // At depth 0 it is the end of what a plain value lies in.
        depth -= 1;
        if (depth <= 0) end = depth < 0 ? at : at + 1;
      } else if (code === comma) {
        if (depth === 1 && this.#withCommas) this.commas.push(at - start);
        else if (depth === 0) end = at;
      } else if (code <= space && depth === 0 && at > start) end = at;
    }
    this.#seen += text.length - from;
    [this.#depth, this.#inText, this.#escaped] = [depth, inText, escaped];
    return end;
  }
}

function isBlank(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > space) return false;
  return true;
}

function isOpening(code: number): boolean {
  return code === 91 || code === 123;
}

function isClosing(code: number): boolean {
  return code === 93 || code === 125;
}
