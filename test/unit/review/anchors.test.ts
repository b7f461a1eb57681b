import assert from 'node:assert/strict';
import { seededRandom } from '../../../src/base/seededRandom.ts';
import { anchorOf, contextLines, placeOf } from '../../../src/review/anchors.ts';

const text = (count: number) =>
  Array.from({ length: count }, (_, at) => `value_${String(at)} = load(${String(at * 7)})`);

describe('where a comment belongs', () => {
  it('is where it was while nothing moves', () => {
    const lines = text(20);
    assert.deepEqual(placeOf(anchorOf(lines, 7), lines), { state: 'same', line: 7 });
  });

  it('follows its lines, also with other line ends', () => {
    const lines = text(20);
    const anchor = anchorOf(lines, 7, 2);
    assert.deepEqual(placeOf(anchor, ['import a', '', ...lines]), { state: 'moved', line: 9 });
    assert.deepEqual(
      placeOf(
        anchor,
        lines.slice(3).map((line) => `${line}\r`),
      ),
      { state: 'moved', line: 4 },
    );
  });

  it('is between what stood around its lines when they are edited, and beside it when one side is', () => {
    const lines = text(20);
    const anchor = anchorOf(lines, 7);
    const edited = [...lines.slice(0, 6), 'value_6 = other()', 'more = 1', ...lines.slice(7)];
    assert.deepEqual(placeOf(anchor, edited), { state: 'changed', line: 7 });
    const cut = [...lines.slice(0, 6), 'the end'];
    assert.deepEqual(placeOf(anchor, cut), { state: 'changed', line: 7 });
  });

  it('is gone when nothing of it is left', () => {
    const lines = text(20);
    assert.deepEqual(placeOf(anchorOf(lines, 7), ['other', 'things']), { state: 'gone' });
    assert.deepEqual(placeOf(anchorOf(lines, 7), []), { state: 'gone' });
  });

  it('of a line that is everywhere needs something around it', () => {
    const lines = ['def a():', '    return 1', '', 'def b():', '    return 2', ''];
    assert.deepEqual(placeOf(anchorOf(lines, 3), ['', 'x', '']), { state: 'gone' });
    assert.deepEqual(placeOf(anchorOf(lines, 3), ['import c', ...lines]), { state: 'moved', line: 4 });
  });

  it('tells equal lines apart by what stands around them', () => {
    const body = (name: string) => [`def ${name}():`, '    x = 1', '    return x', ''];
    const lines = [...body('a'), ...body('b'), ...body('c')];
    const moved = [...body('c'), ...body('a'), ...body('b')];
    assert.deepEqual(placeOf(anchorOf(lines, 2), moved), { state: 'moved', line: 6 });
  });

  it('is found again after any edits that leave its lines and those around them alone', () => {
    const random = seededRandom('anchors');
    const below = (count: number) => Math.floor(random.uniform() * count);
    for (let time = 0; time < 300; time++) {
      // Many equal lines: a script has dozens of `return x`.
      const lines = Array.from({ length: 30 + below(120) }, (_, at) =>
        random.uniform() < 0.4
          ? `    return ${String(below(4))}`
          : `step_${String(at)}(${String(below(1000))})`,
      );
      const at = below(lines.length);
      const count = 1 + below(3);
      const anchor = anchorOf(lines, at + 1, count);
      const [from, to] = [Math.max(0, at - contextLines), Math.min(lines.length, at + count + contextLines)];
      const kept = lines.slice(from, to);
      const edit = (part: readonly string[]) =>
        part.flatMap((line) =>
          random.uniform() < 0.2
            ? []
            : random.uniform() < 0.2
              ? [line, `new_${String(below(1e6))}()`]
              : [line],
        );
      const [above, under] = [edit(lines.slice(0, from)), edit(lines.slice(to))];
      const found = placeOf(anchor, [...above, ...kept, ...under]);
      const where = above.length + (at - from);
      assert.ok(found.line !== undefined, `${String(time)} is gone`);
      // The same lines with the same lines around them are the same to anybody.
      const now = [...above, ...kept, ...under];
      const around = (line: number) =>
        now.slice(Math.max(0, line - contextLines), line + count + contextLines).join('\n');
      assert.equal(around(found.line - 1), around(where), String(time));
    }
  });
});
