import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from '../../../src/project/configFile.ts';
import { parseConfig } from '../../../src/project/parseConfig.ts';

interface Row {
  readonly says: string;
  readonly text: string;
  readonly config: unknown;
  /** `line:column sentence` */
  readonly problems: readonly string[];
}

const rows: readonly Row[] = [
  { says: 'takes an empty file', text: '', config: {}, problems: [] },
  { says: 'takes a file of comments', text: '# later\n', config: {}, problems: [] },
  {
    says: 'reads every key',
    text: 'objective:\n  metric: val_auc\n  direction: maximize\nscripts: ["jobs/*.py"]\nstopGraceSeconds: 3\n',
    config: {
      objective: { metric: 'val_auc', direction: 'maximize' },
      scripts: ['jobs/*.py'],
      stopGraceSeconds: 3,
    },
    problems: [],
  },
  {
    says: 'keeps the rest when a key is not known',
    text: 'stopGraceSeconds: 3\nobjectiv:\n  metric: a\n',
    config: { stopGraceSeconds: 3 },
    problems: ['2:1 “objectiv” is not known here.'],
  },
  {
    says: 'keeps the rest when a value is wrong, at its own line',
    text: 'objective:\n  metric: val_auc\n  direction: up\nlimits:\n  outputMB: many\n  patchMB: 2\n',
    config: { objective: { metric: 'val_auc' }, limits: { patchMB: 2 } },
    problems: [
      '3:3 “objective.direction” should be one of: maximize, minimize.',
      '5:3 “limits.outputMB” should be a number.',
    ],
  },
  {
    says: 'drops a group whose required part is missing',
    text: 'objective:\n  direction: minimize\nstopGraceSeconds: 1\n',
    config: { stopGraceSeconds: 1 },
    problems: ['1:1 “objective.metric” should be a text.'],
  },
  {
    says: 'drops one wrong entry of a list',
    text: 'scripts:\n  - a.py\n  - 5\n  - b.py\n',
    config: { scripts: ['a.py', 'b.py'] },
    problems: ['3:5 “scripts.1” should be a text.'],
  },
  {
    says: 'refuses a list where keys belong',
    text: '- a\n- b\n',
    config: {},
    problems: ['1:1 This file should hold keys and values, such as “objective”.'],
  },
  {
    says: 'names a key that would poison objects, and survives it',
    text: '__proto__:\n  polluted: true\nstopGraceSeconds: 1\n',
    config: { stopGraceSeconds: 1 },
    problems: ['1:1 “__proto__” is not known here.'],
  },
  {
    says: 'takes no limit of a fairness policy that has a mistake anywhere, since the rest asks for less',
    text: 'fairness:\n  minSize: 40\n  limits:\n    - { metric: fpr, difference: 0.1 }\n    - { metric: fnr, difference: much }\n',
    config: { fairness: { minSize: 40 } },
    problems: [
      '5:22 “fairness.limits.1.difference” should be a number.',
      '3:3 None of the limits counts until what is wrong under “fairness” is mended.',
    ],
  },
  {
    says: 'takes no limit of a fairness policy that says something twice',
    text: 'fairness:\n  limits: [{ metric: fpr, difference: 0.9 }]\n  limits: [{ metric: fpr, difference: 0.1 }]\n',
    config: { fairness: {} },
    problems: [
      '3:3 “limits” is there twice; the first, at line 2, counts.',
      '2:3 None of the limits counts until what is wrong under “fairness” is mended.',
    ],
  },
  {
    says: 'takes the limits of a sound policy, whatever is wrong elsewhere',
    text: 'colour: red\nfairness:\n  limits: [{ metric: fpr, difference: 0.9 }]\n',
    config: { fairness: { limits: [{ metric: 'fpr', difference: 0.9 }] } },
    problems: ['1:1 “colour” is not known here.'],
  },
];

describe('config.yaml', () => {
  for (const { says, text, config, problems } of rows)
    it(says, () => {
      const read = parseConfig(text);
      assert.deepEqual({ ...read.config }, config);
      assert.deepEqual(
        read.problems.map((p) => `${String(p.line)}:${String(p.column)} ${p.message}`),
        problems,
      );
      assert.equal('polluted' in {}, false);
    });

  it('reports broken YAML where it breaks', () => {
    const read = parseConfig('objective:\n  metric: [a\nscripts: x\n');
    assert.deepEqual(read.config, {});
    assert.ok(read.problems.length > 0);
    assert.ok(read.problems.every(({ line }) => line >= 2));
  });

  it('refuses a bomb of aliases', () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) =>
        `l${String(i + 1)}: &l${String(i + 1)} [${Array(9)
          .fill(`*l${String(i)}`)
          .join(',')}]`,
    );
    const read = parseConfig(['l0: &l0 x', ...levels].join('\n'));
    assert.deepEqual(read.config, {});
    assert.equal(read.problems.length, 1);
  });

  it('a missing file is an empty configuration, an unreadable one is a problem', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'cairn-config-'));
    assert.deepEqual(await readConfig(path.join(folder, 'config.yaml')), { config: {}, problems: [] });
    await writeFile(path.join(folder, 'config.yaml'), 'stopGraceSeconds: 2\n');
    assert.deepEqual((await readConfig(path.join(folder, 'config.yaml'))).config, { stopGraceSeconds: 2 });
    assert.equal((await readConfig(folder)).problems.length, 1);
  });
});
