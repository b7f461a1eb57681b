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
    const state = new ValueEnd();
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
    const start = this.#at;
    this.#at = end;
    const inner = this.#text.slice(start + 1, end - 1);
    if (inner.trim() === '') return [];
    return partsOf(this.#text, start, end).map((value) => {
      if (value === '') throw this.#broken(row);
      return value;
    });
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
      for (; this.#at < this.#text.length; this.#at++) {
        const sign = this.#text.charAt(this.#at);
        if (!/\s/.test(sign)) return sign;
      }
      if (!(await this.#more())) return '';
    }
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

/** Finds the end of one value, in text that comes in pieces. */
class ValueEnd {
  #depth = 0;
  #inText = false;
  #escaped = false;
  #began = false;

  /** Place behind the value; −1: it goes on. */
  find(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (this.#inText) {
        if (this.#escaped) this.#escaped = false;
        else if (code === backslash) this.#escaped = true;
        else if (code === quote) {
          this.#inText = false;
          if (this.#depth === 0) return at + 1;
        }
      } else if (code === quote) this.#inText = true;
      else if (isOpening(code)) this.#depth += 1;
      else if (isClosing(code)) {
        // The end of what a plain value lies in.
        if (this.#depth === 0) return at;
        this.#depth -= 1;
        if (this.#depth === 0) return at + 1;
      } else if (this.#depth === 0 && this.#began && (code === comma || code <= 32)) return at;
      this.#began = true;
    }
    return -1;
  }
}

/** What stands between the commas of a list, from its bracket at `from` to behind its end. */
function partsOf(text: string, from: number, end: number): string[] {
  const parts: string[] = [];
  let [depth, start, inText] = [0, from + 1, false];
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (inText) {
      if (code === backslash) at += 1;
      else if (code === quote) inText = false;
    } else if (code === quote) inText = true;
    else if (isOpening(code)) depth += 1;
    else if (isClosing(code)) depth -= 1;
    else if (code === comma && depth === 1) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  parts.push(text.slice(start, end - 1).trim());
  return parts;
}

function isOpening(code: number): boolean {
  return code === 91 || code === 123;
}

function isClosing(code: number): boolean {
  return code === 93 || code === 125;
}
