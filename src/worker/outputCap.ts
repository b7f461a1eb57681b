/**
 * Keeps output.log within its limit: head and tail stay, a line says what is gone. The script writes the file itself, so
 * it is held while its file is cut. What will stand in the file is written beside it first: a worker that dies in the
 * middle leaves a plan that the next one carries out.
 */
import fs from 'node:fs';
import * as z from 'zod';
import { t } from '../base/l10n.ts';
import type { RunPaths } from '../storage/layout.ts';
import { writeFileAtomic } from '../storage/atomicFile.ts';

const plan = z.object({
  /** Offset in the file where the marker begins. */
  from: z.number(),
  /** Bytes that are gone, of all that was ever printed. */
  removed: z.number(),
  /** Length of the line that says so, bytes. */
  marker: z.number(),
});

/** As in the event `outputCut`. */
export type OutputCut = z.infer<typeof plan>;

export interface CutRequest {
  readonly paths: RunPaths;
  readonly before: OutputCut | undefined;
  /** Bytes kept at each end. */
  readonly keep: number;
}

/** Writes the plan. undefined when there is nothing to gain. Nobody may write to output.log until `carryOut` is done. */
export function planCut({ paths, before, keep }: CutRequest): OutputCut | undefined {
  const fd = fs.openSync(paths.output, 'r');
  try {
    const size = fs.fstatSync(fd).size;
    const from = before?.from ?? lineEndBefore(fd, keep);
    const oldEnd = from + (before?.marker ?? 0);
    const tail = lineStartAfter(fd, size - keep, size);
    if (tail <= oldEnd) return undefined;
    const removed = (before?.removed ?? 0) + tail - oldEnd;
    const line = Buffer.from(`\n${t('[… {0} bytes of output were cut here …]', removed)}\n`);
    const cut = { from, removed, marker: line.length };
    const kept = Buffer.alloc(size - tail);
    fs.readSync(fd, kept, 0, kept.length, tail);
    writeFileAtomic(paths.outputCut, Buffer.concat([Buffer.from(`${JSON.stringify(cut)}\n`), line, kept]));
    return cut;
  } finally {
    fs.closeSync(fd);
  }
}

/** Does what the plan says, as often as it is asked. The cut, or undefined when there is no plan. */
export function carryOutCut(paths: RunPaths): OutputCut | undefined {
  if (!fs.existsSync(paths.outputCut)) return undefined;
  const bytes = fs.readFileSync(paths.outputCut);
  const start = bytes.indexOf('\n') + 1;
  const cut = plan.parse(JSON.parse(bytes.toString('utf8', 0, start)));
  const content = bytes.subarray(start);
  const fd = fs.openSync(paths.output, 'r+');
  try {
    for (let at = 0; at < content.length;) {
      at += fs.writeSync(fd, content, at, content.length - at, cut.from + at);
    }
    fs.ftruncateSync(fd, cut.from + content.length);
  } finally {
    fs.closeSync(fd);
  }
  return cut;
}

/** Once the cut stands in the events. */
export function forgetPlan(paths: RunPaths): void {
  fs.rmSync(paths.outputCut, { force: true });
}

const searchBytes = 64 * 1024;
const newline = 0x0a;

/** Lines stay whole where they are not too long. */
function lineEndBefore(fd: number, offset: number): number {
  const start = Math.max(0, offset - searchBytes);
  const piece = Buffer.alloc(offset - start);
  fs.readSync(fd, piece, 0, piece.length, start);
  const found = piece.lastIndexOf(newline);
  return found < 0 ? offset : start + found + 1;
}

function lineStartAfter(fd: number, offset: number, size: number): number {
  const piece = Buffer.alloc(Math.max(0, Math.min(searchBytes, size - offset)));
  fs.readSync(fd, piece, 0, piece.length, offset);
  const found = piece.indexOf(newline);
  return found < 0 ? offset : offset + found + 1;
}
