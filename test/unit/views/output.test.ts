import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OutputFollower } from '../../../src/views/output/outputFollower.ts';
import { printable, TerminalText } from '../../../src/views/output/terminalText.ts';

const texts: readonly (readonly [says: string, from: string, to: string])[] = [
  ['ends lines as a terminal wants', 'a\nb\r\nc', 'a\r\nb\r\nc'],
  ['keeps colours', '\u001b[1;32mok\u001b[0m', '\u001b[1;32mok\u001b[0m'],
  ['keeps progress lines that return and erase', '10%\r\u001b[K20%', '10%\r\u001b[K20%'],
  ['leaves titles out', '\u001b]0;owned\u0007x', 'x'],
  ['leaves writes to the clipboard out', 'a\u001b]52;c;ZXZpbA==\u001b\\b', 'ab'],
  ['leaves cursor moves and screen clearing out', '\u001b[2J\u001b[Hx\u001b[5A', 'x'],
  ['leaves questions to the terminal out', '\u001b[6n\u001b[cx', 'x'],
  ['leaves resets and binary out', '\u001bcx\u0000\u0001\u007f\u009b', 'x'],
  ['leaves device strings out', '\u001bP1$r0m\u001b\\x', 'x'],
];

describe('output for a terminal', () => {
  for (const [says, from, to] of texts) it(says, () => assert.equal(printable(from), to));

  it('joins what pieces cut in half: letters, colours and line ends', () => {
    const bytes = Buffer.from('é\u001b[31mred\u001b[0m\r\nend\u001b]0;title\u0007.');
    const text = new TerminalText();
    let got = '';
    for (const byte of bytes) got += text.push(Uint8Array.of(byte));
    assert.equal(got, 'é\u001b[31mred\u001b[0m\r\nend.');
  });
});

describe('following the output of a run', () => {
  let file = '';
  const follow = (tail: number) => {
    const seen = { text: '', skipped: 0, failed: [] as unknown[] };
    const follower = new OutputFollower({
      file,
      tail,
      interval: 5,
      write: (text) => (seen.text += text),
      skipped: (bytes) => (seen.skipped += bytes),
      failed: (error) => seen.failed.push(error),
    });
    return { seen, follower };
  };
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  beforeEach(async () => {
    file = path.join(await mkdtemp(path.join(tmpdir(), 'cairn-output-')), 'output.log');
  });
  afterEach(async () => {
    await rm(path.dirname(file), { recursive: true });
  });

  it('waits for a file that is not there yet, then shows what is appended', async () => {
    const { seen, follower } = follow(1000);
    await writeFile(file, 'one\n');
    await until(() => seen.text === 'one\r\n');
    await appendFile(file, 'two\n');
    await until(() => seen.text === 'one\r\ntwo\r\n');
    follower.dispose();
    assert.deepEqual(seen.failed, []);
  });

  it('starts with the last part of a long output and says how much it left out', async () => {
    await writeFile(file, 'x'.repeat(5_000_000) + 'end');
    const { seen, follower } = follow(1000);
    await until(() => seen.text.endsWith('end'));
    follower.dispose();
    assert.equal(seen.text.length, 1000);
    assert.equal(seen.skipped, 5_000_003 - 1000);
  });

  it('goes on after the middle of the file was cut', async () => {
    await writeFile(file, 'a'.repeat(500));
    const { seen, follower } = follow(100);
    await until(() => seen.text.length === 100);
    await truncate(file, 10);
    await until(() => seen.text.length === 110);
    await appendFile(file, 'new');
    await until(() => seen.text.endsWith('new'));
    follower.dispose();
  });

  it('drains everything before it is told to stop', async () => {
    await writeFile(file, '');
    const { seen, follower } = follow(10_000_000);
    await appendFile(file, 'z'.repeat(3_000_000));
    await follower.drain();
    follower.dispose();
    assert.equal(seen.text.length, 3_000_000);
  });
});
