/** A model's file stays a person's: it is read as far as it can be, and changed without touching what stands around. */
import assert from 'node:assert/strict';
import { ModelEdit, newModelText } from '../../../src/models/modelEdit.ts';
import { parseModelFile } from '../../../src/models/modelFile.ts';

const mover = { by: 'ada', at: '2026-11-29T12:00:00.000Z' };

const written = `# Reviewed every month by risk-ml.
name: credit-risk
description: |-
  Grants or refuses loans.
  Owner: Ana
tags:
  task: classification   # MLflow's word
aliases:
  champion: 7
review: weekly

versions:
  - version: 7
    run: 20261101-101010-quiet-heron-3f9a
    path: model

  # Retrained without zip codes.
  - version: 8
    run: 20261123-084102-brisk-otter-11aa
    tags: { approved: yes }
`;

describe('model file', () => {
  it('reads what a person wrote', () => {
    const { model, problems } = parseModelFile(written, 'credit-risk.yaml');
    assert.deepEqual(problems, []);
    assert.equal(model?.description, 'Grants or refuses loans.\nOwner: Ana');
    assert.deepEqual(model.aliases, { champion: 7 });
    assert.deepEqual(
      model.versions.map(({ version, run, tags }) => ({ version, run, tags })),
      [
        { version: 7, run: '20261101-101010-quiet-heron-3f9a', tags: {} },
        { version: 8, run: '20261123-084102-brisk-otter-11aa', tags: { approved: 'yes' } },
      ],
    );
  });

  const changes: readonly (readonly [
    what: string,
    change: (edit: ModelEdit) => void,
    from: string,
    to: string,
  ])[] = [
    [
      'a version is added',
      (edit) =>
        edit.addVersion(9, {
          run: '20261124-000000-tidy-lynx-0000',
          path: 'model',
          tags: { rows: '1000' },
          description: 'One\nTwo',
        }),
      '    tags: { approved: yes }\n',
      `    tags: { approved: yes }
  - version: 9
    run: 20261124-000000-tidy-lynx-0000
    path: model
    description: |-
      One
      Two
    tags:
      rows: "1000"
`,
    ],
    [
      'a version goes',
      (edit) => edit.deleteVersion(7),
      `  - version: 7
    run: 20261101-101010-quiet-heron-3f9a
    path: model
`,
      '',
    ],
    [
      'a version gets words where they belong',
      (edit) => edit.setInVersion(8, 'description', 'Without zip codes'),
      '    tags: { approved: yes }\n',
      '    description: Without zip codes\n    tags: { approved: yes }\n',
    ],
    [
      'a version gets a tag',
      (edit) => edit.setVersionTag(8, 'by', 'ana'),
      '{ approved: yes }',
      '{ approved: yes, by: ana }',
    ],
    [
      'the number of a deleted version is kept above the list',
      (edit) => edit.set('lastVersion', 9),
      'review: weekly\n',
      'review: weekly\nlastVersion: 9\n',
    ],
  ];
  for (const [what, change, from, to] of changes) {
    it(`changes nothing else when ${what}`, () => {
      assert.ok(written.includes(from));
      const edit = new ModelEdit(written, 'credit-risk.yaml');
      change(edit);
      assert.equal(edit.text(), written.replace(from, to));
    });
  }

  const moves: readonly (readonly [
    what: string,
    alias: string,
    to: number | undefined,
    from: string,
    after: string,
    recorded: string,
  ])[] = [
    ['moves', 'champion', 8, 'champion: 7', 'champion: 8', 'alias: champion, from: 7, to: 8'],
    [
      'is added',
      'challenger',
      8,
      '  champion: 7\n',
      '  champion: 7\n  challenger: 8\n',
      'alias: challenger, to: 8',
    ],
    ['goes', 'champion', undefined, 'aliases:\n  champion: 7\n', '', 'alias: champion, from: 7'],
  ];
  for (const [what, alias, to, from, after, recorded] of moves) {
    it(`writes one line into the history when an alias ${what}`, () => {
      const edit = new ModelEdit(written, 'credit-risk.yaml');
      edit.moveAlias(alias, to, { ...mover, reason: 'better recall: +2 %' });
      const line = `  - { ${recorded}, at: 2026-11-29T12:00:00.000Z, by: ada, reason: "better recall: +2 %" }\n`;
      assert.equal(edit.text(), `${written.replace(from, after)}history:\n${line}`);
      const { model, problems } = parseModelFile(edit.text(), 'credit-risk.yaml');
      assert.deepEqual(problems, []);
      assert.deepEqual(
        model?.history.map(({ alias: moved, to: now }) => [moved, now]),
        [[alias, to]],
      );
    });
  }

  it('writes nothing when an alias stays where it is', () => {
    const edit = new ModelEdit(written, 'credit-risk.yaml');
    edit.moveAlias('champion', 7, mover);
    assert.equal(edit.text(), written);
  });

  it('writes a new file that reads well', () => {
    const edit = new ModelEdit(
      newModelText({ name: 'a: b', created: '2026-11-23T08:41:02.123Z', by: 'ana' }),
      'a.yaml',
    );
    edit.addVersion(1, { run: 'r1', created: '2026-11-23T08:42:00.000Z', by: 'ana' });
    edit.moveAlias('champion', 1, mover);
    const [comment = '', ...lines] = edit.text().split('\n');
    assert.match(comment, /^# One model/);
    assert.equal(
      lines.join('\n'),
      `name: "a: b"
created: 2026-11-23T08:41:02.123Z
by: ana
aliases:
  champion: 1
versions:
  - version: 1
    run: r1
    created: 2026-11-23T08:42:00.000Z
    by: ana
history:
  - { alias: champion, to: 1, at: 2026-11-29T12:00:00.000Z, by: ada }
`,
    );
  });

  const damaged: readonly (readonly [
    what: string,
    text: string,
    line: number,
    message: RegExp,
    left: unknown,
  ])[] = [
    ['an empty file', '', 1, /name/, undefined],
    ['a list', '- 1\n', 1, /keys and values/, undefined],
    ['no name', '\nversions: []\n', 1, /name/, undefined],
    ['a merge conflict', '<<<<<<< HEAD\nname: a\n=======\nname: b\n>>>>>>> x\n', 1, /./, undefined],
    ['a tab', 'name: a\nversions:\n\t- version: 1\n', 3, /./, undefined],
    [
      'one wrong version',
      'name: a\nversions:\n  - version: 1\n  - version: two\n',
      4,
      /versions\.1\.version/,
      [1],
    ],
    ['a version twice', 'name: a\nversions:\n  - version: 1\n  - version: 1\n', 4, /twice/, [1]],
    ['a wrong date', 'name: a\ncreated: yesterday\nversions:\n- version: 3\n', 2, /created/, [3]],
    ['an alias of nothing', 'name: a\naliases:\n  best: 4\nversions:\n- version: 3\n', 3, /best/, [3]],
    ['versions that are no list', 'name: a\nversions: 3\n', 2, /versions/, []],
    [
      'a metric that is none',
      'name: a\nversions:\n- version: 3\n  metrics:\n    auc: { value: 0.9 }\n    loss: lots\n',
      6,
      /versions\.0\.metrics\.loss/,
      [3],
    ],
    [
      'a hash that is none',
      'name: a\nversions:\n- version: 3\n  artifact: { location: kept, sha256: x }\n',
      4,
      /SHA-256/,
      [3],
    ],
    [
      'a move without alias',
      'name: a\nhistory:\n- { to: 1 }\nversions:\n- version: 1\n',
      3,
      /history\.0\.alias/,
      [1],
    ],
    ['a key twice', 'name: a\nname: b\nversions:\n- version: 3\n', 2, /twice/, [3]],
    [
      'features that are numbers',
      'name: a\nversions:\n- version: 3\n  features: [a, 2]\n',
      4,
      /features/,
      [3],
    ],
    ['tags that are no group', 'name: a\ntags: 3\n', 2, /tags/, []],
    [
      'an alias bomb',
      `name: a\na: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: [*b, *b, *b, *b, *b]\n`,
      0,
      /alias/i,
      undefined,
    ],
  ];
  for (const [what, text, line, message, left] of damaged) {
    it(`names what is wrong with ${what}, and keeps the rest`, () => {
      const { model, problems } = parseModelFile(text, 'a.yaml');
      assert.match(problems[0]?.message ?? '', message);
      if (line > 0) assert.equal(problems[0]?.line, line);
      assert.deepEqual(
        model?.versions.map(({ version }) => version),
        left,
      );
    });
  }

  it('refuses to change what is not YAML', () => {
    assert.throws(() => new ModelEdit('a: [1', 'a.yaml'), { code: 'yaml' });
    assert.throws(() => new ModelEdit('- 1', 'a.yaml'), { code: 'yaml' });
  });
});
