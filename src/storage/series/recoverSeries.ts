/** Makes a metrics.log that a crash may have left half written fit for appending again. */
import fs from 'node:fs';
import { UserError, codeOf } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { readHeader } from './blockScan.ts';
import { readBlocks } from './readBlocks.ts';
import { SeriesCatalog } from './seriesCatalog.ts';
import { readFooter } from './seriesFooter.ts';
import { formatVersion, headerBytes } from './seriesFormat.ts';

export interface OpenSeries {
  readonly fd: number;
  readonly catalog: SeriesCatalog;
  /** Bytes that are kept; the file ends there. */
  readonly size: number;
}

interface Found {
  readonly catalog: SeriesCatalog;
  /** Committed batches were damaged and are left out. */
  readonly gaveUp: boolean;
}

/** `header` is used when the file is new, or when committed batches had to be given up, so that readers notice. */
export function recoverSeries(path: string, header: Uint8Array): OpenSeries {
  fs.rmSync(`${path}.tmp`, { force: true });
  let fd = openOrCreate(path);
  try {
    const size = fs.fstatSync(fd).size;
    const found = readHeader(fd);
    if (found !== 'none' && found.version > formatVersion) throw newerVersion(path);
    const { catalog, gaveUp } = found === 'none' ? salvage(fd, size) : trusted(fd, size);
    if (found === 'none' && catalog.blocksRead === 0 && size > headerBytes) fd = moveAside(path, fd);
    if (gaveUp) fs.copyFileSync(path, asidePath(path));
    if (catalog.position < size) fs.ftruncateSync(fd, catalog.position);
    if (found === 'none' || gaveUp) fs.writeSync(fd, header, 0, headerBytes, 0);
    const kept = catalog.position;
    return { fd, catalog, size: kept };
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
}

/**
 * The catalog up to the last batch that is whole, columns included: a machine that lost power may have kept a commit
 * and lost a page before it, and then the sources are read again from the marks of the batch before.
 */
function trusted(fd: number, size: number): Found {
  const indexed = readFooter(fd, size);
  if (indexed !== undefined) return { catalog: indexed, gaveUp: false };
  for (let end = size, gaveUp = false; ; gaveUp = true) {
    const catalog = new SeriesCatalog();
    catalog.scan(fd, end);
    const { lastBatch, position } = catalog;
    if (lastBatch.end < position) end = lastBatch.end;
    else if (lastBatch.start < lastBatch.end && !columnsAreWhole(fd, catalog)) end = lastBatch.start;
    else return { catalog, gaveUp };
  }
}

function columnsAreWhole(fd: number, catalog: SeriesCatalog): boolean {
  for (const { blocks } of catalog.metrics.values()) {
    const last: number[] = [];
    for (let i = 0; i < blocks.length; i += 2) {
      if ((blocks[i] ?? 0) >= catalog.lastBatch.start) last.push(blocks[i] ?? 0, blocks[i + 1] ?? 0);
    }
    if (last.length > 0 && readBlocks(fd, last).damaged.length > 0) return false;
  }
  return true;
}

/** The header is gone, but blocks may be whole. */
function salvage(fd: number, size: number): Found {
  const catalog = new SeriesCatalog();
  if (size > headerBytes) catalog.scan(fd, size);
  return { catalog, gaveUp: false };
}

/** Never overwrites bytes that are not ours. */
function moveAside(path: string, fd: number): number {
  fs.closeSync(fd);
  fs.renameSync(path, asidePath(path));
  return openOrCreate(path);
}

/** Where bytes go that were not understood, so that nothing is lost for good. */
function asidePath(path: string): string {
  return `${path}.damaged-${Date.now()}`;
}

function openOrCreate(path: string): number {
  try {
    return fs.openSync(path, 'r+');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return fs.openSync(path, 'wx+');
    throw error;
  }
}

function newerVersion(path: string): UserError {
  return new UserError(
    'seriesVersion',
    t('{0} was written by a newer version of Cairn.', path),
    t('Update Cairn to go on with this run.'),
  );
}
