/** The text of a script that a catalog names. */
import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Undefined when it is not there, not in the folder, a link, or larger than any script. */
export async function readScript(folder: string, file: string): Promise<string | undefined> {
  const absolute = path.resolve(folder, file);
  if (!(await isPlainFile(folder, absolute, mostScriptBytes))) return undefined;
  return await readFile(absolute, 'utf8').catch(() => undefined);
}

/** A file in the folder, no link, of at most so many bytes. */
export async function isPlainFile(folder: string, absolute: string, most: number): Promise<boolean> {
  const relative = path.relative(folder, absolute);
  if (relative.startsWith('..') || path.isAbsolute(relative)) return false;
  const info = await lstat(absolute).catch(() => undefined);
  return info?.isFile() === true && info.size <= most;
}

const mostScriptBytes = 2_000_000;
