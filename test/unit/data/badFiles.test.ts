/** Files as they come: what can be read is, what cannot is refused with a sentence that names file, place and next step. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../../src/base/errors.ts';
import { dataFolder, dataProcess, endDataProcesses, fileOf } from './builtDataProcess.ts';

const many = Array.from({ length: 60_000 }, (_, at) => `${at},x`).join('\n');

describe('data files that are not as they should be', function () {
  this.timeout(120_000);
  afterEach(endDataProcesses);

  const refused: readonly (readonly [
    what: string,
    name: string,
    content: string | Uint8Array,
    code: string,
    text: RegExp,
  ])[] = [
    ['empty', 'a.csv', '', 'empty', /a\.csv is empty/],
    ['zeros', 'a.csv', new Uint8Array(5000), 'binary', /no text: it has a zero byte at 0/],
    ['a line without end', 'a.csv', 'x'.repeat(3_000_000), 'lineTooLong', /first line has more than 2 MB/],
    [
      'a late line without end',
      'a.csv',
      `a,b\n1,${'x'.repeat(3_000_000)}\n2,y\n`,
      'lineTooLong',
      /more than 2 MB/,
    ],
    ['unknown by its name', 'a.dat', 'x', 'unknownFormat', /does not say what it holds/],
    ['no Parquet', 'a.parquet', 'a,b\n1,2\n', 'noParquet', /no Parquet file/],
    ['cut Parquet', 'a.parquet', 'PAR1 and then the disk was full', 'truncated', /cut off/],
    ['encrypted Parquet', 'a.parquet', 'PARE....secret....PARE', 'encrypted', /encrypted/],
    ['damaged Parquet', 'a.parquet', `PAR1${'?'.repeat(64)}\x20\x00\x00\x00PAR1`, 'damaged', /damaged/],
    [
      'a line that is no JSON',
      'a.jsonl',
      '{"a":1}\n{"a":\n{"a":3}\n',
      'badJson',
      /a\.jsonl: line 2 is no JSON\./,
    ],
    ['UTF-16 JSON', 'a.json', new Uint8Array([0xff, 0xfe, 0x7b, 0]), 'encoding', /UTF-16/],
  ];
  for (const [what, name, content, code, text] of refused)
    it(`refuses: ${what}`, async () => {
      const files = [fileOf(name, content)];
      await assert.rejects((await dataProcess()).profile({ files }), (error) => {
        assert.ok(error instanceof UserError, String(error));
        assert.deepEqual([error.code, typeof error.next], [code, 'string']);
        assert.match(error.message, text);
        return true;
      });
    });

  const told: readonly (readonly [
    what: string,
    content: string | Uint8Array,
    rows: number,
    columns: string,
    problems: readonly RegExp[],
  ])[] = [
    ['only a header', 'a,b\n', 0, 'a:text b:text', []],
    ['a byte order mark', '\ufeffa,b\n1,2\n', 1, 'a:number b:number', []],
    ['UTF-16', Buffer.from('\ufeffa,b\n1,ü\n', 'utf16le'), 1, 'a:number b:text', []],
    ['Latin-1', Buffer.from('a,b\nJos\u00e9,1\n', 'latin1'), 1, 'a:text b:number', [/Latin-1/]],
    [
      'Latin-1 that only shows late',
      Buffer.from(`a,b\n${many}\n7,\u00e9\n`, 'latin1'),
      60_001,
      'a:number b:text',
      [/Latin-1/],
    ],
    ['semicolons', 'a;b\n1,5;2\n2,5;3\n', 2, 'a:text b:number', []],
    ['an unknown delimiter', 'a#b\n1#2\n', 1, 'a#b:text', [/Only one column was found, “a#b”/]],
    ['no header', '1,2\n3,4\n', 2, 'column0:number column1:number', [/No line with names/]],
    ['a name that is there twice', 'a,a\n1,2\n', 1, 'a:number a_1:number', [/several columns “a”/]],
    [
      'ragged rows',
      'a,b\n1,2\n1,2,3\n4\n5,6\n',
      2,
      'a:number b:number',
      [/left out: it has 3 values where 2 are expected/, /left out: it has 1 value where/],
    ],
    [
      'a value of another type after many rows',
      `a,b\n${many}\noops,y\n`,
      60_001,
      'a:text b:text',
      [/^Column “a” is read as text: “oops” is no BIGINT\.$/, /numbers, and also texts|quote/],
    ],
    [
      'columns that are called as queries call theirs',
      `id,v,n,x,found,data\n${Array.from({ length: 40 }, (_, at) => `${at},${at % 3},t${at % 5},${at / 2},${at % 2 === 0},2026-01-0${1 + (at % 9)}`).join('\n')}\n`,
      40,
      'id:number v:number n:text x:number found:boolean data:time',
      [],
    ],
    [
      'a quote that is not closed among many that are',
      `a,b\n${Array.from({ length: 30_000 }, (_, at) => (at === 20_000 ? '20000,"open' : `${at},"x, y${at % 7}"`)).join('\n')}\n`,
      29_998,
      'a:number b:text',
      [/^The line was left out: Value with unterminated quote found\.$/],
    ],
    ['a quote that is not closed', `a,b\n${many}\n7,"open\n8,x\n`, 60_002, 'a:number b:text', [/quote/]],
  ];
  for (const [what, content, rows, columns, problems] of told)
    it(`reads: ${what}`, async () => {
      const found = await (await dataProcess()).profile({ files: [fileOf('a.csv', content)] });
      assert.equal(found.rows, rows, JSON.stringify(found.problems));
      assert.equal(found.columns.map(({ name, kind }) => `${name}:${kind}`).join(' '), columns);
      const messages = found.problems.map(({ message }) => message);
      for (const [at, problem] of problems.entries())
        if (at < messages.length || at === 0) assert.match(messages[at] ?? '', problem);
      if (problems.length === 0) assert.deepEqual(messages, []);
    });

  it('refuses two gigabytes without a line at once, without reading them', async () => {
    const file = fileOf('a.csv', '');
    truncateSync(file, 2 ** 31);
    await assert.rejects((await dataProcess()).profile({ files: [file] }), { code: 'binary' });
  });

  it('reads more columns than fit into memory at once', async () => {
    const names = Array.from({ length: 1500 }, (_, at) => `c${at}`);
    const line = (row: number) => names.map((_, at) => (at % 2 === 0 ? row : `t${row}`)).join(',');
    const file = fileOf('a.csv', `${names.join(',')}\n${line(1)}\n${line(2)}\n`);
    const { columns } = await (await dataProcess()).profile({ files: [file] });
    assert.equal(columns.length, 1500);
    assert.deepEqual([columns[1498]?.max, columns[1499]?.max], [2, 't2']);
  });

  it('reads a thousand files as one', async () => {
    const folder = dataFolder();
    mkdirSync(path.join(folder, 'parts'));
    const files = Array.from({ length: 1000 }, (_, at) => path.join(folder, 'parts', `${at}.csv`));
    for (const [at, file] of files.entries()) writeFileSync(file, `a,b\n${at},x\n`);
    const { rows, columns } = await (await dataProcess()).profile({ files });
    assert.deepEqual([rows, columns[0]?.max], [1000, 999]);
  });

  it('leaves an empty file among others out, and says so', async () => {
    const { rows, problems } = await (
      await dataProcess()
    ).profile({ files: [fileOf('a.csv', 'x\n1\n'), fileOf('b.csv', '')] });
    assert.equal(rows, 1);
    assert.match(problems[0]?.message ?? '', /empty/);
  });

  it('says when a file is not there, and when it went between two questions', async () => {
    const data = await dataProcess();
    const file = fileOf('a.csv', 'x\n1\n');
    await data.profile({ files: [file] });
    rmSync(file);
    await assert.rejects(data.rows({ files: [file], offset: 0, limit: 1 }), { code: 'missing' });
    await assert.rejects(data.profile({ files: [path.dirname(file)], format: 'csv' }), { code: 'noFile' });
  });

  const badLines: readonly (readonly [string, string, number])[] = [
    ['a value that is cut', '{"a":1}\n{"a":\n{"a":3}\n', 2],
    ['the first line', '{"a":\n{"a":2}\n', 1],
    ['no value at all', '{"a":1}\n{"a":1}\n{"a":1}\nxx\n{"a":1}\n', 4],
    ['a line after empty ones', '{"a":1}\r\n\r\n\r\nxx\r\n{"a":1}\r\n', 4],
    ['more than a value', '{"a":1}\n{"a":NaN}\n{"a":1} x\n{"a":1}\n', 3],
    ['a text that is not closed', '{"a":1,"b":"x\n{"a":1}\n', 1],
  ];
  for (const [what, text, line] of badLines)
    it(`names the line of JSON lines that is none: ${what}`, async () => {
      await assert.rejects((await dataProcess()).profile({ files: [fileOf('a.jsonl', text)] }), {
        code: 'badJson',
        message: new RegExp(`a\\.jsonl: line ${line} is no JSON\\.$`),
      });
    });

  it('reads five thousand columns, half of them texts, within its memory, and compares them', async () => {
    const names = Array.from({ length: 5000 }, (_, at) => `c${at}`);
    const rowOf = (row: number) =>
      names.map((_, at) => (at % 2 === 0 ? `t${(row + at) % 7}` : String(row + at / 8)));
    const lines = [names, ...Array.from({ length: 400 }, (_, row) => rowOf(row))].map((cells) =>
      cells.join(','),
    );
    lines.splice(200, 0, `${rowOf(7).join(',')},one too many`);
    lines.push(rowOf(400).with(4001, 'odd').join(','));
    const file = fileOf('wide.csv', `${lines.join('\n')}\n`);
    const data = await dataProcess();
    const found = await data.profile({ files: [file] });
    assert.deepEqual([found.rows, found.columns.length], [401, 5000]);
    assert.deepEqual(
      found.columns.map(({ name }) => name),
      names,
    );
    const [text, number, odd] = [found.columns[4002], found.columns[4003], found.columns[4001]];
    assert.deepEqual(
      [text?.kind, text?.distinct, text?.top.reduce((all, { count }) => all + count, 0)],
      ['text', 7, 401],
    );
    assert.deepEqual([number?.kind, number?.min, number?.max], ['number', 4003 / 8, 400 + 4003 / 8]);
    assert.equal(odd?.kind, 'text');
    assert.match(
      found.problems.map(({ message }) => message).join('\n'),
      /5001 values where 5000 are expected[^]*holds numbers, and also texts/,
    );
    const { rows } = await data.rows({
      files: [file],
      offset: 399,
      limit: 5,
      columns: ['c0', 'c499', 'c500', 'c4999'],
    });
    assert.deepEqual(rows, [
      ['t0', 399 + 499 / 8, 't3', 399 + 4999 / 8],
      ['t1', 400 + 499 / 8, 't4', 400 + 4999 / 8],
    ]);
    const same = await data.compare({ files: [file], reference: found });
    assert.equal(same.columns.length, 5000);
    assert.ok(same.columns.every(({ psi, change }) => (psi ?? 0) === 0 && change === 'kept'));
  });
});
