/** What the index thread tells of features: from run folders, model files, scripts and the catalog on a disk. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openThreadStore } from '../../../src/project/threadStore.ts';
import type { RunStore } from '../../../src/project/runStore.ts';
import { columnNames } from '../../../src/sources/datasetColumns.ts';
import { layoutOf, runDir, runPaths } from '../../../src/storage/layout.ts';
import { until } from '../../e2e/until.ts';

const wasm = path.resolve('node_modules/sql.js/dist/sql-wasm.wasm');
const threadPath = path.resolve('src/indexer/main.ts');
const dayMs = 86_400_000;

describe('features in the index thread', function () {
  this.timeout(60_000);
  let folder: string;
  let store: RunStore;
  const logged: string[] = [];

  const write = (name: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  };
  const writeRun = (
    id: string,
    events: readonly object[],
    more: { script?: string; daysAgo?: number } = {},
  ) => {
    const paths = runPaths(runDir(layoutOf(folder), id));
    fs.mkdirSync(paths.artifacts, { recursive: true });
    const created = Date.now() - (more.daysAgo ?? 1) * dayMs;
    const record = {
      ...{
        version: 1,
        id,
        name: id,
        script: more.script ?? 'train.py',
        params: {},
        tags: {},
        created,
        cwd: folder,
      },
      ...{ command: ['python3'], user: 'sam', host: 'here', origin: 'terminal', environment: {} },
      machine: { os: 'Linux', arch: 'x64', cpu: '', cores: 1, memory: 1 },
    };
    fs.writeFileSync(paths.run, JSON.stringify(record));
    const all = [
      { t: created, type: 'started', pid: 4 },
      ...events,
      { type: 'ended', status: 'finished', exitCode: 0 },
    ];
    fs.writeFileSync(
      paths.events,
      all.map((event) => `${JSON.stringify({ t: created, ...event })}\n`).join(''),
    );
    return paths;
  };

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cairn features '));
    write('.cairn/datasets.yaml', 'loans:\n  location: loans.csv\n');
    write(
      '.cairn/features.yaml',
      `# all of them
age:
  dataset: loans
  columns: age
  owner: risk-ml
debt_to_income:
  function: features.py#ratio
  parents: [debt]
debt: {dataset: loans, columns: debt}
unused: {}
region: {}
old: {}
`,
    );
    write('loans.csv', '"age",debt,"in,come"\n1,2,3\n');
    write('features.py', '@cached\ndef ratio(rows):\n    return rows["debt"] / rows["income"]\n');
    write('train.py', 'import features\nuse = ["region"]\n');
    write(
      '.cairn/models/churn.yaml',
      'name: churn\naliases: {champion: 1}\nversions: [{version: 1, run: said}]\n',
    );
    writeRun('said', [{ type: 'features', names: ['debt_to_income'] }]);
    writeRun('catalogued', [{ type: 'dataset', name: 'loans' }], { script: 'gone.py' });
    writeRun('old', [{ type: 'features', names: ['old'] }], { daysAgo: 200 });
    const logs = [{ type: 'artifact', path: 'model/MLmodel', size: 9 }];
    const { artifacts } = writeRun('signed', logs, { script: 'gone.py' });
    fs.mkdirSync(path.join(artifacts, 'model'));
    fs.writeFileSync(
      path.join(artifacts, 'model', 'MLmodel'),
      `flavors: {}\nsignature:\n  inputs: '[{"type": "double", "name": "region", "required": true}]'\n`,
    );
    store = openThreadStore({
      layout: layoutOf(folder),
      threadPath,
      wasm,
      config: {},
      log: (line) => logged.push(line),
    });
  });
  after(() => {
    store.dispose();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    assert.deepEqual(logged, []);
  });

  const uses = async (name: string) =>
    (await store.features.get(name))?.usage.runs.map(
      ({ run, evidence }) =>
        `${run}: ${evidence.map(({ by, where }) => `${by} ${where ?? ''}`.trim()).join(', ')}`,
    );

  it('tells who used one, with the evidence', async () => {
    assert.deepEqual(await uses('debt_to_income'), ['said: inbox']);
    assert.deepEqual(await uses('age'), ['catalogued: columns loans']);
    assert.deepEqual(await uses('region'), ['signed: signature']);
    assert.equal(await store.features.get('gone'), undefined);
    const detail = await store.features.get('debt_to_income');
    assert.deepEqual(
      detail?.usage.models.map(({ model, version, aliases, evidence }) => [
        model,
        version,
        aliases,
        evidence,
      ]),
      [['churn', 1, ['champion'], [{ by: 'run', where: 'said' }]]],
    );
    assert.deepEqual((await store.features.get('debt'))?.usage.children, ['debt_to_income']);
  });

  it('finds those that a script makes, and those of some names, at their lines', async () => {
    const brief = (found: Awaited<ReturnType<typeof store.features.all>>) =>
      found.map(({ name, line, models }) => `${name} ${line} ${models.join()}`.trim());
    assert.deepEqual(brief(await store.features.inScript('features.py')), [
      'debt_to_income 6 churn v1 (champion)',
    ]);
    assert.deepEqual(brief(await store.features.byName(['age', 'gone', 'constructor'])), ['age 2']);
    assert.equal((await store.features.all()).length, 6);
  });

  it('lists the unused ones with the reason and the places to edit', async () => {
    const listed = (await store.features.unused()).map(
      ({ name, reasons, places }) =>
        `${name}: ${reasons.map(({ why, days }) => `${why} ${days ?? ''}`.trim()).join(', ')} at ${places.map(({ file, line }) => `${file}:${line}`).join(' ')}`,
    );
    assert.deepEqual(listed, [
      'age: noChampion at .cairn/features.yaml:2',
      'unused: never, noChampion at .cairn/features.yaml:10',
      'region: noChampion at .cairn/features.yaml:11 train.py:2',
      'old: old 200, noChampion at .cairn/features.yaml:12',
    ]);
  });

  it('knows the columns of a dataset, and which scripts hold a name', async () => {
    assert.deepEqual(await store.features.columnsOf('loans'), ['age', 'debt', 'in,come']);
    const hash = 'ab'.repeat(32);
    write(
      '.cairn/datasets.yaml',
      `loans:\n  location: loans.csv\nold:\n  location: old.parquet\n  versions: [{version: 1, hash: ${hash}}, {version: 2, hash: ${'cd'.repeat(32)}}]\n`,
    );
    write(`.cairn/profiles/${hash}.json`, '{"columns": [{"name": "income"}]}');
    write(`.cairn/profiles/${'cd'.repeat(32)}.json`, '{');
    await store.catalogTexts.catalogProblems({});
    assert.deepEqual(await store.features.columnsOf('old'), ['income']);
    assert.deepEqual(await store.features.columnsOf('gone'), []);
    const files = ['train.py', 'features.py', 'gone.py', '../other.py'];
    assert.deepEqual(await store.features.naming('debt', files), ['features.py']);
  });

  it('follows the catalog, keeps what it was while a file cannot be read, and follows new runs', async () => {
    const names = async () => {
      await store.catalogTexts.catalogProblems({});
      return (await store.features.all()).map(({ name }) => name);
    };
    write('.cairn/features.yaml', 'age: {}\nadded: {}\n');
    assert.deepEqual(await names(), ['age', 'added']);
    write('.cairn/features.yaml', '<<<<<<< ours\nage: {}\n=======\nb: {}\n>>>>>>> theirs\n');
    assert.deepEqual(await names(), ['age', 'added']);
    const said = (await store.catalogTexts.catalogProblems({})).filter(({ level }) => level === 'error');
    assert.deepEqual(
      said.map(({ line, fix }) => [line, fix?.kind]),
      [[1, 'conflict']],
    );
    write('.cairn/features.yaml', 'age: {}\nadded: {}\nlast: {}\n');
    assert.deepEqual(await names(), ['age', 'added', 'last']);
    writeRun('later', [{ type: 'features', names: ['added'] }]);
    await store.refresh();
    assert.deepEqual(await uses('added'), ['later: inbox']);
  });

  it('sees that a function was renamed, with what would mend it', async () => {
    const mend = async () =>
      (await store.catalogTexts.catalogProblems({})).flatMap(({ line, fix }) =>
        fix?.kind === 'function' ? [`${String(line)} ${fix.path.join('.')} ${fix.value ?? ''}`] : [],
      );
    write('.cairn/features.yaml', 'ratio:\n  owner: o\n  function: features.py#ratio\n');
    assert.deepEqual(await mend(), []);
    write('features.py', 'def debt_ratio(rows):\n    return 1\n');
    assert.deepEqual(await mend(), ['3 ratio.function features.py#ratio']);
  });

  it('judges texts that are not saved, and changes them with their comments', async () => {
    const { catalogTexts } = store;
    const said = await catalogTexts.catalogProblems({
      features: 'a:\n  owner: o\n  description: d\n  dataset: new\n  knd: raw\n',
      datasets: 'new: {location: x.csv, owner: o, description: d}\n',
    });
    assert.deepEqual(
      said.map(({ where, line, message }) => `${where}:${String(line)} ${message}`),
      ['features.yaml:5 “a.knd” is not known here.'],
    );
    assert.deepEqual(
      (await catalogTexts.textProblems({ file: 'config.yaml', text: 'limits: {outputMB: lots}\n' })).map(
        ({ message }) => message,
      ),
      ['“limits.outputMB” should be a number.'],
    );
    assert.deepEqual(
      (await catalogTexts.textProblems({ file: 'models/m.yaml', text: 'name: [\n' })).map(
        ({ where }) => where,
      ),
      ['models/m.yaml'],
    );
    assert.equal(
      await catalogTexts.changeYaml({
        file: 'features.yaml',
        text: '# top\na:\n  owner: old # why\n\nb: {owner: old}\nc:\n  kind: raw\n',
        changes: ['a', 'b', 'c'].map((name) => ({
          kind: 'set' as const,
          path: [name, 'owner'],
          value: 'new',
        })),
      }),
      '# top\na:\n  owner: new # why\n\nb: {owner: new}\nc:\n  owner: new\n  kind: raw\n',
    );
  });

  it('renames a feature and a dataset wherever the catalog and models name them', async () => {
    write(
      '.cairn/models/churn.yaml',
      'name: churn\nversions:\n  - version: 1\n    features: [age, b]\n    datasets: [{name: loans, version: 1}]\n',
    );
    write(
      '.cairn/features.yaml',
      '# f\nage: {dataset: loans, columns: age}\nb:\n  parents: [age, c] # both\n',
    );
    const renamed = async (kind: 'dataset' | 'feature', name: string, to: string) =>
      Object.fromEntries(
        (await store.catalogTexts.renameEntry({ kind, name, to, texts: {} })).map(({ file, text }) => [
          file,
          text,
        ]),
      );
    assert.deepEqual(await renamed('feature', 'age', 'years'), {
      'features.yaml': '# f\nyears: {dataset: loans, columns: age}\nb:\n  parents: [years, c] # both\n',
      'models/churn.yaml':
        'name: churn\nversions:\n  - version: 1\n    features: [years, b]\n    datasets: [{name: loans, version: 1}]\n',
    });
    const data = await renamed('dataset', 'loans', 'credits');
    assert.deepEqual(Object.keys(data), ['datasets.yaml', 'features.yaml', 'models/churn.yaml']);
    assert.match(data['features.yaml'] ?? '', /^age: *\{ ?dataset: credits,/m);
    assert.match(data['models/churn.yaml'] ?? '', /name: credits/);
    await assert.rejects(renamed('feature', 'age', 'b'), /has “b” already/);
    await until('the refusal is in the log', () => logged.length === 1);
    logged.splice(0);
  });
});

describe('columns that MLflow tells of', () => {
  const table: [what: string, json: string | undefined, names: string[]][] = [
    ['a signature', '[{"type": "long", "name": "a", "required": true}, {"name": "b"}]', ['a', 'b']],
    ['the schema of a dataset', '{"mlflow_colspec": [{"type": "long", "name": "a"}]}', ['a']],
    [
      'tensors without names',
      '[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, 3]}}]',
      [],
    ],
    ['the schema of tensors', '{"mlflow_tensorspec": {"features": "[]"}}', []],
    ['no JSON', '{', []],
    ['nonsense', '7', []],
    ['nothing', undefined, []],
  ];
  for (const [what, json, names] of table)
    it(`are read from ${what}`, () => {
      assert.deepEqual(columnNames(json), names);
    });
});
