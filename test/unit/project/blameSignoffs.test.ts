/** Who committed which line of a review, asked of real git repositories: what is pointed out, and where nothing can be told. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { committedBy, doubtfulEntries } from '../../../src/project/blameSignoffs.ts';
import { reviewEntry, type ReviewEntry } from '../../../src/records/review.ts';
import { entryLine } from '../../../src/review/reviewFile.ts';
import { ada, entriesOf, lin, sam } from '../review/reviewParts.ts';

const file = '.cairn/reviews/train.py.yaml';

describe('who committed a line of a review', () => {
  let folder: string;
  const gitIn = (where: string, who: string, ...args: string[]) => {
    const [, name = '', email = ''] = /^(.*) <(.*)>$/.exec(who) ?? [];
    const own = ['-c', `user.name=${name}`, '-c', `user.email=${email}`, '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...own, ...args], { cwd: where, encoding: 'utf8', stdio: 'pipe' });
  };
  const git = (who: string, ...args: string[]) => gitIn(folder, who, ...args);
  const commit = (who: string, message = 'x') => {
    git(who, 'add', '-A');
    git(who, 'commit', '-qm', message);
  };
  // As they are read from a file.
  const [request, approval, second] = entriesOf(
    { kind: 'request', by: ada, reviewers: [sam] },
    { kind: 'signoff', by: sam, verdict: 'approve', imports: {} },
    { kind: 'signoff', by: lin, verdict: 'approve', imports: {} },
  ).map((entry) => reviewEntry.parse(entry));
  assert.ok(request && approval && second);
  const entries: ReviewEntry[] = [request, approval, second];
  const add = (...some: ReviewEntry[]) =>
    fs.appendFileSync(path.join(folder, file), some.map(entryLine).join(''));
  const doubted = async (where = folder) =>
    (await doubtfulEntries(where, file, entries)).map(
      ({ entry, line, author }) => `${String(line)}: ${entry.by} by ${author}`,
    );

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'cairn blame ünï '));
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    git(ada, 'init', '-q', '-b', 'main');
    fs.writeFileSync(path.join(folder, 'train.py'), 'x = 1\n');
    fs.writeFileSync(path.join(folder, file), '# Review of train.py.\n');
    commit(ada);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('has nothing against people who commit their own lines, and names those who commit another’s', async () => {
    add(request);
    commit(ada);
    add(approval);
    commit(sam);
    assert.deepEqual(await doubted(), []);
    add(second);
    assert.deepEqual(await doubted(), [], 'not committed yet');
    commit(ada);
    assert.deepEqual(await doubted(), [`4: ${lin} by ${ada}`]);
  });

  it('finds a line also where it was written by hand, over several lines', async () => {
    const { at, sha256 } = approval;
    const yaml = `- kind: signoff\n  at: "${at}"\n  by: ${sam}\n  sha256: ${sha256}\n  verdict: approve\n  imports: {}\n`;
    fs.appendFileSync(path.join(folder, file), yaml);
    commit(ada);
    assert.deepEqual(await doubted(), [`2: ${sam} by ${ada}`]);
  });

  it('knows people by .mailmap, and those who hide their address by name', async () => {
    add(approval);
    commit('Samuel <sam@home.example>');
    assert.deepEqual(await doubted(), [`2: ${sam} by Samuel <sam@home.example>`]);
    fs.writeFileSync(path.join(folder, '.mailmap'), 'Sam <sam@example.org> <sam@home.example>\n');
    assert.deepEqual(await doubted(), []);
    add(second);
    commit('Lin <12+lin@users.noreply.github.com>');
    assert.deepEqual(await doubted(), []);
  });

  it('says nothing of what was squashed by git or on the web', async () => {
    add(approval);
    commit(ada, `All at once\n\nCo-authored-by: ${sam.toLowerCase()}`);
    assert.deepEqual(await doubted(), []);
    git(ada, 'switch', '-qc', 'lin');
    add(second);
    commit(lin);
    git(ada, 'switch', '-q', 'main');
    git(ada, 'merge', '-q', '--squash', 'lin');
    git(ada, 'commit', '-q', '--no-edit');
    assert.deepEqual(await doubted(), []);
    fs.writeFileSync(path.join(folder, file), `# Review\n${entryLine(approval)}`);
    git(ada, 'add', '-A');
    execFileSync('git', ['-c', 'commit.gpgsign=false', 'commit', '-qm', 'Train better (#12)'], {
      cwd: folder,
      env: {
        ...process.env,
        GIT_AUTHOR_NAME: 'Ada',
        GIT_AUTHOR_EMAIL: 'ada@example.org',
        GIT_COMMITTER_NAME: 'GitHub',
        GIT_COMMITTER_EMAIL: 'noreply@github.com',
      },
    });
    assert.deepEqual(await doubted(), []);
  });

  it('follows a review that git moved, and a line that a merge kept twice', async () => {
    add(approval);
    commit(ada);
    add(approval);
    commit(sam);
    assert.deepEqual(await doubted(), []);
    fs.writeFileSync(path.join(folder, file), `# Review of train.py.\n${entryLine(approval)}`);
    commit(ada);
    git(ada, 'mv', file, '.cairn/reviews/fit.py.yaml');
    commit(lin);
    const [found] = await doubtfulEntries(folder, '.cairn/reviews/fit.py.yaml', entries);
    assert.equal(found?.author, ada);
  });

  it('says nothing where history is cut off, there is no repository, or no e-mail', async () => {
    add(approval);
    commit(ada);
    assert.equal((await doubted()).length, 1);
    assert.equal(await committedBy(folder, 'train.py'), ada);
    const clone = path.join(folder, 'clone');
    gitIn(folder, ada, 'clone', '-q', '--depth', '1', `file://${folder}`, clone);
    assert.deepEqual(await doubted(clone), []);
    assert.equal(await committedBy(clone, 'train.py'), undefined);
    const bare = [{ ...approval, by: 'Sam' }];
    assert.deepEqual(await doubtfulEntries(folder, file, bare), []);
    fs.rmSync(path.join(folder, '.git'), { recursive: true });
    assert.deepEqual(await doubted(), []);
    assert.equal(await committedBy(folder, 'train.py'), undefined);
  });
});
