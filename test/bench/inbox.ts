/** Points a second from the inbox: read as lines, and by a real worker from the script's write to the recorded run. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseInboxLine } from '../../src/runs/inbox/parseInboxLine.ts';
import { createPrintedParser } from '../../src/runs/printed/printedParser.ts';
import { lsResult } from '../../src/protocol/runShape.ts';
import { root } from '../../tools/toolchain.mjs';
import type { Figure } from './figure.ts';

const points = 1_000_000;
const limit = 500_000;

export async function run(): Promise<readonly Figure[]> {
  return [...parsing(), ...(await recording())];
}

function parsing(): Figure[] {
  const lines = Array.from({ length: points / 4 }, (_, step) => `${lineOf(step)}\n`);
  const text = Buffer.from(lines.join(''));
  const printed = Buffer.from(
    Array.from(
      { length: 100_000 },
      (_, i) => `epoch ${i} train_loss=${(1 / (i + 1)).toFixed(4)} val_auc=0.8741\n`,
    ).join(''),
  );
  let sum = 0;
  const bare = best(() => {
    for (const line of lines) sum += JSON.parse(line) === null ? 0 : 1;
  });
  const ours = best(() => {
    for (const line of lines) sum += parseInboxLine(line).metrics.length;
  });
  const print = best(() => {
    const parser = createPrintedParser({ enabled: true, include: [], exclude: [] });
    for (let at = 0; at < printed.length; at += 65_536)
      sum += parser.push(printed.subarray(at, at + 65_536)).length;
  });
  if (sum === 0) throw new Error(`Nothing was read of ${text.length} bytes.`);
  const peer = { name: 'JSON.parse alone', value: points / bare };
  return [
    {
      name: 'inbox points parsed (4 a line)',
      value: points / ours,
      unit: 'points/s',
      limit,
      peer,
      better: 'higher',
    },
    { name: 'printed metric lines parsed', value: 100_000 / print, unit: 'lines/s', better: 'higher' },
  ];
}

/** One script writes a million points as fast as it can; the clock stops when the run is recorded to its end. */
async function recording(): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'inbox-'));
  try {
    await writeFile(
      path.join(folder, 'flood.js'),
      `const fs = require('fs');
const begun = Date.now();
const fd = fs.openSync(process.env.CAIRN_INBOX, 'a');
for (let step = 0; step < ${points / 4}; ) {
  let text = '';
  for (let i = 0; i < 500; i++, step++) text += JSON.stringify(${lineObject}) + '\\n';
  fs.writeSync(fd, text);
}
console.log('wrote for ' + (Date.now() - begun) + ' ms');
`,
    );
    const idle = recordedSeconds(folder, '-e', '0');
    const flood = recordedSeconds(folder, 'flood.js');
    const { runs } = lsResult.parse(JSON.parse(cairn(folder, 'ls', '--json', '--limit', '1')));
    const counts = ['loss', 'acc', 'val_loss', 'val_acc'].map((key) => runs[0]?.metrics[key]?.count ?? 0);
    const recorded = counts.reduce((sum, count) => sum + count, 0);
    if (recorded !== points) throw new Error(`${recorded} of ${points} points were recorded.`);
    return [
      {
        name: 'inbox points recorded by a worker',
        value: points / (flood - idle),
        unit: 'points/s',
        limit,
        better: 'higher',
      },
      { name: 'cairn run of a script that does nothing', value: idle * 1000, unit: 'ms', better: 'lower' },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

function recordedSeconds(folder: string, ...words: string[]): number {
  const begun = performance.now();
  cairn(folder, 'run', '--', process.execPath, ...words);
  return (performance.now() - begun) / 1000;
}

function cairn(folder: string, ...words: string[]): string {
  const cli = path.join(root, 'out', 'cli.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  if (status !== 0) throw new Error(`cairn ${words.join(' ')} exited with ${status}: ${stderr}`);
  return stdout;
}

/** As source, for the script in the other process. */
const lineObject =
  '{ metrics: { loss: 1 / (step + 1), acc: step / 1e6, val_loss: 2 / (step + 1), val_acc: step / 2e6 }, step }';

function lineOf(step: number): string {
  return JSON.stringify({
    metrics: { loss: 1 / (step + 1), acc: step / 1e6, val_loss: 2 / (step + 1), val_acc: step / 2e6 },
    step,
  });
}

/** Seconds of the fastest of five. */
function best(work: () => void): number {
  let least = Infinity;
  for (let round = 0; round < 5; round++) {
    const begun = performance.now();
    work();
    least = Math.min(least, (performance.now() - begun) / 1000);
  }
  return least;
}
