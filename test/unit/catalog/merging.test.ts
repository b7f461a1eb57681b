/** What two people add on two branches: a real git merges it, where lines allow. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { YamlEdit } from '../../../src/storage/yamlEdit.ts';

const as = { where: 'features.yaml', example: 'ratio' };
const entry = (name: string) => `${name}:\n  description: About ${name}.\n  owner: risk-ml # since spring\n`;
const sorted = `# what the model learns from\n${['age', 'debt', 'income', 'region'].map(entry).join('\n')}`;

describe('entries that two people add', () => {
  const merge = (base: string, ours: (edit: YamlEdit) => void, theirs: (edit: YamlEdit) => void) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'cairn merge '));
    const file = path.join(folder, 'features.yaml');
    const git = (...args: string[]) => {
      const who = ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false'];
      return execFileSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
    };
    const change = (work: (edit: YamlEdit) => void) => {
      const edit = new YamlEdit(base, as);
      work(edit);
      writeFileSync(file, edit.text());
      git('commit', '-qam', 'x');
    };
    try {
      git('init', '-q', '-b', 'main');
      writeFileSync(file, base);
      git('add', '-A');
      git('commit', '-qm', 'x');
      git('checkout', '-qb', 'theirs');
      change(theirs);
      git('checkout', '-q', 'main');
      change(ours);
      git('merge', '-q', '--no-edit', 'theirs');
      return readFileSync(file, 'utf8');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  const add = (name: string) => (edit: YamlEdit) =>
    edit.set([name], { description: `About ${name}.`, owner: 'sam' });

  it('merge where the file is sorted: each goes to its place', () => {
    const merged = new YamlEdit(merge(sorted, add('balance'), add('job')), as);
    assert.deepEqual(merged.keys(), ['age', 'balance', 'debt', 'income', 'job', 'region']);
    assert.equal(merged.get(['job', 'owner']), 'sam');
    assert.ok(merged.text().startsWith('# what the model learns from\n'));
  });

  it('merge with what another changes in an entry, its comments kept', () => {
    const text = merge(sorted, add('zip'), (edit) => edit.set(['age', 'owner'], 'ada'));
    assert.ok(text.includes('owner: ada # since spring'));
    assert.deepEqual(new YamlEdit(text, as).keys().at(-1), 'zip');
  });

  it('merge when features are handed over on one branch and one is added on the other', () => {
    const handOver = (edit: YamlEdit) =>
      edit.setAll(['income', 'region'].map((name) => ({ path: [name, 'owner'], value: 'ada' })));
    const merged = new YamlEdit(merge(sorted, handOver, add('balance')), as);
    assert.deepEqual(
      merged.keys().map((name) => merged.get([name, 'owner'])),
      ['risk-ml', 'sam', 'risk-ml', 'ada', 'ada'],
    );
  });

  it('meet in one place only where they go to the same: git then asks', () => {
    assert.throws(() => merge(sorted, add('balance'), add('claims')), /merge -q --no-edit theirs/);
  });
});
