/** Entry point of the data process: answers one client over its channel, and ends with it or when nothing is asked any more. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from '../base/errors.ts';
import { dataProcess, dataProcessOrder } from '../protocol/dataProcess.ts';
import { serve } from '../protocol/rpc.ts';
import { answerQuestions } from './answerQuestions.ts';
import { tempPrefix } from './tempFolder.ts';

const order = dataProcessOrder.parse(JSON.parse(process.argv[2] ?? 'null'));
removeLeftovers(order.temp);
const folder = mkdtempSync(path.join(order.temp, tempPrefix(process.pid)));

let idle: NodeJS.Timeout | undefined;
const questions = answerQuestions({
  order,
  folder,
  progress: (question, share) => {
    channel.emit('progress', { question, share });
  },
  active: (count) => {
    clearTimeout(idle);
    if (count === 0) idle = setTimeout(end, order.idle);
  },
});

const channel = serve(dataProcess, {
  port: {
    post: (message) => process.connected && process.send?.(message),
    onMessage: (listener) => {
      process.on('message', listener);
      return { dispose: () => process.off('message', listener) };
    },
  },
  handlers: questions,
  log: (line) => process.stderr.write(`${line}\n`),
});

// Ctrl+C in a terminal reaches this process too; its client decides what that means.
process.on('SIGINT', () => undefined);
process.on('disconnect', end);
idle = setTimeout(end, order.idle);

function end(): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } finally {
    // Not exit(): it would wait for DuckDB's threads, which may be in the middle of a long statement.
    process.kill(process.pid, 'SIGKILL');
  }
}

/** Of processes that were killed together with their client. */
function removeLeftovers(temp: string): void {
  for (const name of readdirSync(temp)) {
    const pid = /^cairn-data-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(path.join(temp, name), { recursive: true, force: true });
    } catch (error) {
      // Somebody else's, on a machine with several users.
      if (codeOf(error) === undefined) throw error;
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}
