import assert from 'node:assert/strict';
import type { ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import { loadedColumn } from '../../../../webview/pages/compare/loadedColumn.ts';
import { changeHint } from '../../../../webview/pages/compare/table/baselineChange.ts';
import { cellContent, type ContentSource } from '../../../../webview/pages/compare/table/cellContent.ts';
import { columnView, decimalsOf } from '../../../../webview/pages/compare/table/columnView.ts';
import { directionOf } from '../../../../webview/pages/compare/directionOf.ts';
import { sparkPath } from '../../../../webview/pages/compare/table/sparkPath.ts';

const auc: ColumnRef = { group: 'metrics', key: 'val_auc', value: 'last' };
const lr: ColumnRef = { group: 'params', key: 'lr' };

describe('run table: cells', () => {
  const numbers = (...values: (number | undefined)[]) =>
    loadedColumn({
      kind: 'number',
      values: Float64Array.from(values, (value) => value ?? NaN).buffer,
      has: Uint8Array.from(values, (value) => Number(value !== undefined)).buffer,
    });
  const texts = (...values: string[]) =>
    loadedColumn({ kind: 'text', codes: Int32Array.from(values.keys()).buffer, texts: values });
  const all = (count: number) => Uint32Array.from({ length: count }, (_, n) => n);

  it('gives a column the decimals of its most exact value, at most four', () => {
    assert.equal(decimalsOf(numbers(1, 2, 3), all(3)), 0);
    assert.equal(decimalsOf(numbers(1, 2.5, NaN), all(3)), 1);
    assert.equal(decimalsOf(numbers(0.123456), all(1)), 4);
  });

  const written: readonly (readonly [
    ColumnRef,
    ReturnType<typeof loadedColumn>,
    number | string | undefined,
    string,
  ])[] = [
    [auc, numbers(0.5, 0.25), 0.5, '0.50'],
    [auc, numbers(1, 2), 0.8912, '0.8912'],
    [auc, numbers(0.5), NaN, 'NaN'],
    [auc, numbers(0.5), -Infinity, '−∞'],
    [auc, numbers(0.5), undefined, '–'],
    [lr, texts('0.10'), '0.10', '0.10'],
    [lr, texts('a'), 'a\nb', 'a b'],
    [{ group: 'code', key: 'commit' }, texts('x'), '3f9a21c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6', '3f9a21c'],
    [{ group: 'data', key: 'loans' }, texts('x'), 'sha256:0123456789abcdef', '0123456'],
    [{ group: 'data', key: 'loans' }, texts('x'), 'v4', 'v4'],
    [{ group: 'record', key: 'duration' }, numbers(1), 724_000, '12:04'],
    [{ group: 'record', key: 'artifactBytes' }, numbers(1), 4_100_000, '4.1\u00a0MB'],
    [{ group: 'record', key: 'started' }, numbers(1), 0, '3\u00a0h ago'],
    [{ group: 'record', key: 'meets' }, texts('met'), 'notJudged', 'not judged'],
  ];
  for (const [ref, loaded, value, expected] of written)
    it(`writes ${String(value)} of ${ref.group} ${ref.key} as ${expected}`, () => {
      assert.equal(columnView(ref, loaded, all(2)).text(value, 3 * 3_600_000), expected);
    });

  it('puts a param with words among numbers to the right, and words to the left', () => {
    assert.equal(columnView(lr, texts('0.1', '3e-4', 'auto'), all(3)).numeric, true);
    assert.equal(columnView(lr, texts('gbm', 'ftt', '1'), all(3)).numeric, false);
  });

  function source(
    ref: ColumnRef,
    values: readonly (number | string | undefined)[],
    change: Partial<ContentSource> = {},
  ): ContentSource {
    return {
      ref,
      view: columnView(ref, undefined, all(0)),
      value: (n) => values[n],
      status: () => 'finished',
      started: () => 0,
      changes: () => undefined,
      baseline: undefined,
      heldAgainst: () => undefined,
      direction: 'maximize',
      now: 60_000,
      ...change,
    };
  }
  const run = (n: number) => ({ n, members: [n], line: [n], isGroup: false, level: 1 as const });
  const group = (...members: number[]) => ({
    n: members[0] ?? 0,
    members,
    line: members,
    isGroup: true,
    level: 1 as const,
  });

  it('marks what differs from the baseline, in inputs only', () => {
    const params = source(lr, ['1', '2', '1'], { baseline: 0 });
    assert.deepEqual(
      [0, 1, 2].map((n) => cellContent(run(n), params).tone),
      ['', 'diff', 'same'],
    );
    assert.equal(cellContent(run(1), source(auc, [1, 2], { baseline: 0 })).tone, '');
  });

  const changes: readonly (readonly [
    title: string,
    values: readonly [value: number | string | undefined, baseline: number | string | undefined],
    expected: string | undefined,
    direction?: 'minimize',
  ])[] = [
    ['a score that rose', [0.8931, 0.891], '+0.0021\u00a0↑ better'],
    ['a score that fell', [0.88, 0.891], '−0.0110\u00a0↓ worse'],
    ['a loss that fell', [0.5, 0.75], '−0.2500\u00a0↓ better', 'minimize'],
    ['a loss that rose', [0.75, 0.5], '+0.2500\u00a0↑ worse', 'minimize'],
    ['the last decimal of the column', [0.8933, 0.8931], '+0.0002\u00a0↑ better'],
    ['no difference', [0.5, 0.5], '= same'],
    ['the rounding of a mean', [0.1 + 0.2, 0.3], '= same'],
    ['less than the decimals of the column', [0.5, 0.50001], '−1.0e−5\u00a0↓ worse'],
    ['NaN', [NaN, 0.5], undefined],
    ['a baseline that is NaN', [0.5, NaN], undefined],
    ['infinity from infinity', [Infinity, Infinity], undefined],
    ['a metric that the baseline lacks', [0.5, undefined], undefined],
    ['a text', [0.5, 'auto'], undefined],
  ];
  for (const [title, values, expected, direction = 'maximize'] of changes)
    it(`says against the baseline of ${title}: ${expected ?? 'nothing'}`, () => {
      const held = source(auc, values, {
        ...{ direction, heldAgainst: () => 1 },
        view: columnView(auc, numbers(0.1234), all(1)),
      });
      const { change } = cellContent(run(0), held);
      assert.equal(change && `${change.text} ${change.verdict}`, expected);
      assert.equal(cellContent(run(1), held).change, undefined, 'the baseline itself has none');
    });

  it('calls no change better or worse where neither config.yaml nor the name says which way is', () => {
    const directions = [{ metric: 'tokens', direction: 'maximize' as const }];
    const scope = { name: '', trusted: true, objective: null, directions, asksGoals: false };
    assert.equal(directionOf('tokens', scope), 'maximize');
    assert.equal(directionOf('val_loss', scope), 'minimize');
    assert.equal(directionOf('grad_norm', scope), undefined);
    const held = source(auc, [88, 1.25], { direction: undefined, heldAgainst: () => 1 });
    const { change } = cellContent(run(0), held);
    assert.ok(change);
    assert.deepEqual([change.text[0], change.verdict], ['+', 'unjudged']);
    assert.equal(
      changeHint({ text: '+86.75\u00a0↑', verdict: 'unjudged' }, { name: 'quiet-heron', value: '1.25' }),
      '+86.75\u00a0↑ against the baseline quiet-heron (1.25)',
    );
  });

  it('says a change of metrics only, and not of how many points they have', () => {
    const heldAgainst = () => 1;
    for (const ref of [lr, { ...auc, value: 'count' }, { ...auc, value: 'step' }] as const)
      assert.equal(cellContent(run(0), source(ref, [1, 2], { heldAgainst })).change, undefined);
  });

  it('says of a group how its mean has changed, where all its runs are held against the same one', () => {
    const change = (members: number[], heldAgainst: (n: number) => number | undefined) =>
      cellContent(group(...members), source(auc, [0.25, 0.75, 0.375, 1], { heldAgainst })).change?.text;
    assert.equal(
      change([0, 1], () => 2),
      '+0.13\u00a0↑',
    );
    assert.equal(
      change([0, 1, 2], () => 2),
      '+0.08\u00a0↑',
      'the baseline is among them',
    );
    assert.equal(
      change([0, 1], (n) => n + 2),
      undefined,
      'of two scripts',
    );
    assert.equal(
      change([0, 1], (n) => (n === 0 ? 2 : undefined)),
      undefined,
      'one has none',
    );
    assert.equal(
      change([0, 1], () => undefined),
      undefined,
    );
  });

  it('says in the tooltip what a change is against, and whether it is better', () => {
    const against = { name: 'quiet-heron', value: '0.8910' };
    assert.equal(
      changeHint({ text: '+0.0021\u00a0↑', verdict: 'better' }, against),
      '+0.0021\u00a0↑ against the baseline quiet-heron (0.8910): better',
    );
    assert.equal(
      changeHint({ text: '=', verdict: 'same' }, against),
      'The same as in the baseline quiet-heron',
    );
  });

  it('marks the commit of a run with uncommitted changes', () => {
    const commit = source({ group: 'code', key: 'commit' }, ['3f9a21c'], { changes: () => '2 files' });
    assert.equal(cellContent(run(0), commit).text, '3f9a21c*');
  });

  it('counts the time of a run that goes on, and of no other without an end', () => {
    const duration: ColumnRef = { group: 'record', key: 'duration' };
    assert.equal(
      cellContent(run(0), source(duration, [undefined], { status: () => 'running' })).text,
      '1:00',
    );
    assert.equal(cellContent(run(0), source(duration, [undefined], { status: () => 'unknown' })).text, '–');
  });

  it('writes a group as mean and deviation, as one value, or as how many there are', () => {
    assert.deepEqual(cellContent(group(0, 1), source(auc, [0.5, 1])), {
      text: '0.75',
      aside: '±.35',
      tone: '',
    });
    assert.equal(cellContent(group(0, 1), source(auc, [NaN, undefined])).text, 'NaN');
    assert.equal(cellContent(group(0, 1), source(auc, [undefined, undefined])).text, '–');
    assert.equal(cellContent(group(0, 1), source(lr, ['1', '1'])).text, '1');
    assert.equal(cellContent(group(0, 1, 2), source(lr, ['1', '2', undefined])).text, '3 values');
  });

  const courses: readonly (readonly [string, readonly number[], readonly number[], string | undefined])[] = [
    ['nothing', [], [], undefined],
    ['NaN only', [1, 2], [NaN, NaN], undefined],
    ['a constant', [0, 1], [5, 5], 'M3 8L45 8'],
    ['a rise', [0, 1], [0, 1], 'M3 13L45 3'],
    ['a gap', [0, 1, 2], [0, NaN, 1], 'M3 13M45 3'],
    ['one point', [7], [3], 'M45 8'],
  ];
  for (const [title, xs, ys, expected] of courses)
    it(`draws ${title}`, () => assert.equal(sparkPath(xs, ys)?.replace(/M\S+ \S+a.*$/, ''), expected));
});
