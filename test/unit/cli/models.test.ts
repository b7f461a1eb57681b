/** Registers, moves, rolls back, verifies and shows from the command line, with exit codes that scripts can rely on. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { modelDetail, verifiedShape } from '../../../src/protocol/modelShape.ts';
import { modelsResult } from '../../../src/protocol/modelsShape.ts';
import { runJson } from '../../../src/protocol/runShape.ts';
import { cairn, cairnJson, removeWorkFolders, workFolder } from './builtCairn.ts';

const script = `import json, os
folder = os.environ['CAIRN_RUN_DIR']
name = 'model.pkl'
open(name, 'w').write('weights of ' + os.environ.get('SEED', '1'))
with open(os.path.join(folder, 'inbox.jsonl'), 'a') as inbox:
    for line in ({'metrics': {'val_auc': 0.8 + 0.1 * float(os.environ.get('SEED', '1'))}, 'step': 1},
                 {'params': {'n_params': 12}}, {'artifact': name, 'kind': 'model'}):
        inbox.write(json.dumps(line) + chr(10))
`;
const made = z.object({ name: z.string(), version: z.number() });

describe('cairn models', function () {
  this.timeout(60_000);
  let folder = '';
  let first = '';
  const file = () => path.join(folder, '.cairn', 'models', 'credit.yaml');

  before(async () => {
    folder = await workFolder();
    fs.writeFileSync(path.join(folder, 'train.py'), script);
    for (const seed of ['0.1', '0.2']) {
      process.env['SEED'] = seed;
      const { code, stderr } = await cairn(
        folder,
        'run',
        '--name',
        `seed-${seed}`,
        '--',
        'python3',
        'train.py',
      );
      assert.equal(code, 0, stderr);
    }
    delete process.env['SEED'];
    const listed = z.object({ runs: z.array(runJson) }).parse(await cairnJson(folder, 'ls'));
    first = listed.runs.find(({ name }) => name === 'seed-0.1')?.id ?? '';
  });
  after(removeWorkFolders);

  it('registers two runs with all that is known of them, and lists them', async () => {
    assert.deepEqual(made.parse(await cairnJson(folder, 'models', 'register', 'seed-0.1', 'credit')), {
      name: 'credit',
      version: 1,
    });
    const second = await cairn(
      folder,
      'models',
      'register',
      'seed-0.2',
      'credit',
      '--description',
      'More data',
    );
    assert.deepEqual([second.code, second.stdout], [0, 'Registered seed-0.2 as credit/2.\n'], second.stderr);
    const { models, problems } = modelsResult.parse(await cairnJson(folder, 'models'));
    assert.deepEqual(problems, []);
    assert.deepEqual(
      models[0]?.versions.map(({ version, runName, description }) => [version, runName, description]),
      [
        [2, 'seed-0.2', 'More data'],
        [1, 'seed-0.1', null],
      ],
    );
    const { shown } = modelDetail.parse(await cairnJson(folder, 'models', 'show', 'credit/1'));
    assert.deepEqual(
      shown?.metrics.map(({ key, value, direction }) => [key, value, direction]),
      [['val_auc', 0.81, 'maximize']],
    );
    assert.equal(shown.parameters, 12);
    assert.equal(shown.path, 'model.pkl');
    assert.match(shown.artifact?.sha256 ?? '', /^[0-9a-f]{64}$/);
    assert.equal(shown.script?.path, 'train.py');
    assert.deepEqual(shown.stale, []);
  });

  it('moves an alias with a reason, and rolls it back until nothing was before', async () => {
    for (const version of ['1', 'v2']) {
      const { code, stderr } = await cairn(
        folder,
        'models',
        'alias',
        'credit',
        'champion',
        version,
        '--reason',
        `as good as ${version}`,
      );
      assert.equal(code, 0, stderr);
    }
    const back = await cairn(
      folder,
      'models',
      'rollback',
      'credit',
      'champion',
      '--reason',
      'worse on new data',
    );
    assert.deepEqual([back.code, back.stdout], [0, 'champion of credit: v2 → v1\n']);
    const again = await cairn(folder, 'models', 'rollback', 'credit', 'champion');
    assert.deepEqual(
      [again.code, again.stderr],
      [1, 'cairn: The history of credit tells of no version that champion stood for before.\n'],
    );
    const text = fs.readFileSync(file(), 'utf8');
    assert.match(text, /^aliases:\n {2}champion: 1$/m);
    assert.equal(text.match(/^ {2}- \{ alias: champion, .*reason: .*\}$/gm)?.length, 3);
    const { history, rollBacks, champion } = modelDetail.parse(
      await cairnJson(folder, 'models', 'show', 'credit/2'),
    );
    assert.deepEqual(
      history.map(({ from, to, reason, rollBack }) => [from, to, reason, rollBack]),
      [
        [2, 1, 'worse on new data', true],
        [1, 2, 'as good as v2', false],
        [null, 1, 'as good as 1', false],
      ],
    );
    assert.deepEqual(rollBacks, []);
    assert.equal(champion?.version, 1);
    const shown = await cairn(folder, 'models', 'show', 'credit@champion');
    assert.match(
      shown.stdout,
      /^credit\/1 @champion\n[^]*val_auc +0\.81\n[^]*champion +v2 → v1 .*worse on new data/,
    );
  });

  it('verifies what was registered, and says when it has changed or is gone', async () => {
    const artifact = path.join(folder, '.cairn', 'runs', first, 'artifacts', 'model.pkl');
    const verify = async () => {
      const { code, stdout } = await cairn(folder, 'models', 'verify', 'credit/1', '--json');
      return [code, verifiedShape.parse(JSON.parse(stdout)).state];
    };
    assert.deepEqual(await verify(), [0, 'same']);
    fs.appendFileSync(artifact, '!');
    assert.deepEqual(await verify(), [1, 'differs']);
    fs.writeFileSync(path.join(folder, 'train.py'), `${script}\n# changed`);
    const stale = modelDetail.parse(await cairnJson(folder, 'models', 'show', 'credit/1')).shown?.stale ?? [];
    assert.deepEqual(
      stale.map(({ what }) => what),
      ['artifact', 'script'],
    );
    fs.rmSync(artifact);
    assert.deepEqual(await verify(), [1, 'gone']);
  });

  it('names the run of a version whose file does not, while the run is there', async () => {
    const plain = path.join(folder, '.cairn', 'models', 'plain.yaml');
    fs.writeFileSync(plain, `name: plain\nversions:\n  - version: 1\n    run: ${first}\n`);
    const { shown, versions } = modelDetail.parse(await cairnJson(folder, 'models', 'show', 'plain'));
    assert.deepEqual([shown?.runName, shown?.run, versions[0]?.runName], ['seed-0.1', first, 'seed-0.1']);
    fs.rmSync(plain);
  });

  it('still tells all of it when the run is deleted', async () => {
    assert.equal((await cairn(folder, 'rm', 'seed-0.1')).code, 0);
    const { shown } = modelDetail.parse(await cairnJson(folder, 'models', 'show', 'credit/1'));
    assert.deepEqual([shown?.runName, shown?.runHere, shown?.metrics.length], ['seed-0.1', false, 1]);
    assert.ok(shown?.stale.some(({ sentence }) => sentence.startsWith('The run seed-0.1 is not here')));
  });

  const wrong: readonly (readonly [words: string, code: number, said: RegExp])[] = [
    ['shw credit', 2, /not “shw”/],
    ['show', 2, /show takes 1 words/],
    ['show credi', 2, /Did you mean “credit”/],
    ['show credit/9', 2, /no version 9/],
    ['show credit@constructor', 2, /no alias constructor/],
    ['alias credit champion x', 2, /no version/],
    ['alias credit champion 9', 2, /no version 9/],
    ['alias credit v1 1', 2, /reserved/],
    ['register seed-0.2 a/b', 2, /cannot be the name/],
    ['register nobody credit', 2, /no run “nobody”/],
    ['register seed-0.2 credit --artifact nothing.bin', 2, /nothing\.bin is not there/],
    ['verify other', 2, /no registered model other/],
  ];
  for (const [words, code, said] of wrong)
    it(`refuses ${words}, and changes nothing`, async () => {
      const before = fs.readFileSync(file(), 'utf8');
      const answer = await cairn(folder, 'models', ...words.split(' '));
      assert.equal(answer.code, code, answer.stdout);
      assert.match(answer.stderr, said);
      assert.equal(fs.readFileSync(file(), 'utf8'), before);
    });

  it('says at which line a file is wrong, keeps the rest, and never writes over it', async () => {
    const broken = `${fs.readFileSync(file(), 'utf8')}<<<<<<< HEAD\n`;
    fs.writeFileSync(file(), broken);
    const listed = await cairn(folder, 'models');
    assert.equal(listed.code, 1);
    assert.match(listed.stderr, /^cairn: credit\.yaml:\d+: The file has a merge conflict here/);
    const refused = await cairn(folder, 'models', 'alias', 'credit', 'challenger', '2');
    assert.equal(refused.code, 2);
    assert.equal(fs.readFileSync(file(), 'utf8'), broken);
  });
});
