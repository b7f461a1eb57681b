/** Several processes register versions at once and none is lost; what people break is named and never made worse. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { modelFileName } from '../../../src/models/modelFileName.ts';
import { ModelRegistry } from '../../../src/models/modelRegistry.ts';
import { temporaryFolder } from '../storage/series/seriesFiles.ts';

const mover = { by: 'ada', at: '2026-11-29T12:00:00.000Z' };

describe('model registry', () => {
  let dir = '';
  let models = '';
  let registry = new ModelRegistry('');
  let remove = (): void => undefined;
  beforeEach(() => {
    ({ dir, remove } = temporaryFolder());
    models = path.join(dir, '.cairn', 'models');
    registry = new ModelRegistry(models);
  });
  afterEach(() => remove());

  it('is empty where there is no folder', () => {
    assert.deepEqual([...registry.all().models], []);
    assert.deepEqual(registry.all().problems, []);
    assert.equal(registry.find('a'), undefined);
    assert.throws(() => registry.get('a'), { code: 'noModel' });
  });

  it('numbers versions and never gives a number twice', async () => {
    await registry.create({ name: 'credit' });
    for (const run of ['a', 'b', 'c']) await registry.addVersion('credit', { run });
    await registry.change('credit', (edit) => edit.moveAlias('champion', 3, mover));
    await registry.deleteVersion('credit', 3, mover);
    assert.deepEqual(registry.find('credit')?.aliases, {});
    assert.equal((await registry.addVersion('credit', { run: 'd' })).version.version, 4);
    await registry.deleteVersion('credit', 1, mover);
    assert.deepEqual(
      registry.find('credit')?.versions.map(({ version, run }) => [version, run]),
      [
        [2, 'b'],
        [4, 'd'],
      ],
    );
    assert.deepEqual(fs.readdirSync(models), ['credit.yaml']);
  });

  it('loses no version of several processes that register at once', async () => {
    await registry.create({ name: 'credit' });
    const module = new URL('../../../src/models/modelRegistry.ts', import.meta.url).href;
    const code = `const { ModelRegistry } = await import(${JSON.stringify(module)});
const registry = new ModelRegistry(${JSON.stringify(models)});
for (let n = 0; n < 20; n += 1) await registry.addVersion('credit', { run: process.argv[1] + '-' + n });`;
    const children = ['a', 'b', 'c', 'd'].map((name) =>
      spawn(process.execPath, ['--input-type=module', '-e', code, name], {
        stdio: ['ignore', 'inherit', 'inherit'],
      }),
    );
    const codes = await Promise.all(children.map((child) => once(child, 'exit')));
    assert.deepEqual(codes.flat(), [0, null, 0, null, 0, null, 0, null]);
    const versions = registry.find('credit')?.versions ?? [];
    assert.deepEqual(
      versions.map(({ version }) => version),
      Array.from({ length: 80 }, (_, index) => index + 1),
    );
    assert.equal(new Set(versions.map(({ run }) => run)).size, 80);
    assert.deepEqual(fs.readdirSync(models), ['credit.yaml']);
  }).timeout(60_000);

  it('keeps what a person changes between two registrations', async () => {
    await registry.create({ name: 'credit' });
    await registry.addVersion('credit', { run: 'a' });
    const file = path.join(models, 'credit.yaml');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('run: a', 'run: a # the good one'));
    await registry.addVersion('credit', { run: 'b' });
    assert.match(fs.readFileSync(file, 'utf8'), /run: a # the good one\n {2}- version: 2\n/);
  });

  it('changes nothing in a file that cannot be read, and says where', async () => {
    await registry.create({ name: 'credit' });
    const file = path.join(models, 'credit.yaml');
    const broken = 'name: credit\n<<<<<<< HEAD\nversions: []\n';
    fs.writeFileSync(file, broken);
    await assert.rejects(registry.addVersion('credit', { run: 'a' }), {
      code: 'modelFile',
      message: /line [23]/,
    });
    await assert.rejects(registry.create({ name: 'credit' }), { code: 'modelFile' });
    assert.equal(fs.readFileSync(file, 'utf8'), broken);
    assert.equal(registry.all().problems[0]?.where, 'credit.yaml');
  });

  it('shows what a file last said while it cannot be read, and never changes it then', async () => {
    await registry.create({ name: 'credit' });
    await registry.addVersion('credit', { run: 'a' });
    assert.equal(registry.shown().models.size, 1);
    const file = path.join(models, 'credit.yaml');
    const good = fs.readFileSync(file, 'utf8');
    const broken = `<<<<<<< HEAD\n${good}`;
    fs.writeFileSync(file, broken);
    assert.equal(registry.shown().models.get('credit')?.versions.length, 1);
    assert.match(registry.shown().problems[0]?.message ?? '', /merge conflict/);
    assert.equal(registry.all().models.size, 0);
    await assert.rejects(registry.addVersion('credit', { run: 'b' }), { code: 'modelFile' });
    assert.equal(fs.readFileSync(file, 'utf8'), broken);
    fs.writeFileSync(file, good);
    assert.equal((await registry.addVersion('credit', { run: 'b' })).version.version, 2);
    fs.rmSync(file);
    assert.equal(registry.shown().models.size, 0);
  });

  it('is quick with five hundred models once it is warm, and reads only what changed', async () => {
    fs.mkdirSync(models, { recursive: true });
    const versions = Array.from(
      { length: 10 },
      (_, at) => `  - version: ${String(at + 1)}\n    run: r${String(at)}\n`,
    );
    for (let at = 0; at < 500; at += 1)
      fs.writeFileSync(
        path.join(models, `m${String(at)}.yaml`),
        `name: m${String(at)}\nversions:\n${versions.join('')}`,
      );
    let pauses = 0;
    await registry.warm(() => Promise.resolve(void (pauses += 1)));
    assert.equal(pauses, 500);
    const before = registry.shown().models;
    assert.equal(before.size, 500);
    fs.appendFileSync(path.join(models, 'm7.yaml'), '  - version: 11\n');
    const after = registry.shown().models;
    assert.equal(after.get('m7')?.versions.length, 11);
    const kept = [...after].filter(([name, model]) => before.get(name) === model);
    assert.equal(kept.length, 499);
  });

  it('renames and deletes', async () => {
    await registry.create({ name: 'a' });
    await registry.addVersion('a', { run: 'r' });
    await registry.create({ name: 'b' });
    await assert.rejects(registry.rename('a', 'b'), { code: 'modelExists' });
    assert.equal((await registry.rename('a', 'c')).versions.length, 1);
    assert.equal((await registry.rename('c', 'C')).name, 'C');
    assert.deepEqual([...registry.all().models.keys()].sort(), ['C', 'b']);
    await registry.delete('C');
    await assert.rejects(registry.delete('C'), { code: 'noModel' });
    assert.deepEqual(fs.readdirSync(models), ['b.yaml']);
  });

  it('refuses names that one system takes for another, and finds files that were renamed by hand', async () => {
    await registry.create({ name: 'Credit' });
    await assert.rejects(registry.create({ name: 'credit' }), { code: 'modelName' });
    await assert.rejects(registry.create({ name: 'Credit' }), { code: 'modelExists' });
    fs.renameSync(path.join(models, 'Credit.yaml'), path.join(models, 'other.yml'));
    assert.equal((await registry.addVersion('Credit', { run: 'a' })).version.version, 1);
    fs.copyFileSync(path.join(models, 'other.yml'), path.join(models, 'z.yaml'));
    assert.match(registry.all().problems[0]?.message ?? '', /other\.yml/);
  });

  const names: readonly (readonly [name: string, file: string])[] = [
    ['credit-risk', 'credit-risk.yaml'],
    ['Credit Risk (v2)', 'Credit Risk (v2).yaml'],
    ['kredit-prüfung', 'kredit-prüfung.yaml'],
    ['..', '%2E..yaml'],
    ['.hidden', '%2Ehidden.yaml'],
    ['a\\b', 'a%5Cb.yaml'],
    ['100%', '100%25.yaml'],
    ['con', '%63on.yaml'],
    ['a\nb', 'a%0Ab.yaml'],
    ['what?*|"<>', 'what%3F%2A%7C%22%3C%3E.yaml'],
  ];
  for (const [name, file] of names) {
    it(`keeps ${JSON.stringify(name)} in a file that every system can hold`, async () => {
      assert.equal(modelFileName(name), file);
      await registry.create({ name });
      assert.deepEqual(fs.readdirSync(models), [file]);
      assert.equal(registry.find(name)?.name, name);
    });
  }

  it('keeps long names apart', async () => {
    await registry.create({ name: `${'ü'.repeat(300)}1` });
    await registry.create({ name: `${'ü'.repeat(300)}2` });
    assert.equal(registry.all().models.size, 2);
  });
});
