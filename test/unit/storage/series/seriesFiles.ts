/** Small metrics.log files for the tests beside it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SeriesReader } from '../../../../src/storage/series/seriesReader.ts';
import type { SeriesWriter } from '../../../../src/storage/series/seriesWriter.ts';

export function temporaryFolder(): { readonly dir: string; readonly remove: () => void } {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn series '));
  return { dir, remove: () => fs.rmSync(dir, { recursive: true, force: true }) };
}

export type Point = readonly [step: number, time: number, value: number];

export function points(reader: SeriesReader, key: string): Point[] {
  const { steps, times, values } = reader.read(key);
  return [...steps].map((step, i) => [step, times[i] ?? NaN, values[i] ?? NaN]);
}

/** `batches` flushes of three metrics; one of them is big enough for a block with a summary. */
export function writeBatches(writer: SeriesWriter, from: number, to: number): void {
  for (let batch = from; batch < to; batch += 1) {
    writer.append('loss', batch, 1000 + batch, 1 / (batch + 1), 'printed');
    writer.append('val/auc', batch, 1000 + batch, batch === 2 ? NaN : batch / 10, 'inbox');
    for (let i = 0; i < 20; i += 1) writer.append('system/cpu', batch * 20 + i, 1000 + batch, i, 'system');
    writer.flush({ inbox: (batch + 1) * 100, output: (batch + 1) * 7 });
  }
}
