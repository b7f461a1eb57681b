/**
 * Salted, slow fingerprints of a run's secrets, kept in its folder while it is open: a recorder that takes the run over
 * was never told them, and may find neither the script nor its environment any more.
 */
import { randomBytes, scryptSync } from 'node:crypto';
import fs from 'node:fs';
import * as z from 'zod';
import { codeOf } from '../base/errors.ts';
import { readJsonFile, writeFileAtomic } from '../storage/atomicFile.ts';
import { canBeSecret, redacted } from '../base/redact.ts';

const traceFile = z.object({
  salt: z.string(),
  /** `length` in UTF-16 units; `spaced`: it holds white space. */
  traces: z.array(z.object({ length: z.number().int(), spaced: z.boolean(), hash: z.string() })),
});
type Trace = z.infer<typeof traceFile>['traces'][number];

export class SecretTraces {
  readonly #file: string;
  readonly #salt: string;
  readonly #traces: Trace[];
  /** What has been looked at before. */
  readonly #answers = new Map<string, boolean>();
  /** Secrets whose traces are in the file. */
  #kept = 0;

  constructor(file: string) {
    this.#file = file;
    const read = readJsonFile(file, traceFile);
    this.#salt = read.ok ? read.value.salt : randomBytes(16).toString('hex');
    this.#traces = read.ok ? read.value.traces : [];
  }

  /**
   * Text without the pieces whose fingerprint is known: pieces that neither begin nor end within a word. When a text asks
   * for more fingerprints than can be paid for, pieces as long as a secret are hidden unseen.
   */
  hide(text: string): string {
    if (this.#traces.length === 0) return text;
    let result = '';
    let at = 0;
    while (at < text.length) {
      const length = isEdge(text, at) ? this.#lengthAt(text, at) : undefined;
      result += length === undefined ? text.charAt(at) : redacted;
      at += length ?? 1;
    }
    return result;
  }

  /** Writes down what `secrets`, a list that only grows, has more than before. False when the disk has no room. */
  keep(secrets: readonly string[]): boolean {
    if (secrets.length === this.#kept) return true;
    for (const secret of secrets) {
      const hash = this.#hash(secret);
      if (this.#traces.some((trace) => trace.hash === hash)) continue;
      this.#traces.push({ length: secret.length, spaced: /\s/.test(secret), hash });
    }
    try {
      const content = JSON.stringify({ salt: this.#salt, traces: this.#traces });
      writeFileAtomic(this.#file, content, 0o600);
      this.#kept = secrets.length;
      return true;
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
      return false;
    }
  }

  /** The folder is new: everything has to be written once more. */
  startAnew(): void {
    this.#kept = 0;
  }

  /** Nobody takes over a run that has ended. */
  remove(): void {
    fs.rmSync(this.#file, { force: true });
  }

  #lengthAt(text: string, at: number): number | undefined {
    for (const { length, spaced } of this.#traces) {
      const piece = text.slice(at, at + length);
      if (piece.length < length || !isEdge(text, at + length) || !canBeSecret(piece)) continue;
      if ((spaced || !/\s/.test(piece)) && this.#isSecret(piece)) return length;
    }
    return undefined;
  }

  #isSecret(piece: string): boolean {
    const known = this.#answers.get(piece);
    if (known !== undefined) return known;
    if (this.#answers.size >= maxAnswers) return true;
    const hash = this.#hash(piece);
    const answer = this.#traces.some((trace) => trace.hash === hash);
    this.#answers.set(piece, answer);
    return answer;
  }

  /** About 10 ms, so that guessing the short secrets that people choose costs something. */
  #hash(value: string): string {
    return scryptSync(value, this.#salt, 16, { N: 4096, r: 8, p: 1 }).toString('hex');
  }
}

const maxAnswers = 2000;

function isEdge(text: string, at: number): boolean {
  return at === 0 || at === text.length || !/^\w\w$/.test(text.slice(at - 1, at + 1));
}
