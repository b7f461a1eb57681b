/** Random edits of random YAML: the value is what was asked for, and every line of another entry stays byte for byte. */
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { YamlEdit } from '../../../src/storage/yamlEdit.ts';

const file = { where: 'datasets.yaml', example: 'loans' };

/** Mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Source {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomOf(seed);
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  maybe(): boolean {
    return this.#random() < 0.5;
  }

  one<T>(all: readonly [T, ...T[]]): T {
    return all[this.below(all.length)] ?? all[0];
  }
}

const words = [
  'risk-ml',
  'ada',
  '"quoted: x"',
  "'it''s'",
  '12',
  'true',
  'null',
  '~',
  'é ü',
  '2026-11-01',
  'a#b',
] as const;
const values = [
  'lin',
  'yes',
  '12',
  'a: b',
  '# no',
  '',
  '- x',
  "it's",
  '"',
  'two\nlines\n',
  '日本',
  7,
  true,
] as const;
const keys = ['owner', 'description', 'location', 'tags', 'licence'] as const;

/** The text of one entry: blocks, one-liners, comments, lists, texts of several lines, in any indent. */
function entryOf(source: Source, name: string): string {
  const indent = ' '.repeat(source.one([2, 4, 3]));
  const comment = source.maybe() ? source.one([`# about ${name}\n`, `#about\n# ${name}\n`]) : '';
  const blank = source.maybe() ? '\n' : '';
  const shape = source.below(5);
  if (shape === 0) return `${blank}${comment}${name}: {owner: ${source.one(['ada', 'lin'])}, tags: [a, b]}\n`;
  if (shape === 1) return `${blank}${comment}${name}: { owner: ada } # on one line\n`;
  const lines = keys
    .filter(() => source.maybe())
    .map((key) => {
      if (key === 'tags')
        return source.maybe()
          ? `${indent}tags: [ x , y ]\n`
          : `${indent}tags:\n${indent}${source.one(['', '  '])}- x # first\n${indent}  - y\n`.replace(
              /( *)- x # first\n *- y/,
              '$1- x # first\n$1- y',
            );
      if (key === 'description' && source.maybe())
        return `${indent}description: ${source.one(['|', '>', '|-'])}\n${indent}  some text\n\n${indent}  and more: # no comment\n`;
      return `${indent}${key}:${source.one([' ', '   '])}${source.one(words)}${source.one(['', ' # why'])}\n`;
    });
  if (lines.length === 0) return `${blank}${comment}${name}:${source.one(['', ' # nothing yet'])}\n`;
  return `${blank}${comment}${name}:\n${lines.join('')}`;
}

function outline(text: string): ReadonlyMap<string, string> {
  const value: unknown = parse(text);
  return new Map(Object.entries(value ?? {}).map(([key, held]) => [key, JSON.stringify(held)]));
}

describe('YamlEdit on random texts', () => {
  for (let seed = 1; seed <= 500; seed += 1)
    it(`keeps everything else as it was (seed ${String(seed)})`, () => {
      const source = new Source(seed);
      const count = 1 + source.below(5);
      const entries = Array.from({ length: count }, (_, n) => ({
        name: `${source.one(['loans', 'a-b', 'x.y', 'n'])}${String(n)}`,
      })).map(({ name }) => ({ name, text: entryOf(source, name) }));
      const windows = source.maybe();
      const plain = `${source.maybe() ? '# the head\n\n' : ''}${entries.map(({ text }) => text).join('')}${source.maybe() ? '# the end\n' : ''}`;
      const start = windows ? plain.replaceAll('\n', '\r\n') : plain;
      const edit = new YamlEdit(start, file);
      /** First names of those that were renamed: the comment above them still says it. */
      const called = new Map<string, string>();
      for (let turn = 0; turn < 4; turn += 1) {
        const before = edit.text();
        const known = outline(before);
        if (known.size === 0) break;
        const [name = ''] = [...known.keys()].slice(source.below(known.size));
        const kind = source.below(5);
        const key = source.one(keys);
        const value = source.one<string | number | boolean>(values);
        const say = () =>
          `seed ${String(seed)}, turn ${String(turn)}, ${String(kind)} ${name}.${key}\n${before}\n→\n${edit.text()}`;
        let touched = name;
        if (kind === 0) {
          edit.set([name, key], value);
          assert.deepEqual(edit.get([name, key]), value, say());
        } else if (kind === 1) {
          touched = `new${String(turn)}`;
          edit.set([touched], { owner: value, tags: ['x'] });
          assert.deepEqual(edit.get([touched]), { owner: value, tags: ['x'] }, say());
        } else if (kind === 2) {
          edit.remove([name]);
          assert.equal(edit.has([name]), false, say());
        } else if (kind === 3) {
          edit.append([name, 'versions'], { version: turn, hash: 'ab' });
          const list: unknown = edit.get([name, 'versions']);
          assert.ok(Array.isArray(list), say());
          assert.deepEqual(list.at(-1), { version: turn, hash: 'ab' }, say());
        } else {
          touched = `renamed${String(turn)}`;
          edit.rename([name], touched);
          called.set(touched, called.get(name) ?? name);
          assert.equal(edit.has([touched]), true, say());
        }
        const after = edit.text();
        const now = outline(after);
        for (const [other, held] of known)
          if (other !== name && other !== touched) assert.equal(now.get(other), held, say());
        // Comments are no values: each that is not of the entry concerned is still there, in its order.
        const lines = (text: string) => text.split(/\r?\n/).filter((line) => /^#/.test(line));
        const first = called.get(name) ?? name;
        const own = new Set([`# about ${first}`, '#about', `# ${first}`]);
        const left = lines(before).filter((line) => !own.has(line));
        assert.ok(
          isDeepStrictEqual(
            lines(after).filter((line) => !own.has(line)),
            left,
          ),
          say(),
        );
        // One part of the text changed; what stands before and after it is the same text.
        let head = 0;
        while (head < before.length && before[head] === after[head]) head += 1;
        let tail = 0;
        while (
          tail < Math.min(before.length, after.length) - head &&
          before.at(-1 - tail) === after.at(-1 - tail)
        )
          tail += 1;
        const changed = before.slice(head, before.length - tail);
        const others = entries.filter((one) => one.name !== name && changed.includes(`${one.name}:`));
        assert.deepEqual(
          others.filter(({ name: one }) => known.has(one) && changed.startsWith(`${one}:`)),
          [],
          say(),
        );
        if (windows) assert.ok(!/(^|[^\r])\n/.test(after), say());
      }
    });
});
