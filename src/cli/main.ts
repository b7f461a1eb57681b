/** Entry point of the command line: hands this process to commandLine, and its answer back to the shell. */
import { codeOf } from '../base/errors.ts';
import { version } from '../../package.json';
import type { Terminal } from './command.ts';
import { bugReport, commandLine } from './commandLine.ts';

const terminal: Terminal = {
  env: process.env,
  cwd: process.cwd(),
  execPath: process.execPath,
  out: __dirname,
  columns: process.stdout.isTTY ? process.stdout.columns : undefined,
  now: Date.now,
  print: async (text) => await write(process.stdout, text),
  tell: async (text) => await write(process.stderr, text),
  onInterrupt: (listener) => {
    for (const signal of signals) process.on(signal, listener);
    return {
      dispose: () => {
        for (const signal of signals) process.off(signal, listener);
      },
    };
  },
};

const signals = ['SIGINT', 'SIGTERM'] as const;

/** A reader that went away (`cairn run … | head`) must not end the run. */
const goneReaders = new Set<NodeJS.WriteStream>();

async function write(stream: NodeJS.WriteStream, text: string | Uint8Array): Promise<void> {
  if (text.length === 0 || goneReaders.has(stream)) return;
  await new Promise<void>((resolve) => {
    stream.write(text, () => {
      resolve();
    });
  });
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (codeOf(error) !== 'EPIPE') throw error;
    goneReaders.add(stream);
  });
}

commandLine({ words: process.argv.slice(2), version, terminal }).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.stderr.write(bugReport(error));
    process.exitCode = 2;
  },
);
