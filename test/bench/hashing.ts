/** Content hashes beside sha256sum on the same files in the same run: one large file, many small ones, and a look at what is known. */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { setImmediate as pause } from 'node:timers/promises';
import path from 'node:path';
import { diskStateOf, readHashes } from '../../src/catalog/diskState.ts';
import { locate } from '../../src/catalog/locate.ts';
import { dataset } from '../../src/records/dataset.ts';
import { HashCache } from '../../src/storage/contentHash.ts';
import { root } from '../../tools/toolchain.mjs';
import type { Figure } from './figure.ts';
import { timed } from './timed.ts';

const largeBytes = 2_000_000_000;
const small = 10_000;
const what = '10 000 small files';
/** By then every file is old enough for its times to be trusted. */
const later = () => Date.now() + 60_000;

export async function run(): Promise<readonly Figure[]> {
  mkdirSync(path.join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(path.join(root, '.cache', 'hashing-'));
  try {
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < 1.5 * largeBytes) throw new Error('There is not enough room on the disk.');
    writeLarge(path.join(folder, 'large.bin'));
    mkdirSync(path.join(folder, 'small'));
    for (let number = 0; number < small; number += 1)
      writeFileSync(path.join(folder, 'small', `${String(number)}.csv`), `${String(number)},x\n`.repeat(400));
    return [...(await largeFile(folder)), ...(await smallFiles(folder))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function largeFile(folder: string): Promise<Figure[]> {
  // Both find the file in the memory of the system.
  sha256sum(folder, 'cat large.bin > /dev/null');
  const peer = sha256sum(folder, 'sha256sum large.bin');
  const ours = await look(folder, 'large.bin');
  const rate = (ms: number) => largeBytes / 1e6 / ms;
  return [
    {
      ...{ name: 'hash of a 2 GB file', value: rate(ours.hashed), unit: 'GB/s', better: 'higher' },
      peer: { name: 'sha256sum', value: rate(peer) },
      limit: 0.7 * rate(peer),
    },
  ];
}

async function smallFiles(folder: string): Promise<Figure[]> {
  const peer = sha256sum(folder, 'find small -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum');
  const ours = await look(folder, 'small');
  return [
    {
      ...{ name: `hash of ${what}`, value: ours.hashed, unit: 'ms', better: 'lower' },
      peer: { name: 'sha256sum', value: peer },
      limit: 10 * peer,
    },
    {
      ...{ name: `look at ${what} that are known`, value: ours.known, unit: 'ms', better: 'lower' },
      limit: 2000,
    },
  ];
}

/** As the index thread does it: where the files are, then the hashes; and once more by another that finds the list. */
async function look(folder: string, location: string): Promise<{ hashed: number; known: number }> {
  const list = path.join(folder, 'cache', 'hashes.jsonl');
  const entry = dataset.parse({ location });
  const once = async () => {
    const cache = new HashCache(list, later);
    const began = performance.now();
    const located = await locate(location, { folder, outside: false, pause });
    if (located.kind !== 'files') throw new Error(`${location} is ${located.kind}.`);
    await readHashes(located.files, cache, {});
    const { hash } = diskStateOf(entry, located, cache, later());
    if (hash === undefined) throw new Error(`${location} was not read.`);
    return performance.now() - began;
  };
  return { hashed: await once(), known: await once() };
}

function sha256sum(folder: string, command: string): number {
  return timed(() =>
    execFileSync('sh', ['-c', command], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 1e9,
    }),
  );
}

function writeLarge(file: string): void {
  const handle = openSync(file, 'w');
  const piece = Buffer.alloc(10_000_000, 'no two lines of data are the same\n');
  for (let at = 0; at < largeBytes; at += piece.length) {
    piece.writeDoubleLE(at);
    writeSync(handle, piece);
  }
  closeSync(handle);
}
