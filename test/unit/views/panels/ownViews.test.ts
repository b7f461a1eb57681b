import assert from 'node:assert/strict';
import type { CompareView } from '../../../../src/protocol/compare/compareView.ts';
import { OwnViews } from '../../../../src/views/panels/compare/ownViews.ts';
import { WorkspaceMemory } from '../../../host/workspaceMemory.ts';

const view = (filter: string): CompareView => ({
  ...{ filter, sort: [], grouping: null, columns: null, onlyDiffering: false, againstBaseline: false },
});
const [one, two] = [{ folder: '/work/one' }, { folder: '/work/two' }] as const;

async function memoryOf(kept: unknown): Promise<WorkspaceMemory> {
  const memory = new WorkspaceMemory();
  await memory.update('compare.views', kept);
  return memory;
}

describe('views that a person keeps for themselves', () => {
  it('are there in the next window, each in its own folder', async () => {
    const kept = new WorkspaceMemory();
    await new OwnViews(kept).save(one, { name: 'a', view: view('x') });
    await new OwnViews(kept).save(two, { name: 'a', view: view('y') });
    const next = new OwnViews(kept);
    assert.deepEqual(next.of(one), [{ name: 'a', view: view('x') }]);
    assert.deepEqual(next.of(two), [{ name: 'a', view: view('y') }]);
    assert.deepEqual(next.of({ folder: '/work/three' }), []);
  });

  it('are replaced by name, and deleted', async () => {
    const own = new OwnViews(new WorkspaceMemory());
    for (const [name, filter] of [
      ['a', '1'],
      ['b', '2'],
      ['a', '3'],
    ] as const)
      await own.save(one, { name, view: view(filter) });
    assert.deepEqual(
      own.of(one).map(({ name, view: { filter } }) => [name, filter]),
      [
        ['b', '2'],
        ['a', '3'],
      ],
    );
    await own.delete(one, 'b');
    await own.delete(one, 'never there');
    assert.deepEqual(
      own.of(one).map(({ name }) => name),
      ['a'],
    );
  });

  it('are fifty at most: the oldest goes', async () => {
    const own = new OwnViews(new WorkspaceMemory());
    for (let n = 0; n <= 50; n += 1) await own.save(one, { name: `v${n}`, view: view('') });
    const names = own.of(one).map(({ name }) => name);
    assert.deepEqual([names.length, names[0], names.at(-1)], [50, 'v1', 'v50']);
  });

  for (const damaged of ['text', { '/work/one': 'text' }, { '/work/one': [{ name: '' }] }])
    it(`start anew where ${JSON.stringify(damaged)} was kept`, async () => {
      const own = new OwnViews(await memoryOf(damaged));
      assert.deepEqual(own.of(one), []);
      await own.save(one, { name: 'a', view: view('') });
      assert.equal(own.of(one).length, 1);
    });
});
