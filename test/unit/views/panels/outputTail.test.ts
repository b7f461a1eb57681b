import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runPaths } from '../../../../src/storage/layout.ts';
import { OutputTail } from '../../../../src/views/panels/outputTail.ts';
import { plainText } from '../../../../src/views/panels/plainText.ts';

describe('output tail', () => {
  let dir = '';
  const paths = () => runPaths(dir);
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'cairn-tail-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const reads = [
    { title: 'nothing where there is no output', content: undefined, lines: 5, expected: [] },
    { title: 'nothing of an empty file', content: '', lines: 5, expected: [] },
    {
      title: 'all of a short output',
      content: 'a\nb\n',
      lines: 5,
      expected: [
        [1, 'a'],
        [2, 'b'],
      ],
    },
    {
      title: 'the last lines with their numbers',
      content: 'a\nb\nc\nd\n',
      lines: 2,
      expected: [
        [3, 'c'],
        [4, 'd'],
      ],
    },
    {
      title: 'a last line that is not ended yet',
      content: 'a\nb',
      lines: 5,
      expected: [
        [1, 'a'],
        [2, 'b'],
      ],
    },
    {
      title: 'empty lines',
      content: '\n\nx\n',
      lines: 5,
      expected: [
        [1, ''],
        [2, ''],
        [3, 'x'],
      ],
    },
    {
      title: 'lines ended as on Windows',
      content: 'a\r\nb\r\n',
      lines: 5,
      expected: [
        [1, 'a'],
        [2, 'b'],
      ],
    },
    {
      title: 'bytes that are not UTF-8',
      content: Buffer.from([0x61, 0xff, 0x0a]),
      lines: 5,
      expected: [[1, 'a\ufffd']],
    },
  ];
  for (const { title, content, lines, expected } of reads)
    it(`gives ${title}`, async () => {
      if (content !== undefined) await writeFile(paths().output, content);
      const tail = await new OutputTail(paths()).read(lines);
      assert.deepEqual(
        tail.lines.map(({ n, text }) => [n, text]),
        expected,
      );
    });

  it('gives the end of a line that is larger than what is read at all', async () => {
    await writeFile(paths().output, `first\n${'x'.repeat(3_000_000)}end\n`);
    const { lines, total } = await new OutputTail(paths()).read(10);
    assert.equal(total, 2);
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.n, 2);
    assert.match(lines[0].text, /^…x+end$/);
    assert.ok(lines[0].text.length <= 4001);
  });

  it('numbers lines rightly far behind what is read', async () => {
    await writeFile(
      paths().output,
      Array.from({ length: 200_000 }, (_, index) => `line ${String(index + 1)}\n`).join(''),
    );
    const { lines, total } = await new OutputTail(paths()).read(1);
    assert.deepEqual([total, lines[0]?.n, lines[0]?.text], [200_000, 200_000, 'line 200000']);
  });

  it('tells what came, from the line that was half there', async () => {
    const tail = new OutputTail(paths());
    await writeFile(paths().output, 'a\nb');
    await tail.read(100);
    assert.equal(await tail.grow(100), undefined);
    await appendFile(paths().output, 'c\nd\n');
    const grown = await tail.grow(100);
    assert.equal(grown?.from, 2);
    assert.deepEqual(
      grown.tail.lines.map(({ n, text }) => [n, text]),
      [
        [2, 'bc'],
        [3, 'd'],
      ],
    );
  });

  it('starts again when the middle was cut', async () => {
    const tail = new OutputTail(paths());
    await writeFile(paths().output, 'a\nb\nc\nd\neeeeeeeeeeeeeeeeeeee\n');
    await tail.read(100);
    await writeFile(paths().output, 'a\n[… cut …]\ne\n');
    const grown = await tail.grow(100);
    assert.deepEqual([grown?.from, grown?.tail.lines.map(({ n }) => n)], [0, [1, 2, 3]]);
  });

  it('knows when lines arrived, also behind a cut', async () => {
    // Printed: 4 bytes by 1000, 4 by 2000, 4 by 3000; bytes 4–8 are gone, a marker of 2 bytes stands there.
    await writeFile(paths().output, 'aaa\n!\nccc\n');
    await writeFile(
      paths().outputTimes,
      new Uint8Array(new Float64Array([4, 1000, 8, 2000, 12, 3000]).buffer),
    );
    await writeFile(paths().events, '{"t":1,"type":"outputCut","from":4,"removed":4,"marker":2}\n');
    const { lines } = await new OutputTail(paths()).read(10);
    assert.deepEqual(
      lines.map(({ t }) => t),
      [1000, null, 3000],
    );
  });
});

describe('plain text of a terminal line', () => {
  const cases = [
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]8;;https://x\u0007link\u001b]8;;\u0007', 'link'],
    ['10%\r20%\r30%', '30%'],
    ['done\r', 'done'],
    ['a\tb', 'a\tb'],
    ['nul\u0000bell\u0007', 'nulbell'],
    ['<b>&amp;</b>', '<b>&amp;</b>'],
  ] as const;
  for (const [line, text] of cases)
    it(`shows ${JSON.stringify(line)} as ${JSON.stringify(text)}`, () => {
      assert.equal(plainText(line), text);
    });
});
