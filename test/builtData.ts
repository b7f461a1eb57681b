/** The data process of out/, as it ships: what benchmarks measure and what is held against Python's libraries. */
import path from 'node:path';
import { openDataProcess, type DataProcess } from '../src/data/dataProcess.ts';
import { node24, root } from '../tools/toolchain.mjs';

export function builtData(log: (line: string) => void = () => undefined): DataProcess {
  return openDataProcess({
    execPath: node24(),
    program: path.join(root, 'out', 'data.js'),
    env: process.env,
    log,
  });
}
