import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Disposable } from '../../../src/base/disposable.ts';
import { followFile } from '../../../src/project/followFile.ts';
import { until } from '../cli/until.ts';

describe('following a file by looking', () => {
  let folder: string;
  const owned: Disposable[] = [];
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'cairn follow '));
  });
  afterEach(() => {
    for (const each of owned.splice(0)) each.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const follow = (file: string): (() => number) => {
    let told = 0;
    owned.push(followFile(file, 10, () => (told += 1)));
    return () => told;
  };
  /** What is done is told; whatever was told before does not count. */
  const tells = async (told: () => number, what: string, change: () => void): Promise<void> => {
    const before = told();
    change();
    await until(`${what} is told`, () => told() > before);
  };

  it('tells that it came, changed without growing, was replaced, went, and came again with its folder', async () => {
    const file = path.join(folder, '.cairn', 'config.yaml');
    const told = follow(file);
    await until('the file is looked for', () => told() > 0);
    await tells(told, 'that it came', () => {
      mkdirSync(path.dirname(file));
      writeFileSync(file, 'a: 1\n');
    });
    await tells(told, 'a change', () => writeFileSync(file, 'a: 2\n'));
    await tells(told, 'that it was replaced', () => {
      writeFileSync(`${file}.new`, 'a: 3\n');
      renameSync(`${file}.new`, file);
    });
    await tells(told, 'that it went', () => rmSync(path.dirname(file), { recursive: true }));
    await tells(told, 'that it came again', () => {
      mkdirSync(path.dirname(file));
      writeFileSync(file, '');
    });
  });

  it('tells one that goes on nothing less when another stops listening', async () => {
    const file = path.join(folder, 'config.yaml');
    const [first, second] = [follow(file), follow(file)];
    await until('the file is looked for', () => first() > 0);
    await tells(first, 'a change', () => writeFileSync(file, 'a: 22\n'));
    owned.shift()?.dispose();
    const before = first();
    await tells(second, 'a change', () => writeFileSync(file, 'a: 333\n'));
    assert.equal(first(), before);
  });
});
