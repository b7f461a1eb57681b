/** The bytes of an artifact that lies within a file of another tool, e.g. of an image in an event file. */
import fs from 'node:fs/promises';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { readOnly } from './plainFolder.ts';

export interface Within {
  /** Absolute. */
  readonly file: string;
  readonly start: number;
  /** Bytes: all of them are taken into memory, as the reader did that found them. */
  readonly size: number;
}

/** No link is followed. Rejects with UserError `gone` when the file is shorter by now, and with errors of the system. */
export async function artifactBytes({ file, start, size }: Within): Promise<Buffer> {
  const handle = await fs.open(file, readOnly);
  try {
    const stats = await handle.stat();
    const bytes = Buffer.alloc(stats.isFile() && stats.size >= start + size ? size : 0);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
    if (bytesRead === size) return bytes;
    throw new UserError('gone', t('{0} was written anew meanwhile.', file));
  } finally {
    await handle.close();
  }
}
