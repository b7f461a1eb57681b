/** Installing the packages never touches the packages of another folder. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ensureModules } from '../../../tools/toolchain.mjs';

describe('installing the packages', () => {
  let home = '';
  let project = '';
  let said: string[] = [];
  beforeEach(async () => {
    home = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'modules-')));
    project = path.join(home, 'project');
    said = [];
    await fs.mkdir(project);
    await fs.writeFile(path.join(project, 'package.json'), '{"name":"p","version":"1.0.0"}');
    await lock({});
  });
  afterEach(() => fs.rm(home, { recursive: true, force: true }));

  /** `modules`: version of each package that is wanted. */
  const lock = async (modules: Readonly<Record<string, string>>) => {
    const packages = Object.fromEntries(
      Object.entries(modules).map(([name, version]) => [`node_modules/${name}`, { version }]),
    );
    await fs.writeFile(
      path.join(project, 'package-lock.json'),
      JSON.stringify({
        name: 'p',
        lockfileVersion: 3,
        packages: { '': { name: 'p', version: '1.0.0' }, ...packages },
      }),
    );
  };
  const ensure = () => ensureModules((sentence) => said.push(sentence), project);
  const link = async (target: string) => {
    await fs.symlink(target, path.join(project, 'node_modules'), 'junction');
  };
  const modulesAt = async (folder: string) => {
    await fs.mkdir(path.join(folder, 'precious'), { recursive: true });
    await fs.writeFile(path.join(folder, '.package-lock.json'), '{"packages":{}}');
  };

  for (const target of ['elsewhere', '../elsewhere', '../project-2'])
    it(`is refused where node_modules is a link to ${target}`, async () => {
      const real = target === 'elsewhere' ? path.join(home, target) : path.resolve(project, target);
      await modulesAt(real);
      await link(target === 'elsewhere' ? real : target);
      await lock({ wanted: '1.0.0' });
      await assert.rejects(ensure(), (error: unknown) => {
        assert.ok(error instanceof Error);
        assert.ok(
          error.message.startsWith(`node_modules is a link to ${real}, where packages are missing`),
          error.message,
        );
        return true;
      });
      assert.ok(existsSync(path.join(real, 'precious')));
      assert.deepEqual(said, []);
    });

  it('is refused where the link leads to what is not there any more', async () => {
    await link(path.join(home, 'gone'));
    await assert.rejects(ensure(), /node_modules is a link to .*gone/);
  });

  it('is not needed where the link leads to what the lock file wants', async () => {
    await modulesAt(path.join(home, 'elsewhere'));
    await link(path.join(home, 'elsewhere'));
    assert.equal(await ensure(), false);
  });

  it('goes on in a folder of its own, also where that is a link inside the project', async () => {
    await lock({});
    assert.equal(await ensure(), true);
    await fs.rm(path.join(project, 'node_modules'), { recursive: true, force: true });
    await modulesAt(path.join(project, '.modules'));
    await fs.rm(path.join(project, '.modules', '.package-lock.json'));
    await link('.modules');
    assert.equal(await ensure(), true);
    assert.deepEqual(said, Array(2).fill('installing the packages (npm ci)'));
  });
});
