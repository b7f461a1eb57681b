/** A reader sees the old file or the new one, and a sentence when it sees neither. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { readJsonFile, writeFileAtomic, writeJsonAtomic } from '../../../src/storage/atomicFile.ts';
import { temporaryFolder } from './series/seriesFiles.ts';

const schema = z.object({ name: z.string(), size: z.number() });

describe('atomic file', () => {
  let dir = '';
  let file = '';
  let remove = (): void => undefined;
  beforeEach(() => {
    ({ dir, remove } = temporaryFolder());
    file = path.join(dir, 'file.json');
  });
  afterEach(() => remove());

  it('replaces a file and leaves nothing beside it', () => {
    writeJsonAtomic(file, { name: 'a', size: 1 });
    writeJsonAtomic(file, { name: 'b', size: 2 });
    assert.deepEqual(readJsonFile(file, schema), { ok: true, value: { name: 'b', size: 2 } });
    assert.deepEqual(fs.readdirSync(dir), ['file.json']);
  });

  it('keeps the old file and no rest of the new one when it cannot be written', () => {
    fs.mkdirSync(file);
    assert.throws(() => writeFileAtomic(file, 'x'));
    assert.deepEqual(fs.readdirSync(dir), ['file.json']);
  });

  it('is whole whichever of several threads wrote it last', async () => {
    const module = new URL('../../../src/storage/atomicFile.ts', import.meta.url).href;
    const code = `import(${JSON.stringify(module)}).then(({ writeFileAtomic }) => {
      for (let i = 0; i < 30; i += 1) writeFileAtomic(${JSON.stringify(file)}, 'x'.repeat(10_000));
    });`;
    const threads = Array.from({ length: 3 }, () => new Worker(code, { eval: true }));
    const ends = await Promise.all(threads.map(async (thread) => (await once(thread, 'exit'))[0] as unknown));
    assert.deepEqual(ends, [0, 0, 0]);
    assert.equal(fs.readFileSync(file, 'utf8').length, 10_000);
    assert.deepEqual(fs.readdirSync(dir), ['file.json']);
  });

  const sentences: [what: string, text: string, sentence: RegExp][] = [
    ['an empty file', ' \n', /^The file is empty\.$/],
    ['half a file', '{"name": "a", "si', /^The file is not JSON: /],
    ['a wrong type', '{"name": "a", "size": "big"}', /^size: .*number/],
    ['several wrong things', '{"name": 1, "size": "big"}', /^name: .* \(and 1 more\)$/],
    ['something else', '[]', /object/],
  ];
  for (const [what, text, sentence] of sentences) {
    it(`says what is wrong with ${what}`, () => {
      fs.writeFileSync(file, text);
      const read = readJsonFile(file, schema);
      assert.match(read.ok ? '' : read.message, sentence);
    });
  }

  it('tells a missing file from an unreadable one', () => {
    const missing = readJsonFile(file, schema);
    fs.mkdirSync(file);
    const unreadable = readJsonFile(file, schema);
    assert.deepEqual(['missing' in missing, 'missing' in unreadable], [true, false]);
    assert.match(unreadable.ok ? '' : unreadable.message, /cannot be read/);
  });
});
