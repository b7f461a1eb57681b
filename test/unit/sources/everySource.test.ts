/** What every reader of another tool's records must keep to: the same bad input for all of them, in one table. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { findSources } from '../../../src/sources/findSources.ts';
import { sourceKinds } from '../../../src/sources/registry.ts';
import { wasm } from './mlflowStores.ts';
import { fixturePath, longAgo, sourceFolder, WatchedSource, type SourceFolder } from './watchedSource.ts';
import { smallDatabase, startSql, tools } from './everyTool.ts';

before(startSql);

for (const { what, kind, place, fill, files, points } of tools)
  describe(`every reader: ${what}`, function () {
    this.timeout(180_000);
    let folder: SourceFolder;
    beforeEach(() => {
      folder = sourceFolder();
      fill(folder);
      // Whatever happens to the one, the other is listed.
      folder.write('other/log.csv', 'epoch,acc\n0,0.5\n1,0.75\n');
    });
    afterEach(() => folder.remove());

    const at = (file: string) => path.join(folder.dir, file);
    const open = async () => {
      const pause = () => Promise.resolve();
      const { found, problems } = await findSources({ folder: folder.dir, kinds: sourceKinds, pause });
      const other = found.find(({ location }) => location === at('other/log.csv'));
      assert.ok(other !== undefined, 'the other log is found');
      const one = found.find((finding) => finding.kind.id === kind && finding.location === at(place));
      return { source: one && new WatchedSource(one.kind.open(one.location, { wasm })), problems };
    };
    /** Asks for all that can be asked; what is told, as text. Undefined when nothing is found there. */
    const askAll = async (): Promise<string | undefined> => {
      const { source: watched, problems } = await open();
      if (watched === undefined) return undefined;
      const told = await askOf(watched, problems);
      watched.source.close();
      return told;
    };
    /** As a window that had it open: SQLite, which takes long to start, is started once. */
    const askAgain = async (watched: WatchedSource | undefined) => {
      if (watched === undefined) await askAll();
      else await askOf(watched, []);
    };
    const askOf = async (watched: WatchedSource, problems: readonly unknown[]): Promise<string> => {
      await watched.scan();
      const runs = [...watched.runs.values()].map((one) => {
        const details = watched.source.details(one.id);
        assert.ok(details !== undefined);
        const series = one.metrics.map(({ key, count }) => {
          const { steps, times, values } = watched.source.series(one.id, key);
          assert.deepEqual([times.length, values.length], [steps.length, steps.length]);
          assert.ok(steps.length <= count);
          assert.ok(
            steps.every((step, n) => n === 0 || step >= (steps[n - 1] ?? 0)),
            'steps are in order',
          );
          return [...steps].map((step, n) => `${step} ${values[n]}`);
        });
        return { ...one, params: [...one.params], tags: [...one.tags], details, series };
      });
      return JSON.stringify([runs, watched.problems, problems]);
    };
    let writes = 0;
    const damage = (file: string, bytes: Uint8Array) => {
      fs.writeFileSync(at(file), bytes);
      writes += 1;
      const written = new Date(longAgo.getTime() + writes * 1000);
      fs.utimesSync(at(file), written, written);
    };
    /** Asks of each damaged form of each file. */
    const tryAll = async (forms: (whole: Buffer) => Iterable<Uint8Array>) => {
      const kept = kind === 'mlflowdb' ? (await open()).source : undefined;
      for (const file of files) {
        const whole = fs.readFileSync(at(file));
        for (const form of forms(whole)) {
          damage(file, form);
          await askAgain(kept);
        }
        damage(file, whole);
      }
      kept?.source.close();
    };

    it('is found by itself, and nothing in the workspace is written', async () => {
      const before = treeOf(folder.dir);
      const told = await askAll();
      assert.match(told ?? '', /"metrics":\[\{|"kind":"image"/);
      assert.deepEqual(treeOf(folder.dir), before);
    });

    it('reports nothing anew because its points were asked for', async () => {
      const { source: watched } = await open();
      assert.ok(watched !== undefined);
      await watched.scan();
      for (const one of watched.runs.values())
        for (const { key } of one.metrics) watched.source.series(one.id, key);
      assert.equal((await watched.scan()).reported, 0);
      watched.source.close();
    });

    it('is read when it is cut at any byte', async () => {
      await tryAll(function* (whole) {
        for (let length = 0; length < whole.length; length += 1) yield whole.subarray(0, length);
      });
    });

    it('is read with any byte changed by a bit', async () => {
      await tryAll(function* (whole) {
        for (let byte = 0; byte < whole.length; byte += 1) {
          const flipped = Buffer.from(whole);
          flipped[byte] = (flipped[byte] ?? 0) ^ (1 << (byte % 8));
          yield flipped;
        }
      });
    });

    const foreign: readonly [what: string, bytes: () => Uint8Array][] = [
      ['is empty', () => new Uint8Array(0)],
      ['holds zeros', () => new Uint8Array(5000)],
      ['is a text', () => Buffer.from('Dear reader,\nnothing of what you look for is in here.\n')],
      ['is a picture', () => fs.readFileSync(fixturePath('dvclive/plain/plots/images/confusion.png'))],
      ['is one long line', () => Buffer.alloc(3_000_000, 'x')],
      ['is another database', () => smallDatabase('DROP TABLE runs')],
    ];
    for (const [state, bytes] of foreign)
      it(`shows no number when a file of it ${state}`, async () => {
        for (const file of files) damage(file, bytes());
        const told = await askAll();
        assert.doesNotMatch(told ?? '', /"count":[1-9]/);
      });

    it('gives nothing of a file that a link leads to, out of the workspace', async () => {
      const outside = sourceFolder();
      try {
        for (const file of files) {
          const target = outside.write(path.basename(file), fs.readFileSync(at(file)));
          fs.rmSync(at(file));
          fs.symlinkSync(target, at(file));
        }
        const told = await askAll();
        assert.doesNotMatch(told ?? '', /"count":[1-9]|0\.001|"kind":"image"|"risk"|loans/);
      } finally {
        outside.remove();
      }
    });

    it('is not found where a link leads to, out of the workspace', async () => {
      const outside = sourceFolder();
      try {
        const [first = ''] = place.split('/');
        const target = path.join(outside.dir, first);
        fs.renameSync(at(first), target);
        fs.symlinkSync(target, at(first));
        assert.equal(await askAll(), undefined);
      } finally {
        outside.remove();
      }
    });

    it('gives steps that repeat, count down, or are beyond 2^53', async () => {
      const { source: watched } = await open();
      assert.ok(watched !== undefined);
      await watched.scan();
      // Such a log is told from data as long as it counts; this one was known before.
      fs.rmSync(at(place), { recursive: true });
      points(folder, [
        [5, 1],
        [3, 2],
        [3, 2],
        [-2, 4],
        [2 ** 53 + 2, 8],
      ]);
      // A file of the same size and time would be the same file.
      fs.utimesSync(at(place), new Date(longAgo.getTime() + 1000), new Date(longAgo.getTime() + 1000));
      await watched.scan();
      assert.deepEqual(watched.points('loss'), [
        [-2, 4],
        [3, 2],
        [3, 2],
        [5, 1],
        [2 ** 53 + 2, 8],
      ]);
      assert.deepEqual([watched.said, watched.run.metrics[0]?.count], [[], 5]);
      watched.source.close();
    });

    it('is gone from the list when it is deleted, and nothing throws', async () => {
      const { source: watched } = await open();
      assert.ok(watched !== undefined);
      await watched.scan();
      const [one] = watched.runs.values();
      fs.rmSync(at(place), { recursive: true });
      assert.equal((await watched.scan()).runs.size, 0);
      assert.equal(watched.source.details(one?.id ?? ''), undefined);
      assert.equal(watched.source.series(one?.id ?? '', 'loss').steps.length, 0);
      watched.source.close();
    });
  });

/** Names, sizes, times, permissions and bytes of all below. */
function treeOf(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const file = path.join(folder, name);
      const { mode, size, mtimeMs, ctimeMs } = fs.lstatSync(file);
      const bytes = fs.lstatSync(file).isFile()
        ? createHash('sha256').update(fs.readFileSync(file)).digest('hex')
        : '';
      return `${name} ${mode} ${size} ${mtimeMs} ${ctimeMs} ${bytes}`;
    });
}
