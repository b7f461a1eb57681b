/** Copies the output of a run to the terminal as it grows, until the run has ended. */
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../base/errors.ts';
import { runEvent } from '../records/event.ts';
import type { EventOf } from '../records/event.ts';
import { parseJson } from '../storage/parseJson.ts';
import { logStart, readWholeLines } from '../storage/logLines.ts';
import type { RunPaths } from '../storage/layout.ts';

export interface Follow {
  readonly paths: RunPaths;
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /**
   * Makes sure that somebody will write how the run ended; true when somebody had to be started. Called every
   * `watchMs`, and half as often each time that somebody had to be started once more, down to thirty times as rarely.
   */
  readonly watch: () => Promise<boolean>;
  /** Default: 2000. */
  readonly watchMs?: number;
}

export type Ended = EventOf<'ended'>;

const pollMs = 50;

/** How the run ended; undefined when its folder is gone. All output was written before. */
export async function followRun({ paths, write, watch, watchMs = 2000 }: Follow): Promise<Ended | undefined> {
  let position = logStart;
  let cut: EventOf<'outputCut'> | undefined;
  let ended: Ended | undefined;
  /** Offset in all that was ever printed. */
  let at = 0;
  let watched = Date.now();
  let wait = watchMs;
  for (;;) {
    const read = readWholeLines(paths.events, position);
    position = read.position;
    for (const { text } of read.lines) {
      const event = parseJson(text, runEvent);
      if (!event.ok) continue;
      if (event.value.type === 'outputCut') cut = event.value;
      if (event.value.type === 'ended') ended = event.value;
    }
    const copied = await copy(paths.output, at, cut, write);
    if (copied !== undefined) at = copied;
    else if (read.lines.length === 0) {
      if (ended !== undefined) return ended;
      if (Date.now() - watched > wait) {
        if (!(await exists(paths.run))) return undefined;
        wait = (await watch()) ? Math.min(2 * wait, 30 * watchMs) : watchMs;
        watched = Date.now();
      }
      await sleep(pollMs);
    }
  }
}

/** Writes what is there from `at`, 1 MiB at most, and says where it ends; undefined when there is nothing new. */
async function copy(
  file: string,
  at: number,
  cut: EventOf<'outputCut'> | undefined,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<number | undefined> {
  const handle = await openIfThere(file);
  if (handle === undefined) return undefined;
  try {
    if (!(await handle.stat()).isFile()) return undefined;
    const place = placeOf(at, cut);
    const { buffer, bytesRead } = await handle.read(
      Buffer.allocUnsafe(place.most),
      0,
      place.most,
      place.physical,
    );
    if (bytesRead === 0) return undefined;
    await write(buffer.subarray(0, bytesRead));
    return place.logical + bytesRead;
  } finally {
    await handle.close();
  }
}

const pieceBytes = 1024 * 1024;

interface Place {
  /** Offset in the file as it is. */
  readonly physical: number;
  /** Offset, in all that was printed, of the byte at `physical`. */
  readonly logical: number;
  readonly most: number;
}

/** Of a cut output the head is read as it is; then the line that tells of the cut, and the tail at its shifted place. */
function placeOf(at: number, cut: EventOf<'outputCut'> | undefined): Place {
  if (cut === undefined) return { physical: at, logical: at, most: pieceBytes };
  if (at < cut.from) return { physical: at, logical: at, most: Math.min(cut.from - at, pieceBytes) };
  const { from, removed, marker = 0 } = cut;
  if (at < from + removed) return { physical: from, logical: from + removed - marker, most: pieceBytes };
  return { physical: at - removed + marker, logical: at, most: pieceBytes };
}

async function openIfThere(file: string) {
  try {
    return await open(file, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  const handle = await openIfThere(file);
  await handle?.close();
  return handle !== undefined;
}
