/** Edits change the lines concerned and nothing else. */
import assert from 'node:assert/strict';
import { UserError } from '../../../src/base/errors.ts';
import { YamlEdit } from '../../../src/storage/yamlEdit.ts';
import { parse } from 'yaml';

const file = { where: 'features.yaml', example: 'ratio' };
const edit = (text: string, change: (edit: YamlEdit) => void) => {
  const editor = new YamlEdit(text, file);
  change(editor);
  return editor.text();
};

const features = `# Features of the credit model.

# asked for by risk
debt_to_income:
    owner:   risk-ml   # since May
    description: "debt / income"
    columns: [ debt, income ]

income_log:
    owner: ada
    parents:
    - debt_to_income
    - age
    description: |
        log of income

        and more
`;

describe('YamlEdit', () => {
  it('replaces a value and keeps the comment, the blanks and the quotes around', () => {
    assert.equal(
      edit(features, (to) => to.set(['debt_to_income', 'owner'], 'lin')),
      features.replace('owner:   risk-ml   # since', 'owner:   lin   # since'),
    );
  });

  it('replaces several at once', () => {
    const changes = ['debt_to_income', 'income_log'].map((name) => ({ path: [name, 'owner'], value: 'bo' }));
    assert.equal(
      edit(features, (to) => to.setAll(changes)),
      features.replace('risk-ml', 'bo').replace('owner: ada', 'owner: bo'),
    );
  });

  it('puts a new key where the order says, with the indent of its neighbours', () => {
    const order = ['description', 'owner', 'kind', 'columns', 'parents'];
    assert.equal(
      edit(features, (to) => to.set(['debt_to_income', 'kind'], 'derived', order)),
      features.replace('    columns: [', '    kind: derived\n    columns: ['),
    );
    assert.equal(
      edit(features, (to) => to.set(['income_log', 'type'], 'float', order)),
      `${features}    type: float\n`,
    );
  });

  it('puts a new entry into its place by name, with a blank line where the others have one', () => {
    assert.equal(
      edit(features, (to) => to.set(['house'], { owner: 'ada', parents: ['a'] })),
      features.replace('\nincome_log', '\nhouse:\n  owner: ada\n  parents:\n    - a\n\nincome_log'),
    );
    assert.equal(
      edit(features, (to) => to.set(['zip'], { owner: 'ada' })),
      `${features}\nzip:\n  owner: ada\n`,
    );
    assert.equal(
      edit(features, (to) => to.set(['age'], { owner: 'ada' })),
      features.replace('# asked', 'age:\n  owner: ada\n\n# asked'),
    );
  });

  it('adds at the end where the keys have no order', () => {
    const text = 'b: {x: 1}\na: {x: 2}\n';
    assert.equal(
      edit(text, (to) => to.set(['aa'], 1)),
      `${text}aa: 1\n`,
    );
  });

  it('writes into an empty text, and below comments', () => {
    assert.equal(
      edit('', (to) => to.set(['a', 'b'], 1)),
      'a:\n  b: 1\n',
    );
    assert.equal(
      edit('# only words', (to) => to.set(['a'], 1)),
      '# only words\na: 1\n',
    );
  });

  it('fills a key that has no value', () => {
    assert.equal(
      edit('a:\n  owner:   # nobody\n  b: 1\n', (to) => to.set(['a', 'owner'], 'x')),
      'a:\n  owner: x   # nobody\n  b: 1\n',
    );
    assert.equal(
      edit('a:\nb: 1\n', (to) => to.set(['a', 'owner'], 'x')),
      'a:\n  owner: x\nb: 1\n',
    );
  });

  it('keeps lists and groups on one line that are on one line', () => {
    assert.equal(
      edit('a: [x, y] # two\n', (to) => to.append(['a'], 'z')),
      'a: [x, y, z] # two\n',
    );
    assert.equal(
      edit('a: { b: 1 }\n', (to) => to.set(['a', 'c'], 'q [ r')),
      'a: { b: 1, c: "q [ r" }\n',
    );
    assert.equal(
      edit('a: {b: 1, c: 2}\n', (to) => to.remove(['a', 'b'])),
      'a: {c: 2}\n',
    );
  });

  it('adds to a list with the indent of its entries', () => {
    const text = 'versions:\n- version: 1\n  hash: a # first\n# end\nnext: 1\n';
    assert.equal(
      edit(text, (to) => to.append(['versions'], { version: 2, hash: 'b' })),
      'versions:\n- version: 1\n  hash: a # first\n- version: 2\n  hash: b\n# end\nnext: 1\n',
    );
    assert.equal(
      edit('a: 1\n', (to) => to.append(['versions'], 'x')),
      'a: 1\nversions:\n  - x\n',
    );
  });

  it('changes what stands in an entry of a list', () => {
    const text = 'versions:\n  - version: 1\n    note: old\n  - version: 2\n';
    assert.equal(
      edit(text, (to) => {
        to.set(['versions', 0, 'note'], 'new');
        to.set(['versions', 1, 'note'], 'more');
      }),
      'versions:\n  - version: 1\n    note: new\n  - version: 2\n    note: more\n',
    );
  });

  it('removes an entry with its comment, and a group that is empty then', () => {
    assert.equal(
      edit(features, (to) => to.remove(['debt_to_income'])),
      features.replace(/# asked[^]*?\n\n(?=income)/, ''),
    );
    assert.equal(
      edit('a:\n  tags:\n    x: 1\nb: 1\n', (to) => to.remove(['a', 'tags', 'x'])),
      'b: 1\n',
    );
    assert.equal(
      edit('v:\n  - a: 1\n    b: 2\n  - a: 2\n', (to) => to.remove(['v', 0])),
      'v:\n  - a: 2\n',
    );
    assert.equal(
      edit('v:\n  - a: 1\n    b: 2\n', (to) => to.remove(['v', 0, 'a'])),
      'v:\n  - b: 2\n',
    );
  });

  it('renames a key, and not to one that is there', () => {
    assert.equal(
      edit(features, (to) => to.rename(['income_log'], 'log income: x')),
      features.replace('\nincome_log:', '\n"log income: x":'),
    );
    assert.throws(() => edit(features, (to) => to.rename(['income_log'], 'debt_to_income')), {
      code: 'yamlName',
    });
  });

  it('replaces a block text, a list and a group as a whole', () => {
    const done = edit(features, (to) => {
      to.set(['income_log', 'description'], 'short');
      to.set(['income_log', 'parents'], ['x']);
    });
    assert.deepEqual(new YamlEdit(done, file).get(['income_log']), {
      owner: 'ada',
      parents: ['x'],
      description: 'short',
    });
    assert.ok(done.startsWith(features.slice(0, features.indexOf('    parents'))));
  });

  it('keeps the line ends of Windows', () => {
    const text = 'a: 1\r\nc: 2\r\n';
    assert.equal(
      edit(text, (to) => to.set(['b'], { x: 1 })),
      'a: 1\r\nb:\r\n  x: 1\r\nc: 2\r\n',
    );
  });

  it('refuses what is not YAML, a list, an unfinished merge, and what another encoding would lose', () => {
    const latin1 = Buffer.from('name: J\xf6rg\n', 'latin1').toString('utf8');
    for (const text of ['a: [1', '- a', 'a: 1\n<<<<<<< HEAD\nb: 1\n=======\n', latin1])
      assert.throws(
        () => new YamlEdit(text, file),
        (error: unknown) => error instanceof UserError && error.message.includes('features.yaml'),
      );
  });

  it('writes texts that look like something else as texts', () => {
    for (const value of ['yes', '12', 'a: b', '- x', '#no', '', ' x', 'null', '2026-01-02', 'a\nb\n'])
      assert.deepEqual(
        parse(edit('k: 1\nz: 1\n', (to) => to.set(['k'], value))),
        { k: value, z: 1 },
        JSON.stringify(value),
      );
  });
});
