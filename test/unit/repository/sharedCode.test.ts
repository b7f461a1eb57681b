/** Bundles that share their common code: once on disk, loaded by require(), with positions that lead back to the sources. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { sharedFolder, sharingCode } from '../../../tools/sharedCode.mjs';

const exec = promisify(execFile);

describe('bundles that share code', () => {
  let home = '';
  let out = '';
  before(async () => {
    home = await realpath(await mkdtemp(path.join(os.tmpdir(), 'shared code ')));
    out = path.join(home, 'out');
    const sources = {
      'common.ts': `export const common = 'only ' + 'once'.repeat(1);\nexport let counted = 0;\nexport function count() { counted += 1; }\n`,
      'late.ts': `import { count, counted } from './common.ts';\nexport function late(): string {\n  count();\n  return 'late ' + counted;\n}\nexport function fail(): never {\n  throw new Error('here');\n}\n`,
      'one.ts': `import { common, count } from './common.ts';\ncount();\nexport async function one(): Promise<string> {\n  const { late } = await import('./late.ts');\n  return common + ' ' + late();\n}\nexport async function fails(): Promise<void> {\n  (await import('./late.ts')).fail();\n}\n`,
      'two.ts': `import { readFileSync } from 'node:fs';\nimport { common } from './common.ts';\nexport const two = common + ' ' + typeof readFileSync;\n`,
    };
    for (const [name, text] of Object.entries(sources)) await writeFile(path.join(home, name), text);
  });
  after(() => rm(home, { recursive: true, force: true }));

  const bundle = (minify: boolean) =>
    build(
      sharingCode({
        bundle: true,
        platform: 'node',
        target: 'node20',
        outdir: out,
        minify,
        sourcemap: minify ? false : 'linked',
        logLevel: 'silent',
        entryPoints: { one: path.join(home, 'one.ts'), two: path.join(home, 'two.ts') },
      }),
    );
  const run = async (program: string) =>
    (await exec(process.execPath, ['--enable-source-maps', '-e', program], { cwd: out })).stdout.trim();

  for (const minify of [true, false])
    it(`${minify ? 'minified' : 'readable'}: hold it once, are CommonJS and have one state`, async () => {
      await bundle(minify);
      const files = (await readdir(out, { recursive: true })).filter((name) => name.endsWith('.js'));
      const texts = await Promise.all(files.map((name) => readFile(path.join(out, name), 'utf8')));
      assert.equal(texts.filter((text) => /only /.test(withoutMap(text))).length, 1);
      assert.equal(await run(`require('./one.js').one().then(console.log)`), 'only once late 2');
      assert.equal(await run(`console.log(require('./two.js').two)`), 'only once function');
    });

  it('lead from an error back to the line of the source', async () => {
    await bundle(false);
    const stack = await run(`require('./one.js').fails().catch((error) => console.log(error.stack))`);
    assert.ok(stack.includes(`${path.join(home, 'late.ts')}:7:9`), stack);
  });

  it('leave nothing of earlier builds behind', async () => {
    const shared = path.join(out, sharedFolder);
    await mkdir(shared, { recursive: true });
    await writeFile(path.join(shared, 'chunk-OLD.js'), 'old');
    await bundle(true);
    const names = await readdir(shared);
    assert.ok(names.length >= 2, names.join());
    assert.ok(!names.includes('chunk-OLD.js'), names.join());
  });

  it('are not written when a source has an error', async () => {
    await writeFile(path.join(home, 'broken.ts'), 'export const = 1;');
    const broken = path.join(home, 'broken-out');
    await assert.rejects(
      build(
        sharingCode({
          bundle: true,
          outdir: broken,
          logLevel: 'silent',
          entryPoints: { broken: path.join(home, 'broken.ts') },
        }),
      ),
      /broken\.ts/,
    );
    await assert.rejects(readdir(broken), { code: 'ENOENT' });
  });
});

/** The map of a readable build holds the sources too. */
function withoutMap(text: string): string {
  return text.replace(/\n\/\/# sourceMappingURL=.*/g, '');
}
