/** Aliases move with a reason, and go back to where they stood: several times, past versions that are gone, past hand edits. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {
  aliasProblem,
  modelNameProblem,
  moveAlias,
  rollBack,
  stoodBefore,
} from '../../../src/models/aliasMoves.ts';
import { ModelRegistry } from '../../../src/models/modelRegistry.ts';
import { temporaryFolder } from '../storage/series/seriesFiles.ts';

const mover = { by: 'ada', at: '2026-11-29T12:00:00.000Z', reason: 'because' };

describe('moves of an alias', () => {
  let dir = '';
  let registry = new ModelRegistry('');
  let remove = (): void => undefined;
  beforeEach(async () => {
    ({ dir, remove } = temporaryFolder());
    registry = new ModelRegistry(dir);
    await registry.create({ name: 'credit' });
    for (const run of ['a', 'b', 'c', 'd']) await registry.addVersion('credit', { run });
  });
  afterEach(() => remove());

  const move = async (to: number | undefined, alias = 'champion') =>
    await moveAlias(registry, { name: 'credit', alias, to }, mover);
  const back = async () => await rollBack(registry, { name: 'credit', alias: 'champion' }, mover);

  it('walks back through all that it stood for, one roll-back after the other', async () => {
    for (const to of [1, 2, 4]) await move(to);
    assert.deepEqual(await back(), { alias: 'champion', from: 4, to: 2 });
    assert.deepEqual(await back(), { alias: 'champion', from: 2, to: 1 });
    await assert.rejects(back(), { code: 'noMove' });
    await move(3);
    assert.equal((await back()).to, 1);
    const { history = [] } = registry.find('credit') ?? {};
    assert.deepEqual(
      history.map(({ from, to, rollBack: isBack }) => [from, to, isBack]),
      [
        [undefined, 1, undefined],
        [1, 2, undefined],
        [2, 4, undefined],
        [4, 2, true],
        [2, 1, true],
        [1, 3, undefined],
        [3, 1, true],
      ],
    );
    assert.equal(
      history.every(({ by, reason }) => by === 'ada' && reason === 'because'),
      true,
    );
  });

  it('goes back to where it stood before it was taken away, and past a version that is deleted', async () => {
    await move(1);
    await move(2);
    await move(undefined);
    assert.equal((await back()).to, 2);
    await move(3);
    await registry.deleteVersion('credit', 2, mover);
    assert.equal((await back()).to, 1);
  });

  it('counts what somebody wrote by hand as one more move', async () => {
    await move(1);
    await move(2);
    const file = path.join(dir, 'credit.yaml');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('champion: 2', 'champion: 4'));
    assert.equal((await back()).to, 2);
    assert.equal((await back()).to, 1);
  });

  it('moves other aliases on their own', async () => {
    await move(1);
    await move(2, 'challenger');
    await move(2);
    assert.equal((await back()).to, 1);
    assert.deepEqual(registry.find('credit')?.aliases, { challenger: 2, champion: 1 });
  });

  it('refuses what is no move, and writes nothing', async () => {
    await move(1);
    const before = fs.readFileSync(path.join(dir, 'credit.yaml'), 'utf8');
    await assert.rejects(move(1), { code: 'noMove', message: /version 1 already/ });
    await assert.rejects(move(9), { code: 'noVersion' });
    await assert.rejects(move(1, 'v2'), { code: 'alias' });
    await assert.rejects(move(undefined, 'other'), { code: 'noMove' });
    await assert.rejects(moveAlias(registry, { name: 'x', alias: 'champion', to: 1 }, mover), {
      code: 'noModel',
    });
    assert.equal(fs.readFileSync(path.join(dir, 'credit.yaml'), 'utf8'), before);
  });

  it('knows nothing before of an alias without history', () => {
    const versions = registry.get('credit').versions;
    assert.equal(stoodBefore({ aliases: { champion: 2 }, history: [], versions }, 'champion'), undefined);
    assert.equal(stoodBefore({ aliases: {}, history: [], versions }, 'constructor'), undefined);
  });

  const names: readonly (readonly [name: string, alias: boolean, model: boolean])[] = [
    ['champion', true, true],
    ['credit risk', false, true],
    ['latest', false, true],
    ['V12', false, true],
    ['', false, false],
    ['a/b', false, false],
    ['..', false, false],
    ['x'.repeat(300), false, false],
  ];
  for (const [name, alias, model] of names)
    it(`takes “${name.slice(0, 20)}” ${alias ? 'as' : 'for no'} alias and ${model ? 'as' : 'for no'} model`, () => {
      assert.equal(aliasProblem(name) === undefined, alias);
      assert.equal(modelNameProblem(name) === undefined, model);
    });
});
