/** The columns of a dataset as the first line of its file says them, for those whose file is a text. */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { readDelimited, separatorOf } from '../base/delimited.ts';
import type { Dataset } from '../records/dataset.ts';
import { isPlainFile } from './readScript.ts';

/** Empty when there is no such file in the folder, or when it is no CSV. */
export async function csvColumns(folder: string, { location, format }: Dataset): Promise<readonly string[]> {
  if ((format ?? 'csv') !== 'csv' || !/\.(csv|tsv|txt)$/i.test(location)) return [];
  const absolute = path.resolve(folder, location);
  if (!(await isPlainFile(folder, absolute, Infinity))) return [];
  const file = await open(absolute, 'r').catch(() => undefined);
  if (file === undefined) return [];
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(longestHeader), 0, longestHeader, 0);
    const text = buffer.toString('utf8', 0, bytesRead);
    // A line without an end is no header.
    const end = text.search(/[\r\n]/);
    if (end < 0 && bytesRead === longestHeader) return [];
    const header = end < 0 ? text : text.slice(0, end);
    return readDelimited(header, separatorOf(header, location), 1).rows[0] ?? [];
  } finally {
    await file.close();
  }
}

/** Bytes. */
const longestHeader = 256_000;
