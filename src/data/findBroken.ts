/** Compressed files that are cut off or no such files at all: DuckDB takes what there is of them for all of it, without a word. */
import { createReadStream } from 'node:fs';
import { Writable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { codeOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { DataFiles } from './dataFiles.ts';

/** The first of them, as UserError `truncated` or `damaged`. Parquet and plain text are no concern of this. */
export async function findBroken(
  { files, format }: DataFiles,
  signal: AbortSignal,
): Promise<UserError | undefined> {
  if (format === 'parquet') return undefined;
  for (const { real, asked } of files) {
    const unpacking = unpackerOf(real);
    const broken = unpacking && (await unpack({ real, asked }, unpacking, signal));
    if (broken !== undefined) return broken;
  }
  return undefined;
}

/** Zstandard is known to newer versions of Node only. */
function unpackerOf(file: string): Transform | undefined {
  if (/\.gz$/i.test(file)) return zlib.createGunzip();
  return /\.zst$/i.test(file) && 'createZstdDecompress' in zlib ? zlib.createZstdDecompress() : undefined;
}

async function unpack(
  { real, asked }: { readonly real: string; readonly asked: string },
  unpacking: Transform,
  signal: AbortSignal,
): Promise<UserError | undefined> {
  const nowhere = new Writable({
    write: (_, __, done) => {
      done();
    },
  });
  try {
    await pipeline(createReadStream(real), unpacking, nowhere, { signal });
    return undefined;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'Z_BUF_ERROR')
      return new UserError(
        'truncated',
        t('{0} is cut off: the end of what was compressed is missing.', asked),
        again(),
        {
          cause: error,
        },
      );
    if (code === 'Z_DATA_ERROR' || code?.startsWith('ZSTD_error') === true)
      return new UserError(
        'damaged',
        t('{0} cannot be unpacked: it is damaged, or was never compressed.', asked),
        again(),
        { cause: error },
      );
    // Whoever reads it says what else is wrong.
    return undefined;
  }
}

function again(): string {
  return t('Copy or write it again.');
}
