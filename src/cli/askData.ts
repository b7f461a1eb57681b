/** One question to the data process, with progress for somebody who looks; an interrupt ends it. */
import path from 'node:path';
import { openDataProcess, type DataProcess } from '../data/dataProcess.ts';
import type { Call } from './command.ts';
import { progressLine } from './progressLine.ts';

interface Heard {
  readonly signal: AbortSignal;
  readonly progress: (share: number) => void;
}

export async function askData<T>(
  call: Call,
  words: (percent: number) => string,
  question: (data: DataProcess, heard: Heard) => Promise<T>,
): Promise<T> {
  const { terminal } = call;
  const data = openDataProcess({
    execPath: terminal.execPath,
    program: path.join(terminal.out, 'data.js'),
    env: terminal.env,
    log: () => undefined,
  });
  const cancel = new AbortController();
  const interrupts = terminal.onInterrupt(() => cancel.abort());
  const progress = progressLine(call, words);
  try {
    return await question(data, { signal: cancel.signal, progress: progress.show });
  } finally {
    await progress.clear();
    interrupts.dispose();
    data.dispose();
  }
}
