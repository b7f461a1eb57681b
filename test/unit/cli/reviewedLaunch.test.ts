/** `cairn run` where config.yaml asks for reviews: it warns or refuses, by what was reviewed and is there now. */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { addToReview } from '../../../src/review/reviewStore.ts';
import { layoutOf } from '../../../src/storage/layout.ts';
import { ada, entriesOf, hashOf, sam } from '../review/reviewParts.ts';
import { cairn, removeWorkFolders, workFolder } from './builtCairn.ts';

describe('cairn run and reviews', () => {
  after(removeWorkFolders);

  const text = 'print(1 + 1)\n';
  const next = 'Launches like this one need an approval: see review.launch in .cairn/config.yaml.';
  let folder: string;
  const write = (name: string, content: string) => writeFileSync(path.join(folder, name), content);
  const launch = async (...options: string[]) =>
    await cairn(folder, 'run', ...options, '--', 'python3', 'train.py');
  const runs = () => existsSync(path.join(folder, '.cairn/runs'));
  const approve = async () =>
    await addToReview(layoutOf(folder), 'train.py', {
      entries: entriesOf(
        { kind: 'request', by: ada, reviewers: [sam], of: text },
        { kind: 'signoff', verdict: 'approve', by: sam, imports: {} },
      ),
      texts: new Map([[hashOf(text), text]]),
    });

  beforeEach(async () => {
    folder = await workFolder();
    write('train.py', text);
  });

  it('asks for nothing without rules', async () => {
    const { code, stderr } = await launch();
    assert.equal(code, 0);
    assert.doesNotMatch(stderr, /review/);
  });

  it('warns, and runs', async () => {
    write('.cairn/config.yaml', 'review: { launch: { warn: ["*.py"] } }\n');
    const { code, stdout, stderr } = await launch();
    assert.deepEqual([code, stdout], [0, '2\n']);
    assert.ok(stderr.startsWith(`cairn: train.py was never reviewed. ${next}\n`), stderr);
  });

  it('refuses the run configurations that are named, until the script is approved as it is', async () => {
    write('.cairn/config.yaml', 'review: { launch: { require: [release] } }\n');
    const refused = { code: 2, stdout: '', stderr: `cairn: train.py was never reviewed. ${next}\n` };
    assert.deepEqual(await launch('--name', 'release'), refused);
    assert.equal(runs(), false);
    assert.equal((await launch('--name', 'try')).code, 0);
    await approve();
    assert.equal((await launch('--name', 'release')).code, 0);
    write('train.py', 'print(1 + 2)\n');
    const stale = await launch('--name', 'release');
    assert.deepEqual(
      [stale.code, stale.stderr],
      [2, `cairn: train.py changed since Sam approved it. ${next}\n`],
    );
    write('train.py', `# what it adds\n${text}`);
    assert.equal((await launch('--name', 'release')).code, 0, 'only a comment changed');
  });

  it('refuses a script that lies elsewhere, since it has no review', async () => {
    write('.cairn/config.yaml', 'review: { launch: { require: [release] } }\n');
    const other = await workFolder();
    const file = path.join(other, 'train.py');
    writeFileSync(file, text);
    const { code, stderr } = await cairn(folder, 'run', '--name', 'release', '--', 'python3', file);
    assert.equal(code, 2);
    assert.match(stderr, /train\.py is outside of the folder: it has no review\./);
  });
});
