/** Charts ask for what is missing and nothing else. */
import assert from 'node:assert/strict';
import type { CurvesQuery, CurvesResult } from '../../../src/protocol/compare/compareShape.ts';
import { curves } from '../../../src/runs/curves/curves.ts';
import { CurveStore, type CurveView } from '../../../webview/pages/compare/curves/curveStore.ts';
import type { PickedLine } from '../../../webview/pages/compare/curves/pickedLines.ts';

const view: CurveView = {
  ...{ axis: { kind: 'step' }, from: null, to: null, logX: false, columns: 100 },
  ...{ smoothing: 0, band: 'range', spread: false },
};
const line = (id: string, ...runs: string[]): PickedLine => ({
  id,
  label: id,
  slot: 1,
  runs: runs.length > 0 ? runs : [id],
});

/** Answers when it is told to. */
class Host {
  readonly asked: CurvesQuery[] = [];
  readonly failures: unknown[] = [];
  value = 1;
  #waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];

  readonly ask = (query: CurvesQuery): Promise<CurvesResult> =>
    new Promise((resolve, reject) => {
      this.asked.push(query);
      const columns = Float64Array.of(this.value, this.value);
      const source = {
        series: (run: string) =>
          run === 'empty'
            ? none
            : { steps: Float64Array.of(0, 1), times: Float64Array.of(0, 1), values: columns },
        startOf: () => 0,
      };
      this.#waiting.push({ resolve: () => resolve(curves(source, query)), reject });
    });

  readonly store = new CurveStore(this.ask, {
    changed: () => undefined,
    failed: (error) => this.failures.push(error),
  });

  async answer(): Promise<void> {
    this.#waiting.shift()?.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  }

  async refuse(): Promise<void> {
    this.#waiting.shift()?.reject(new Error('no disk'));
    await new Promise((resolve) => setImmediate(resolve));
  }

  runs(): string[][] {
    return this.asked.map(({ lines }) => lines.flatMap(({ runs }) => runs));
  }
}

const none = { steps: new Float64Array(), times: new Float64Array(), values: new Float64Array() };

describe('curves of a page', () => {
  it('are asked for once, and for new lines only', async () => {
    const host = new Host();
    host.store.want('loss', [line('a'), line('b')], view);
    host.store.want('loss', [line('a'), line('b')], view);
    await host.answer();
    host.store.want('loss', [line('a'), line('b'), line('c')], { ...view });
    await host.answer();
    host.store.want('loss', [line('c')], view);
    assert.deepEqual(host.runs(), [['a', 'b'], ['c']]);
    assert.deepEqual(host.store.curve('loss', 'a')?.y[0], 1);
    assert.equal(host.store.isBusy('loss'), false);
  });

  it('are asked for again when their runs went on, and only those', async () => {
    const host = new Host();
    const lines = [line('a'), line('group', 'b', 'c'), line('d')];
    host.store.want('loss', lines, view);
    await host.answer();
    host.value = 2;
    host.store.touch(['c', 'unknown']);
    host.store.want('loss', lines, view);
    assert.equal(host.store.curve('loss', 'group')?.y[0], 1, 'what is shown stays until the answer is there');
    await host.answer();
    assert.deepEqual(host.runs().at(-1), ['b', 'c']);
    assert.deepEqual(
      ['a', 'group', 'd'].map((id) => host.store.curve('loss', id)?.y[0]),
      [1, 2, 1],
    );
  });

  it('are all asked for again with another zoom, the last wish only', async () => {
    const host = new Host();
    host.store.want('loss', [line('a')], view);
    for (const from of [1, 2, 3]) host.store.want('loss', [line('a')], { ...view, from });
    await host.answer();
    assert.ok(host.store.curve('loss', 'a'), 'the old lines are shown meanwhile');
    await host.answer();
    await host.answer();
    assert.deepEqual(
      host.asked.map(({ from }) => from),
      [null, 3],
    );
  });

  it('of another axis are not shown on this one', async () => {
    const host = new Host();
    host.store.want('loss', [line('a')], view);
    await host.answer();
    host.store.want('loss', [line('a')], { ...view, axis: { kind: 'wall' } });
    assert.equal(host.store.curve('loss', 'a'), undefined);
    await host.answer();
    assert.ok(host.store.curve('loss', 'a'));
  });

  it('are known to be none where a run has not logged the metric', async () => {
    const host = new Host();
    host.store.want('loss', [line('empty')], view);
    await host.answer();
    assert.equal(host.store.curve('loss', 'empty'), null);
    host.store.want('loss', [line('empty')], view);
    assert.equal(host.asked.length, 1);
  });

  it('that cannot be read are not asked for again until something is different', async () => {
    const host = new Host();
    host.store.want('loss', [line('a')], view);
    await host.refuse();
    host.store.want('loss', [line('a')], view);
    host.store.want('loss', [line('a')], view);
    assert.equal(host.asked.length, 1);
    assert.deepEqual(host.failures.map(String), ['Error: no disk']);
    host.store.touch(['a']);
    host.store.want('loss', [line('a')], view);
    await host.answer();
    assert.ok(host.store.curve('loss', 'a'));
  });

  it('of many lines come in pieces', async () => {
    const host = new Host();
    const lines = Array.from({ length: 450 }, (_, at) => line(`run${String(at)}`));
    host.store.want('loss', lines, view);
    await host.answer();
    assert.ok(host.store.curve('loss', 'run0'));
    assert.equal(host.store.curve('loss', 'run449'), undefined);
    await host.answer();
    await host.answer();
    assert.ok(host.store.curve('loss', 'run449'));
    assert.equal(host.asked.length, 3);
  });
});
