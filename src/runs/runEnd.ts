/** Whether a run has ended, without reading all of its events. */
import { open } from 'node:fs/promises';
import { codeOf } from '../base/errors.ts';
import type { RunPaths } from '../storage/layout.ts';

/** `ended` is always the last event, so it stands in the file's last bytes, unless the run was gone on with. */
export async function hasEnded(paths: RunPaths): Promise<boolean> {
  const lines = (await readEnd(paths.events, 16 * 1024)).split('\n');
  return lines.findLast((line) => mark.test(line))?.includes('"type":"ended"') ?? false;
}

const mark = /^\{.*"type":"(?:ended|resumed)".*\}$/;

async function readEnd(file: string, bytes: number): Promise<string> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, bytes)), {
        position: Math.max(0, size - bytes),
      });
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  }
}
