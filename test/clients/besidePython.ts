/** What a Python script beside a test writes into a folder and tells of it, and the data process that is held against it. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type * as z from 'zod';
import type { DataProcess } from '../../src/data/dataProcess.ts';
import { builtData } from '../builtData.ts';

const exec = promisify(execFile);
const python = process.env['CAIRN_PYTHON'] ?? 'python3';

export interface BesidePython<T> {
  readonly folder: string;
  readonly told: T;
  readonly data: DataProcess;
  /** Runs another script on the folder. */
  readonly also: (script: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** `script` is a path in this folder; it is called with the folder to write into and prints JSON. */
export async function besidePython<T>(script: string, told: z.ZodType<T>): Promise<BesidePython<T>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'beside-'));
  const run = async (name: string) =>
    await exec(python, [path.join(import.meta.dirname, name), folder], { maxBuffer: 2 ** 28 });
  const { stdout } = await run(script);
  const data = builtData();
  return {
    ...{ folder, told: told.parse(JSON.parse(stdout)), data },
    also: async (name) => {
      await run(name);
    },
    close: async () => {
      data.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
