/** What may be done in a folder that is not trusted: what people add to runs and throw away, as long as no link leads out of it. */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../../../src/base/errors.ts';
import { Project } from '../../../src/project/project.ts';
import { layoutOf, runDir, runPaths, type Layout } from '../../../src/storage/layout.ts';
import { threadStoreOf } from '../indexer/threadStoreOf.ts';

const id = '20261123-084102-quiet-heron-3f9a';
const record = {
  ...{ version: 1, id, name: 'quiet-heron', command: ['python3', 'train.py'], cwd: '/work', params: {} },
  ...{ tags: {}, created: 1.7e12, user: 'sam', host: 'here', origin: 'terminal', environment: {} },
  machine: { os: 'Linux', arch: 'x64', cpu: '', cores: 1, memory: 1 },
};

describe('a folder', () => {
  let home = '';
  let layout: Layout;
  const opened: Project[] = [];
  beforeEach(async () => {
    home = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'project-')));
    layout = layoutOf(path.join(home, 'work'));
    const paths = runPaths(runDir(layout, id));
    await fs.mkdir(paths.artifacts, { recursive: true });
    await fs.writeFile(paths.run, JSON.stringify(record));
    await fs.writeFile(paths.events, `${JSON.stringify({ t: 1.7e12, type: 'ended', status: 'finished' })}\n`);
  });
  afterEach(async () => {
    for (const project of opened.splice(0)) project.dispose();
    await fs.rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  const asked: (string | undefined)[] = [];
  const project = (isTrusted: boolean, folder = layout.folder): Project => {
    const made = new Project(folder, {
      launching: {
        execPath: process.execPath,
        workerPath: path.join(home, 'worker.js'),
        env: {},
        clock: { now: () => 1.8e12 },
        random: Math.random,
      },
      openData: () => Promise.reject(new Error('No data is asked for here.')),
      openStore: (of, config) => threadStoreOf(of.folder, { config }),
      isTrusted: () => isTrusted,
      mayLaunch: async (_, { name }) => {
        asked.push(name);
        await Promise.reject(new UserError('unreviewed', 'It was never reviewed.'));
      },
      pythonPath: home,
      trackingPath: path.join(home, 'tracking'),
    });
    opened.push(made);
    return made;
  };

  for (const isTrusted of [true, false])
    it(`that is ${isTrusted ? '' : 'not '}trusted takes stars, names, notes, tags, and the trash`, async () => {
      const made = project(isTrusted);
      await made.edit(id, { star: true, name: 'mine', note: 'why', tags: { stage: 'smoke' } });
      const { star, name, note, tags } = (await made.store.detail(id)) ?? {};
      assert.deepEqual(
        { star, name, note, tags },
        { star: true, name: 'mine', note: 'why', tags: { stage: 'smoke' } },
      );
      assert.deepEqual((await made.moveToTrash([id])).done, [id]);
      assert.deepEqual((await made.restore([id])).done, [id]);
      assert.deepEqual((await made.moveToTrash([id])).done, [id]);
      assert.deepEqual((await made.emptyTrash()).done, [id]);
      assert.deepEqual(await fs.readdir(layout.runs), []);
    });

  it('starts nothing that its rules for launches forbid', async () => {
    await fs.writeFile(layout.config, 'review: { launch: { require: [release] } }\n');
    const request = {
      command: ['true'],
      cwd: layout.folder,
      params: {},
      tags: {},
      origin: 'editor' as const,
    };
    await assert.rejects(
      project(true).launch({ ...request, name: 'release' }),
      (error: unknown) => error instanceof UserError && error.code === 'unreviewed',
    );
    assert.deepEqual(asked.splice(0), ['release']);
    assert.deepEqual(await fs.readdir(layout.runs), [id]);
  });

  it('that is not trusted starts and stops nothing', async () => {
    const made = project(false);
    const refused = (error: unknown) => error instanceof UserError && error.code === 'trust';
    await assert.rejects(
      made.launch({ command: ['true'], cwd: layout.folder, params: {}, tags: {}, origin: 'editor' }),
      refused,
    );
    await assert.rejects(made.stop(id, 'now'), refused);
    assert.equal(await made.lookAfter(id), undefined);
    assert.deepEqual(await made.recover(), { recovered: [], starting: [], problems: [] });
  });

  describe('with a link that leads out of it', () => {
    const outside = () => path.join(home, 'outside');
    const links: readonly [
      what: string,
      make: () => Promise<void>,
      act: (made: Project) => Promise<unknown>,
    ][] = [
      [
        'the edits of a run',
        async () => {
          await fs.writeFile(path.join(outside(), 'precious'), 'x');
          await fs.symlink(path.join(outside(), 'precious'), runPaths(runDir(layout, id)).edits);
        },
        async (made) => await made.edit(id, { star: true }),
      ],
      [
        'a run',
        async () => {
          await fs.rename(runDir(layout, id), path.join(outside(), id));
          await fs.symlink(path.join(outside(), id), runDir(layout, id));
        },
        async (made) => await made.edit(id, { star: true }),
      ],
      [
        'all runs',
        async () => {
          await fs.rename(layout.runs, path.join(outside(), 'runs'));
          await fs.symlink(path.join(outside(), 'runs'), layout.runs);
        },
        async (made) => await made.moveToTrash([id]),
      ],
      [
        'the trash',
        async () => {
          await fs.rename(runDir(layout, id), path.join(outside(), id));
          await fs.symlink(outside(), layout.trash);
        },
        async (made) => await made.emptyTrash(),
      ],
      [
        'the trash that is restored from',
        async () => {
          await fs.rename(runDir(layout, id), path.join(outside(), id));
          await fs.symlink(outside(), layout.trash);
        },
        async (made) => await made.restore([id]),
      ],
      [
        '.cairn',
        async () => {
          await fs.rename(layout.root, path.join(outside(), 'cairn'));
          await fs.symlink(path.join(outside(), 'cairn'), layout.root);
        },
        async (made) => await made.edit(id, { note: 'x' }),
      ],
    ];
    beforeEach(async () => {
      await fs.mkdir(outside());
    });

    for (const [what, make, act] of links)
      it(`changes nothing through it while it is not trusted: ${what}`, async function () {
        if (process.platform === 'win32') this.skip();
        await make();
        const before = await contentOf(outside());
        await assert.rejects(act(project(false)), (error: unknown) => {
          assert.ok(error instanceof UserError);
          assert.equal(error.code, 'outside');
          assert.match(
            error.message,
            /leads out of this folder, which is not trusted, so nothing was changed\./,
          );
          return true;
        });
        assert.deepEqual(await contentOf(outside()), before);
        // Who trusts it may keep runs on another disk.
        await act(project(true));
        assert.notDeepEqual(await contentOf(outside()), before);
      });
  });

  it('that is opened through a link is inside itself', async function () {
    if (process.platform === 'win32') this.skip();
    const link = path.join(home, 'link');
    await fs.symlink(layout.folder, link);
    await project(false, link).edit(id, { star: true });
    assert.match(await fs.readFile(runPaths(runDir(layout, id)).edits, 'utf8'), /"star":true/);
  });
});

/** Names and texts of all files below. */
async function contentOf(folder: string): Promise<Record<string, string>> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Object.fromEntries(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const file = path.join(parentPath, name);
        return [path.relative(folder, file), await fs.readFile(file, 'utf8')] as const;
      }),
    ),
  );
}
