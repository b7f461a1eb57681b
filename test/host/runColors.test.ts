/** The colours of runs: the same for all who ask, kept for the next window, and not for ever more. */
import assert from 'node:assert/strict';
import { RunColors } from '../../src/views/runColors.ts';
import { WorkspaceMemory } from './workspaceMemory.ts';

describe('the colours of runs', () => {
  it('are told to every page, and there again in the next window', async () => {
    const memory = new WorkspaceMemory();
    const colors = new RunColors(memory);
    const pages = [0, 0];
    for (const page of pages.keys()) colors.onDidChange(() => (pages[page] = (pages[page] ?? 0) + 1));
    await colors.set([
      { run: 'a', slot: 3 },
      { run: 'b', slot: 8 },
    ]);
    await colors.set([{ run: 'a', slot: 1 }]);
    assert.deepEqual(pages, [2, 2]);
    assert.deepEqual([colors.slotOf('a'), colors.slotOf('b'), colors.slotOf('never')], [1, 8, 0]);
    colors.dispose();

    const next = new RunColors(memory);
    assert.deepEqual(next.all(), [
      { run: 'b', slot: 8 },
      { run: 'a', slot: 1 },
    ]);
    await next.set([{ run: 'b', slot: 0 }]);
    assert.deepEqual(new RunColors(memory).all(), [{ run: 'a', slot: 1 }]);
    next.dispose();
  });

  it('are kept for 500 runs: those that were set longest ago lose theirs', async () => {
    const memory = new WorkspaceMemory();
    const colors = new RunColors(memory);
    await colors.set(Array.from({ length: 500 }, (_, n) => ({ run: `r${n}`, slot: (n % 8) + 1 })));
    assert.equal(colors.slotOf('r0'), 1);
    await colors.set([{ run: 'r0', slot: 5 }]);
    await colors.set([{ run: 'newest', slot: 2 }]);
    for (const kept of [colors, new RunColors(memory)]) {
      assert.equal(kept.all().length, 500);
      assert.deepEqual([kept.slotOf('r0'), kept.slotOf('r1'), kept.slotOf('newest')], [5, 0, 2]);
      kept.dispose();
    }
  });

  for (const damaged of ['text', [['a', 9]], [['a']], { a: 1 }])
    it(`start anew where ${JSON.stringify(damaged)} was kept`, async () => {
      const memory = new WorkspaceMemory();
      await memory.update('runs.colors', damaged);
      const colors = new RunColors(memory);
      assert.deepEqual(colors.all(), []);
      colors.dispose();
    });
});
