import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { catalogCheck, catalogResult, catalogUnused } from '../../../src/protocol/catalogShape.ts';
import { cairn, cairnJson, removeWorkFolders, workFolder } from './builtCairn.ts';

describe('cairn catalog', function () {
  this.timeout(60_000);
  let folder = '';

  before(async () => {
    folder = await workFolder();
    mkdirSync(path.join(folder, '.cairn'), { recursive: true });
  });
  after(removeWorkFolders);

  function write(name: 'datasets' | 'features', text: string): void {
    writeFileSync(path.join(folder, '.cairn', `${name}.yaml`), text);
  }

  it('lists nothing where there is no catalog, and finds nothing wrong', async () => {
    assert.deepEqual(await cairnJson(folder, 'catalog', 'ls'), { datasets: [], features: [], problems: [] });
    const checked = await cairn(folder, 'catalog', 'check');
    assert.deepEqual([checked.code, checked.stdout], [0, '0 datasets, 0 features, 0 errors, 0 warnings\n']);
  });

  it('counts in words, and says which data was not there to be looked at', async () => {
    write('datasets', 'loans:\n  location: data/loans-*.csv\n  description: d\n');
    const checked = await cairn(folder, 'catalog', 'check', '--strict');
    assert.deepEqual(
      [checked.code, checked.stdout.split('\n').at(-2)],
      [1, '1 dataset, 0 features, 0 errors, 1 warning'],
    );
    assert.match(checked.stderr, /“loans” was not looked at: There is no data\/loans-\*\.csv\. Correct/);
    write('datasets', 'loans:\n  location: data/loans-*.csv\n  description: d\n  owner: o\n');
    assert.equal((await cairn(folder, 'catalog', 'check', '--strict')).code, 0);
  });

  it('lists and shows what there is, the newest version first', async () => {
    const versions = ['ab', 'cd'].map(
      (hash, at) =>
        `    - version: ${String(at + 1)}\n      hash: ${hash.repeat(32)}\n      seen: 2026-11-2${String(at)}\n`,
    );
    write(
      'datasets',
      `loans:\n  description: |\n    Applications.\n    More.\n  owner: risk-ml\n  location: data/loans.csv\n  versions:\n${versions.join('')}`,
    );
    write('features', 'ratio:\n  description: Debt by income.\n  dataset: loans\n  range: [0, null]\n');
    const { datasets, features, problems } = catalogResult.parse(await cairnJson(folder, 'catalog', 'ls'));
    assert.deepEqual(
      datasets.map(({ name, versions: all }) => [name, all.map(({ version }) => version)]),
      [['loans', [2, 1]]],
    );
    assert.deepEqual(features[0]?.range, [0, null]);
    assert.deepEqual(
      problems.map(({ where, line, level }) => [where, line, level]),
      [['features.yaml', 1, 'warning']],
    );
    const listed = await cairn(folder, 'catalog', 'ls');
    assert.equal(
      listed.stdout,
      'dataset  loans  risk-ml  Applications.    not found\nfeature  ratio  –        Debt by income.  unused\n',
    );
    const shown = await cairn(folder, 'catalog', 'show', 'loans');
    assert.match(
      shown.stdout,
      /^loans\n {2}description .*Applications\.[^]*location +data\/loans\.csv[^]* v2 +cdcdcdcdcdcd {2}2026-11-21/,
    );
    const lost = await cairn(folder, 'catalog', 'show', 'loan');
    assert.equal(lost.code, 1);
    assert.match(lost.stderr, /There is no dataset or feature “loan”\. Did you mean “loans”\?/);
  });

  it('checks: warnings are no errors unless asked, errors end with 1, and what cannot be read with 2', async () => {
    const warned = await cairn(folder, 'catalog', 'check');
    assert.equal(warned.code, 0);
    assert.match(warned.stdout, /^\.cairn\/features\.yaml:1:1: warning: “ratio” has no owner\.$/m);
    assert.equal((await cairn(folder, 'catalog', 'check', '--strict')).code, 1);
    write('features', 'ratio:\n  owner: a\n  description: b\n  dataset: gone\n');
    const wrong = await cairn(folder, 'catalog', 'check', '--json');
    assert.equal(wrong.code, 1);
    const { ok, problems } = catalogCheck.parse(JSON.parse(wrong.stdout));
    assert.equal(ok, false);
    assert.deepEqual(
      problems.map(({ line, message }) => [line, message]),
      [[4, 'There is no dataset “gone” in datasets.yaml.']],
    );
    write('features', '<<<<<<< ours\n');
    assert.equal((await cairn(folder, 'catalog', 'check')).code, 2);
    assert.equal((await cairn(folder, 'catalog', 'ls')).code, 2);
  });

  it('says who uses a feature and how that is known, and which nobody uses', async () => {
    write('datasets', 'loans:\n  location: loans.csv\n');
    write('features', 'age: {}\ndebt: {owner: sam, parents: [raw]}\nraw: {}\nnever: {owner: ada}\n');
    writeFileSync(
      path.join(folder, 'train.js'),
      `require('fs').appendFileSync(process.env.CAIRN_INBOX, '{"features": ["age", "debt"]}\\n')`,
    );
    await cairnJson(folder, 'run', '--name', 'calm owl', '--', process.execPath, 'train.js');
    const { features } = catalogResult.parse(await cairnJson(folder, 'catalog', 'ls'));
    assert.deepEqual(
      features.map(({ name, usedBy }) => [
        name,
        usedBy.runs,
        usedBy.children,
        usedBy.newestRuns.map(({ evidence }) => evidence),
      ]),
      [
        ['age', 1, [], [[{ by: 'inbox', where: null }]]],
        ['debt', 1, [], [[{ by: 'inbox', where: null }]]],
        ['raw', 0, ['debt'], []],
        ['never', 0, [], []],
      ],
    );
    const shown = await cairn(folder, 'catalog', 'show', 'debt');
    assert.match(shown.stdout, /^ {2}used by +1 run$[^]*^ {2}evidence +calm owl: inbox$/m);
    const unused = catalogUnused.parse(await cairnJson(folder, 'catalog', 'unused'));
    assert.deepEqual(
      unused.features.map(({ name, reasons, place }) => [name, reasons.map(({ why }) => why), place]),
      [['never', ['never'], '.cairn/features.yaml:4']],
    );
    assert.equal(
      (await cairn(folder, 'catalog', 'unused')).stdout,
      'never  ada  no run used it  .cairn/features.yaml:4\n',
    );
  });

  for (const words of [[], ['list'], ['show'], ['ls', 'loans'], ['__proto__']])
    it(`says how it is called when it is called with “${words.join(' ')}”`, async () => {
      const { code, stderr } = await cairn(folder, 'catalog', ...words);
      assert.equal(code, 2);
      assert.match(
        stderr,
        /cairn catalog takes ls, show NAME, check, unused, add PATH, record NAME or diff NAME\./,
      );
    });
});
