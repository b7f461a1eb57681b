/** Lines are whole or not there, and reading goes on where it stopped. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { appendShared, openSoleLog, readLog } from '../../../src/storage/appendLog.ts';
import { temporaryFolder } from './series/seriesFiles.ts';

const schema = z.object({ n: z.number() });

describe('append log', () => {
  let file = '';
  let remove = (): void => undefined;
  beforeEach(() => {
    const folder = temporaryFolder();
    ({ remove } = folder);
    file = path.join(folder.dir, 'log.jsonl');
  });
  afterEach(() => remove());

  const read = (text: string | Buffer) => {
    fs.writeFileSync(file, text);
    const { items, problems, bytes } = readLog({ path: file, schema });
    return {
      values: items.map(({ value }) => value.n),
      problems: problems.map(({ line, message }) => `${line ?? 0}: ${message}`),
      bytes,
    };
  };

  const texts: [
    what: string,
    text: string | Buffer,
    values: number[],
    problem: RegExp | undefined,
    bytes: number,
  ][] = [
    ['reads nothing from an empty file', '', [], undefined, 0],
    ['reads whole lines', '{"n":1}\n{"n":2}\n', [1, 2], undefined, 16],
    ['leaves a half last line for later', '{"n":1}\n{"n":', [1], undefined, 8],
    ['leaves a whole last line without its newline for later', '{"n":1}\n{"n":2}', [1], undefined, 8],
    ['reads lines that end as on Windows', '{"n":1}\r\n{"n":2}\r\n', [1, 2], undefined, 18],
    ['passes over empty lines', '\n\n{"n":1}\n', [1], undefined, 10],
    [
      'names the line that is not JSON',
      '{"n":1}\nnonsense\n{"n":3}\n',
      [1, 3],
      /^2: This line is not JSON/,
      25,
    ],
    ['names the field that is wrong', '{"n":1}\n{"n":"x"}\n', [1], /^2: n: /, 18],
    ['survives bytes that are not text', Buffer.from([0xff, 0xfe, 0x0a, 0x7b, 0x7d, 0x0a]), [], /^1: /, 6],
  ];
  for (const [what, text, values, problem, bytes] of texts) {
    it(what, () => {
      const got = read(text);
      assert.deepEqual([got.values, got.bytes], [values, bytes]);
      if (problem === undefined) assert.deepEqual(got.problems, []);
      else assert.match(got.problems[0] ?? '', problem);
    });
  }

  it('reads nothing from a missing file', () => {
    const { items, problems, bytes } = readLog({ path: file, schema });
    assert.deepEqual([items, problems, bytes], [[], [], 0]);
  });

  it('reads only what is new, and numbers lines on', () => {
    fs.writeFileSync(file, '{"n":1}\n{"n":2');
    const first = readLog({ path: file, schema });
    fs.appendFileSync(file, '}\nbroken\n');
    const second = readLog({ path: file, schema, from: first.position });
    assert.deepEqual(
      second.items.map(({ value, end }) => [value.n, end]),
      [[2, 16]],
    );
    assert.equal(second.problems[0]?.line, 3);
  });

  it('starts over when the file became shorter', () => {
    fs.writeFileSync(file, '{"n":1}\n{"n":2}\n');
    const { position } = readLog({ path: file, schema });
    fs.writeFileSync(file, '{"n":9}\n');
    assert.deepEqual(
      readLog({ path: file, schema, from: position }).items.map(({ value }) => value.n),
      [9],
    );
  });

  it('reads a big file in parts, even when a line is longer than a part', () => {
    const long = 'x'.repeat(5000);
    fs.writeFileSync(file, `{"n":1}\n{"n":2,"more":"${long}"}\n{"n":3}\n`);
    const values: number[] = [];
    let from = { bytes: 0, lines: 0 };
    for (let more = true; more;) {
      const part = readLog({ path: file, schema, from, maxBytes: 10 });
      values.push(...part.items.map(({ value }) => value.n));
      from = part.position;
      more = part.more;
    }
    assert.deepEqual([values, from.lines], [[1, 2, 3], 3]);
  });

  it('cuts off what a crash left half written when it is the only writer', () => {
    fs.writeFileSync(file, '{"n":1}\n{"n":2');
    const log = openSoleLog(file);
    log.append({ n: 3 });
    assert.equal(log.size, 16);
    log.close();
    assert.equal(fs.readFileSync(file, 'utf8'), '{"n":1}\n{"n":3}\n');
  });

  it('only ends a half line when others may write too', () => {
    fs.writeFileSync(file, '{"n":1}\n{"n":2');
    appendShared(file, { n: 3 });
    assert.equal(fs.readFileSync(file, 'utf8'), '{"n":1}\n{"n":2\n{"n":3}\n');
  });

  it('cuts off a half line longer than one read', () => {
    fs.writeFileSync(file, `{"n":1}\n${'x'.repeat(200_000)}`);
    openSoleLog(file).close();
    assert.equal(fs.readFileSync(file, 'utf8'), '{"n":1}\n');
  });
});
