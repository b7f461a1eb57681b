/** Which lines differ between two texts, against git and against the shortest difference there is. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { seededRandom } from '../../../src/base/seededRandom.ts';
import { changedLines } from '../../../src/review/changedLines.ts';

const lines = (...names: string[]) => names.map((name) => `${name}\n`).join('');

const table: [what: string, before: string, after: string, count: number, places: string[]][] = [
  ['nothing', lines('a', 'b'), lines('a', 'b'), 0, []],
  ['nothing in nothing', '', '', 0, []],
  ['line ends and byte order marks', '\uFEFFa\r\nb\rc\n', 'a\nb\nc\n', 0, []],
  ['an edited line', lines('a', 'b', 'c'), lines('a', 'B', 'c'), 1, ['-2,1 +2,1']],
  ['lines that are new', lines('a', 'c'), lines('a', 'b', 'b', 'c'), 2, ['-2,0 +2,2']],
  ['lines that are gone', lines('a', 'b', 'b', 'c'), lines('a', 'c'), 2, ['-2,2 +2,0']],
  ['one line made three', lines('a', 'b', 'c'), lines('a', 'x', 'y', 'z', 'c'), 3, ['-2,1 +2,3']],
  ['two places', lines('a', 'b', 'c', 'd'), lines('A', 'b', 'c', 'd', 'e'), 2, ['-1,1 +1,1', '-5,0 +5,1']],
  [
    'a line that moved, which is gone and new',
    lines('a', 'b', 'c', 'd'),
    lines('b', 'c', 'd', 'a'),
    2,
    ['-1,1 +1,0', '-5,0 +4,1'],
  ],
  ['everything', lines('a', 'b'), lines('c', 'd', 'e'), 3, ['-1,2 +1,3']],
  ['a file that is empty now', lines('a', 'b'), '', 2, ['-1,2 +1,0']],
  ['blanks', 'a\n', 'a \n', 1, ['-1,1 +1,1']],
  ['the line end at the end', 'a\nb', 'a\nb\n', 1, ['-3,0 +3,1']],
];

/** A script of lines that repeat as real ones do. */
const script = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    at % 5 === 0 ? '' : at % 7 === 0 ? '    return x' : `    value_${String(at)} = load(${String(at)})`,
  );

describe('changed lines', () => {
  for (const [what, before, after, count, places] of table)
    it(`are counted: ${what}`, () => {
      const found = changedLines(before, after);
      assert.equal(found.count, count);
      assert.deepEqual(
        found.places.map(
          (p) => `-${String(p.oldLine)},${String(p.removed)} +${String(p.line)},${String(p.added)}`,
        ),
        places,
      );
    });

  it('turn the old text into the new one, with no shorter way', () => {
    const random = seededRandom('changed lines');
    const below = (count: number) => Math.floor(random.uniform() * count);
    for (let time = 0; time < 500; time++) {
      const words = 1 + below(12);
      const text = () => Array.from({ length: below(25) }, () => `w${String(below(words))}`);
      const before = text();
      // Half of them are edits of the first, half have nothing to do with it.
      const after =
        time % 2 === 0 ? text() : before.flatMap((line) => (below(5) === 0 ? text().slice(0, 2) : line));
      const { places } = check(before, after);
      const changed = places.reduce((sum, place) => sum + place.added + place.removed, 0);
      assert.equal(
        changed,
        lined(before).length + lined(after).length - 2 * longestCommon(lined(before), lined(after)),
        `${before.join()} → ${after.join()}`,
      );
    }
  });

  it('turn the old text into the new one, also where there are too many for the shortest way', () => {
    const random = seededRandom('many changed lines');
    const below = (count: number) => Math.floor(random.uniform() * count);
    for (const words of [2, 50, 3000, 100_000]) {
      const text = () => Array.from({ length: 3000 }, () => `w${String(below(words))}`);
      check(text(), text());
    }
    const forward = Array.from({ length: 4000 }, (_, at) => `w${String(at)}`);
    check(forward, [...forward].reverse());
    const halves = check(forward, [...forward.slice(2500), ...forward.slice(0, 2500)]);
    assert.equal(halves.count, 3000);
  });

  it('are as many as were changed of 10,000', () => {
    const before = script(10_000);
    for (const every of [10_000, 2]) {
      const after = before.map((line, at) => (at % every === 1 ? `${line}  # new ${String(at)}` : line));
      assert.equal(check(before, after).count, 10_000 / every);
    }
    const grown = before.flatMap((line, at) => (at % 10 === 0 ? [`# step ${String(at)}`, line] : [line]));
    assert.equal(check(before, grown).count, 1000);
    assert.equal(check(grown, before).count, 1000);
  });

  it('are as many as git finds', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'cairn-diff-'));
    try {
      const random = seededRandom('as git');
      const below = (count: number) => Math.floor(random.uniform() * count);
      const before = script(300);
      for (let time = 0; time < 10; time++) {
        const after = before.flatMap((line, at) =>
          below(20) > 0 ? [line] : ([[], [`${line} + 1`], [line, `new_${String(at)} = 1`]][below(3)] ?? []),
        );
        const files = [before, after].map((text, at) => {
          const file = path.join(folder, `${String(at)}.py`);
          writeFileSync(file, `${text.join('\n')}\n`);
          return file;
        });
        const { stdout } = spawnSync('git', ['diff', '--no-index', '--minimal', '--numstat', ...files], {
          encoding: 'utf8',
        });
        const [added, removed] = stdout.split('\t').map(Number);
        const { places } = check([...before, ''], [...after, '']);
        assert.deepEqual(
          [sum(places.map((place) => place.added)), sum(places.map((place) => place.removed))],
          stdout === '' ? [0, 0] : [added, removed],
        );
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** A text has one line at least. */
const lined = (text: readonly string[]) => (text.length === 0 ? [''] : text);

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

/** Replays the changes. */
function check(before: readonly string[], after: readonly string[]): ReturnType<typeof changedLines> {
  const found = changedLines(before.join('\n'), after.join('\n'));
  const [old, now] = [lined(before), lined(after)];
  const built: string[] = [];
  let at = 0;
  for (const { line, added, oldLine, removed } of found.places) {
    assert.ok(added + removed > 0);
    built.push(...old.slice(at, oldLine - 1));
    assert.equal(built.length, line - 1);
    built.push(...now.slice(line - 1, line - 1 + added));
    at = oldLine - 1 + removed;
  }
  built.push(...old.slice(at));
  assert.deepEqual(built, now);
  assert.equal(found.count, sum(found.places.map((place) => Math.max(place.added, place.removed))));
  return found;
}

function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const one of a) {
    const next = [0];
    for (const [j, other] of b.entries())
      next.push(one === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    row = next;
  }
  return row.at(-1) ?? 0;
}
