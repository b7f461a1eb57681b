/** Which features a run used, as the real MLflow client and the logging helper say it. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { catalogResult } from '../../src/protocol/catalogShape.ts';
import { cairn, newFolder, record, useAddress } from './mlflowScripts.ts';

describe('features of runs', () => {
  it('are known by MLflow signatures, by the schemas of its datasets, and by cairn.log_features', async () => {
    const folder = await newFolder();
    fs.mkdirSync(path.join(folder, '.cairn'), { recursive: true });
    fs.writeFileSync(
      path.join(folder, '.cairn', 'features.yaml'),
      'debt: {}\nsize: {dataset: loans, columns: größe, kind: raw}\nid: {}\ndebt_to_income: {}\nother: {}\n',
    );
    const { code, output } = await record(folder, 'features.py');
    assert.equal(code, 0, output);
    const { features } = catalogResult.parse(JSON.parse(await cairn(folder, 'catalog', 'ls', '--json')));
    const signed = 'signed: signature';
    const read = 'read: schema loans';
    assert.deepEqual(
      features.map(({ name, usedBy }) => [
        name,
        usedBy.newestRuns
          .map(
            ({ name: run, evidence }) =>
              `${run}: ${evidence.map(({ by, where }) => `${by} ${where ?? ''}`.trim()).join()}`,
          )
          .sort(),
      ]),
      [
        ['debt', [read, signed]],
        ['size', [read, signed]],
        ['id', [read]],
        // The first run that MLflow opens is the script's own.
        ['debt_to_income', ['signed: inbox']],
        ['other', []],
      ],
    );
  });

  for (const [what, uri, source] of [
    ['database', 'sqlite:///mlflow.db', 'MLflow · mlflow.db'],
    ['folder', './mlruns', 'MLflow · mlruns'],
  ] as const)
    it(`are known by what MLflow keeps in a ${what} of its own, without an import`, async () => {
      const folder = await newFolder();
      fs.mkdirSync(path.join(folder, '.cairn'), { recursive: true });
      const names = ['income', 'debt_ratio', 'age', 'label', 'other'];
      fs.writeFileSync(
        path.join(folder, '.cairn', 'features.yaml'),
        names.map((name) => `${name}: {}\n`).join(''),
      );
      const { code, output } = await useAddress(uri, folder, 'serverModels.py');
      assert.equal(code, 0, output);
      const { features } = catalogResult.parse(JSON.parse(await cairn(folder, 'catalog', 'ls', '--json')));
      const signature = { by: 'signature', where: null, source };
      const schema = (where: string) => ({ by: 'schema', where, source });
      const trained = ['brave-otter', 'lonely-wren', 'quiet-heron', 'swift-finch'];
      const learnt = trained.map((name) => [name, [signature, schema('loans')]]);
      const onlyData = ['only-data', [schema('few')]];
      assert.deepEqual(
        features.map(({ name, usedBy }) => [
          name,
          usedBy.newestRuns
            .map(({ name: run, evidence }) => [run, evidence] as const)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        ]),
        [
          ['income', learnt],
          ['debt_ratio', learnt],
          ['age', [...learnt.slice(0, 2), onlyData, ...learnt.slice(2)]],
          // Of a run whose model says what it learnt from, the other columns of the data are no use.
          ['label', [onlyData]],
          ['other', []],
        ],
      );
    });
});
