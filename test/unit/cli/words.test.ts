import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../../../src/base/errors.ts';
import { commands } from '../../../src/cli/commands.ts';
import { commandHelp, generalHelp } from '../../../src/cli/help.ts';
import { pairsOf, parseArguments } from '../../../src/cli/parseArguments.ts';
import { pickRuns } from '../../../src/cli/pickRuns.ts';
import { projectFolder } from '../../../src/cli/projectFolder.ts';
import { scriptOf } from '../../../src/runs/scriptOf.ts';
import { suggest } from '../../../src/base/suggest.ts';
import { cellText, textTable } from '../../../src/cli/textTable.ts';

function command(name: string) {
  const found = commands.find((candidate) => candidate.name === name);
  assert.ok(found);
  return found;
}

describe('words of the command line', () => {
  const parsed: [
    name: string,
    words: string[],
    operands: string[],
    options: Record<string, string[]>,
    flags: string[],
  ][] = [
    ['run', ['--', 'python3', 'a.py', '--json'], ['python3', 'a.py', '--json'], {}, []],
    ['run', ['python3', '-u', 'a.py', '--detach'], ['python3', '-u', 'a.py', '--detach'], {}, []],
    [
      'run',
      ['--name', 'x', '--json', 'make', '--name', 'y'],
      ['make', '--name', 'y'],
      { name: ['x'] },
      ['json'],
    ],
    ['run', ['--param', 'a=1', '--param=b=2', '--', 'x'], ['x'], { param: ['a=1', 'b=2'] }, []],
    ['run', ['-C', '/tmp', '--detach', '--', '--odd'], ['--odd'], { C: ['/tmp'] }, ['detach']],
    ['ls', ['--filter', 'metrics.a > 1', '--limit=3'], [], { filter: ['metrics.a > 1'], limit: ['3'] }, []],
    ['show', ['quiet-heron', '-h'], ['quiet-heron'], {}, ['help']],
  ];
  for (const [name, words, operands, options, flags] of parsed) {
    it(`cairn ${name} ${words.join(' ')}`, () => {
      const result = parseArguments(command(name), words);
      assert.deepEqual(result.operands, operands);
      for (const [option, values] of Object.entries(options)) assert.deepEqual(result.values(option), values);
      assert.deepEqual([...result.flags].sort(), flags);
    });
  }

  const wrong: [name: string, words: string[], sentence: RegExp][] = [
    ['ls', ['--lmit', '3'], /^Unknown option '--lmit'\.$/],
    ['ls', ['--limit'], /--limit.*argument missing/],
    ['ls', ['--json=yes'], /--json.*does not take an argument/],
    ['run', ['--nmae', 'x', '--', 'true'], /Unknown option '--nmae'/],
  ];
  for (const [name, words, sentence] of wrong) {
    it(`refuses cairn ${name} ${words.join(' ')} with a sentence`, () => {
      assert.throws(
        () => parseArguments(command(name), words),
        (error) => error instanceof UserError && error.code === 'usage' && sentence.test(error.message),
      );
    });
  }

  it('parts NAME=VALUE at the first sign', () => {
    assert.deepEqual(pairsOf('param', ['a=1', 'url=x=y', 'empty=']), { a: '1', url: 'x=y', empty: '' });
    assert.throws(() => pairsOf('param', ['=1']), /--param needs NAME=VALUE, not “=1”/);
  });

  it('tells in help about every command and option', () => {
    const general = generalHelp(commands);
    for (const each of commands) {
      assert.match(general, new RegExp(`^  ${each.name} `, 'm'));
      const help = commandHelp(each);
      for (const option of Object.keys(each.options))
        assert.ok(help.includes(`--${option}`), `${each.name} --${option}`);
      assert.ok(
        help.split('\n').every((line) => line.length <= 130),
        help,
      );
    }
  });
});

describe('the run that a word names', () => {
  const runs = [
    { id: '20261123-084102-quiet-heron-3f9a', name: 'quiet-heron' },
    { id: '20261123-090000-brisk-otter-0001', name: 'twin' },
    { id: '20261124-090000-tidy-lynx-0002', name: 'twin' },
  ];
  const here = { name: 'here', listing: 'cairn ls lists them.' };
  const table: [word: string, found: number | RegExp][] = [
    ['20261123-084102-quiet-heron-3f9a', 0],
    ['quiet-heron', 0],
    ['20261124', 2],
    ['twin', /“twin” names 2 runs: 20261123-090000-brisk-otter-0001, 20261124/],
    ['20261123', /names 2 runs/],
    ['heron', /There is no run “heron” in here/],
    ['', /There is no run “”/],
  ];
  for (const [word, found] of table) {
    it(`“${word}” → ${found}`, () => {
      if (found instanceof RegExp) assert.throws(() => pickRuns(runs, [word], here), found);
      else assert.deepEqual(pickRuns(runs, [word], here), [runs[found]]);
    });
  }

  it('is one run when two words name it', () => {
    assert.equal(pickRuns(runs, ['quiet-heron', runs[0]?.id ?? ''], here).length, 1);
  });
});

describe('a slip of the finger', () => {
  const names = commands.map(({ name }) => name);
  const table: [given: string, meant: string | undefined][] = [
    ['lss', 'ls'],
    ['sotp', 'stop'],
    ['dif', 'diff'],
    ['metric', 'metrics'],
    ['recovr', 'recover'],
    ['srve', 'serve'],
    ['improt', 'import'],
    ['x'.repeat(100_000), undefined],
  ];
  for (const [given, meant] of table) {
    it(`${given.slice(0, 20)} → ${meant ?? 'nothing'}`, () => assert.equal(suggest(given, names), meant));
  }
});

describe('a table in a terminal', () => {
  it('puts numbers to the right and leaves no spaces at line ends', () => {
    const table = textTable(
      [
        ['a', '1', 'x'],
        ['bcd', '100', ''],
      ],
      ['left', 'right'],
    );
    assert.equal(table, 'a      1  x\nbcd  100');
  });

  it('keeps columns straight beside wide letters', () => {
    assert.equal(
      textTable([
        ['日本', '|'],
        ['🙂x', '|'],
        ['é−', '|'],
      ]),
      '日本  |\n🙂x   |\né−    |',
    );
  });

  it('lets no text steer the terminal', () => {
    assert.equal(cellText('a\x1b[31mb\nc\u202ed\u0007'), 'a [31mb c d');
  });
});

describe('the folder that runs belong to', () => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'cairn-folder-'));
  after(() => rmSync(home, { recursive: true }));
  const make = (...names: string[]) => mkdirSync(path.join(home, ...names), { recursive: true });
  before(() => {
    make('a', '.cairn');
    make('a', 'b', 'c');
    make('a', 'b', '.git');
    make('g', '.git');
    make('g', 'x', 'y');
    make('w', 'x');
    make('w', '.git');
    make('f');
    writeFileSync(path.join(home, 'f', '.cairn'), '');
    make('w', 'x', '.cairn');
  });
  const table: [start: string, folder: string, why: string][] = [
    ['a', 'a', 'it holds .cairn'],
    ['a/b/c', 'a', 'the nearest one upwards that holds .cairn, also beyond a repository'],
    ['g/x/y', 'g', 'the top of the repository'],
    ['w/x', 'w/x', '.cairn within a repository'],
    ['f', 'f', 'a file named .cairn is none'],
  ];
  for (const [start, folder, why] of table) {
    it(`${start} → ${folder}: ${why}`, async () => {
      assert.equal(await projectFolder(path.join(home, start)), path.join(home, folder));
    });
  }
});

describe('the script in a command line', () => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'cairn-script-'));
  after(() => rmSync(home, { recursive: true }));
  before(() => {
    for (const name of ['train.py', 'a b.R', 'run']) writeFileSync(path.join(home, name), '');
    mkdirSync(path.join(home, 'dir.py'));
  });
  const table: [command: string[], script: string | undefined][] = [
    [['python3', '-u', 'train.py', '--lr', '0.1'], 'train.py'],
    [['./train.py'], 'train.py'],
    [['Rscript', 'a b.R'], 'a b.R'],
    [['torchrun', '--nproc_per_node=2', 'train.py'], 'train.py'],
    [['python3', '-m', 'pytest'], undefined],
    [['python3', 'missing.py'], undefined],
    [['python3', 'dir.py'], undefined],
    [['make', 'train'], undefined],
  ];
  for (const [words, script] of table) {
    it(`${words.join(' ')} → ${script ?? 'none'}`, async () => {
      const found = await scriptOf(words, home);
      assert.equal(found, script && path.join(home, script));
    });
  }
});
