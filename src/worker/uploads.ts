/** Files on their way into a run: named for the process that takes them in, so that what a dead one left can be told. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { codeOf } from '../base/errors.ts';

export function draftIn(uploads: string): string {
  return path.join(uploads, `${String(process.pid)}-${randomBytes(8).toString('hex')}.tmp`);
}

/** For the run's only writer: whoever else has something in this folder is dead. */
export function sweepUploads(uploads: string): void {
  try {
    for (const name of fs.readdirSync(uploads)) {
      if (!name.startsWith(`${String(process.pid)}-`))
        fs.rmSync(path.join(uploads, name), { recursive: true });
    }
    fs.rmdirSync(uploads);
  } catch (error) {
    // Not there, or still in use; a drive that fails says so where something is lost.
    if (codeOf(error) === undefined) throw error;
  }
}
