/** Files that are replaced as a whole: a reader sees the old one or the new one, never half of one. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { codeOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { readProblem } from '../base/readProblem.ts';
import { parseJson, type Parsed, type Schema } from './parseJson.ts';

/** Temporary file beside it, fsync, rename. Errors of the operating system are thrown and leave the old file. */
export function writeFileAtomic(file: string, content: string | Uint8Array, mode = 0o666): void {
  // Random, because two threads, or two machines on one network drive, may write the same file with one process id.
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  const fd = fs.openSync(temporary, 'wx', mode);
  try {
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      for (let at = 0; at < bytes.length;) at += fs.writeSync(fd, bytes, at, bytes.length - at);
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    renameWithPatience(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** Removes what processes left that were killed while they wrote `file`; a draft younger than `olderThan` ms may be at work. */
export function removeStaleDrafts(file: string, olderThan: number): void {
  const folder = path.dirname(file);
  for (const name of fs.readdirSync(folder)) {
    if (!name.startsWith(`${path.basename(file)}.`) || !name.endsWith('.tmp')) continue;
    const draft = path.join(folder, name);
    const age = Date.now() - (fs.statSync(draft, { throwIfNoEntry: false })?.mtimeMs ?? Infinity);
    if (age > olderThan) fs.rmSync(draft, { force: true });
  }
}

export function writeJsonAtomic(file: string, value: unknown): void {
  writeFileAtomic(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

/** Reads and checks a JSON file. `missing` is its own answer, because for most files that is no problem. */
export function readJsonFile<T>(
  file: string,
  schema: Schema<T>,
): Parsed<T> | { readonly ok: false; readonly missing: true; readonly message: string } {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      return { ok: false, missing: true, message: t('{0} is missing.', path.basename(file)) };
    }
    return { ok: false, message: t('The file cannot be read: {0}.', readProblem(error)) };
  }
  return parseJson(text, schema);
}

/** On Windows a virus scanner or a reader may hold the target for a moment. */
export function renameWithPatience(from: string, to: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      fs.renameSync(from, to);
      return;
    } catch (error) {
      const held = ['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error) ?? '');
      if (process.platform !== 'win32' || !held || attempt === 10) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, attempt * 10);
    }
  }
}
