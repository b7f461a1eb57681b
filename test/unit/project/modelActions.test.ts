/** What can be done with registered models: by whom, on what, and what is refused where a folder is not trusted. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { ModelActions } from '../../../src/project/modelActions.ts';
import { layoutOf } from '../../../src/storage/layout.ts';
import { runDetailOf } from '../runs/compare/runDetailOf.ts';
import { temporaryFolder } from '../storage/series/seriesFiles.ts';

const artifact = (name: string, linked = false) => ({
  ...{ path: name, kind: 'model', size: 7, sha256: null, linked, t: 0 },
});

describe('actions on registered models', () => {
  let dir = '';
  let folder = '';
  let remove = (): void => undefined;
  const write = (name: string, content: string) => {
    fs.mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    fs.writeFileSync(path.join(dir, name), content);
  };
  const actions = (isTrusted: boolean) =>
    new ModelActions({
      ...{ layout: layoutOf(folder), config: {}, env: {}, isTrusted },
      clock: { now: () => Date.UTC(2026, 10, 29) },
    });
  beforeEach(() => {
    ({ dir, remove } = temporaryFolder());
    folder = path.join(dir, 'work');
    fs.mkdirSync(folder);
  });
  afterEach(() => remove());

  it('register a model of another tool where it lies', async () => {
    write('work/mlruns/0/x/artifacts/model/MLmodel', 'flavors: {}\n');
    const detail = runDetailOf({
      artifactFolder: path.join(folder, 'mlruns/0/x/artifacts'),
      artifacts: [artifact('model/MLmodel')],
    });
    await actions(true).register(detail, { name: 'credit' });
    const { version } = actions(true).registry.getVersion('credit', 1);
    assert.equal(version.artifact?.location, 'mlruns/0/x/artifacts/model');
    assert.equal(version.created, '2026-11-29T00:00:00.000Z');
    assert.equal((await actions(true).verify('credit', 1)).state, 'same');
  });

  it('register a file that the run keeps nowhere, and one that it only linked', async () => {
    write('elsewhere/big.bin', 'weights');
    write('work/linked.bin', 'weights');
    const detail = runDetailOf({ artifacts: [artifact('linked.bin', true)] });
    await actions(true).register(detail, { name: 'a', artifact: path.join(dir, 'elsewhere', 'big.bin') });
    await actions(true).register(detail, { name: 'b' });
    const place = (name: string) => actions(true).registry.getVersion(name, 1).version.artifact?.location;
    assert.deepEqual([place('a'), place('b')], [path.join(dir, 'elsewhere', 'big.bin'), 'linked.bin']);
    assert.equal(actions(true).artifactFile('b', 1), path.join(folder, 'linked.bin'));
    // What lies outside is not read for somebody who does not trust the folder.
    assert.equal((await actions(false).verify('a', 1)).state, 'elsewhere');
    assert.equal((await actions(false).verify('b', 1)).state, 'same');
  });

  it('ask which artifact it is when there are several or none, and make no model then', async () => {
    const several = runDetailOf({ artifacts: [artifact('a.pt'), artifact('b.pt')] });
    await assert.rejects(actions(true).register(several, { name: 'credit' }), {
      code: 'artifact',
      message: /several models: a\.pt, b\.pt/,
    });
    await assert.rejects(actions(true).register(runDetailOf(), { name: 'credit' }), { code: 'artifact' });
    await assert.rejects(actions(true).register(several, { name: 'credit', artifact: 'a.pt' }), {
      code: 'artifact',
      message: /a\.pt is not there/,
    });
    await assert.rejects(actions(true).register(several, { name: '../x' }), { code: 'modelName' });
    assert.equal(fs.existsSync(path.join(folder, '.cairn')), false);
  });

  it('write and read nothing where a link leads out of a folder that is not trusted', async () => {
    write('elsewhere/secret.bin', 'secret');
    fs.mkdirSync(path.join(folder, '.cairn'));
    fs.symlinkSync(path.join(dir, 'elsewhere'), path.join(folder, '.cairn', 'models'));
    write('work/model.pkl', 'weights');
    const detail = runDetailOf({ artifacts: [artifact('model.pkl', true)] });
    const refused = { code: 'outside' };
    await assert.rejects(actions(false).register(detail, { name: 'credit' }), refused);
    await assert.rejects(actions(false).moveAlias({ name: 'a', alias: 'b', to: 1 }, undefined), refused);
    await assert.rejects(actions(false).rollBack({ name: 'a', alias: 'b' }, undefined), refused);
    await assert.rejects(actions(false).deleteVersion('a', 1), refused);
    assert.deepEqual(fs.readdirSync(path.join(dir, 'elsewhere')), ['secret.bin']);
    fs.rmSync(path.join(folder, '.cairn', 'models'));
    fs.symlinkSync(path.join(dir, 'elsewhere'), path.join(folder, 'link'));
    const led = runDetailOf({ artifacts: [artifact('link/secret.bin', true)] });
    await assert.rejects(actions(false).register(led, { name: 'credit' }), refused);
    await actions(false).register(detail, { name: 'credit' });
    assert.equal(actions(false).registry.getVersion('credit', 1).version.artifact?.size, 7);
  });

  it('say in a sentence that a folder cannot be written', async () => {
    write('work/model.pkl', 'weights');
    // Root may write where the mode says no, but nobody makes a folder of a file.
    fs.mkdirSync(path.join(folder, '.cairn'));
    fs.writeFileSync(path.join(folder, '.cairn', 'models'), 'not a folder');
    const detail = runDetailOf({ artifacts: [artifact('model.pkl', true)] });
    await assert.rejects(actions(true).register(detail, { name: 'credit' }), { code: 'readOnly' });
  });

  it('keep the number of a deleted version, and record that its alias went', async () => {
    write('work/model.pkl', 'weights');
    const detail = runDetailOf({ artifacts: [artifact('model.pkl', true)] });
    for (let made = 0; made < 2; made += 1) await actions(true).register(detail, { name: 'credit' });
    await actions(true).moveAlias({ name: 'credit', alias: 'champion', to: 2 }, 'best');
    await actions(true).deleteVersion('credit', 2);
    assert.deepEqual(await actions(true).register(detail, { name: 'credit' }), {
      name: 'credit',
      version: 3,
    });
    const { aliases, history } = actions(true).registry.get('credit');
    assert.deepEqual(aliases, {});
    assert.deepEqual(
      history.map(({ from, to, reason }) => [from, to, reason]),
      [
        [undefined, 2, 'best'],
        [2, undefined, undefined],
      ],
    );
  });
});
