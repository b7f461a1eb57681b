/** Reviews of a folder in which something is not as Cairn would have left it. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ReviewPolicy } from '../../../src/records/reviewPolicy.ts';
import { ReviewActions } from '../../../src/review/reviewActions.ts';
import { ScriptReviews } from '../../../src/review/scriptReviews.ts';
import { layoutOf } from '../../../src/storage/layout.ts';
import { ada, sam } from './reviewParts.ts';

describe('reviews in a folder that is not as it should be', () => {
  let folder: string;
  const layout = () => layoutOf(folder);
  const write = (name: string, content: string | Uint8Array) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  };
  const own: ReviewPolicy = { default: false };
  const as = (by: string) =>
    new ReviewActions({ layout: layout(), policy: own, who: { by, identity: 'git' }, now: Date.now });
  const approve = async (script: string) => {
    await as(sam).request(script, { reviewers: [ada] });
    await as(ada).signOff(script, { verdict: 'approve', evidence: new Map() });
  };
  const states = (scripts: string[] = [], policy = own) =>
    new ScriptReviews(layout(), policy)
      .all(scripts)
      .map(({ script, standing }) => `${script}: ${standing.state}`);

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'cairn bad ü '));
    fs.mkdirSync(path.join(folder, '.cairn'));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('are shown also where a run was of a script elsewhere, and where a file has no name of a script', async () => {
    write('src/mit leer/trän.py', 'x = 1\n');
    await approve('src/mit leer/trän.py');
    for (const name of ['.yaml', 'src/.yaml', '..yaml', 'notes.txt'])
      write(`.cairn/reviews/${name}`, '# nothing\n');
    assert.deepEqual(states(['/abs/x.py', '../x.py', './x.py', 'a//b.py', 'nul\0.py', '', 'src/run.py']), [
      'src/mit leer/trän.py: approved',
      'src/run.py: never',
    ]);
  });

  it('follow CODEOWNERS when it changes and nothing else does', async () => {
    write('train.py', 'x = 1\n');
    write('CODEOWNERS', '*.py lin@example.org\n');
    await approve('train.py');
    const reviews = new ScriptReviews(layout(), { ...own, codeOwners: true });
    const missing = () => reviews.of('train.py').standing.missingOwners;
    assert.deepEqual(missing(), ['lin@example.org']);
    write('CODEOWNERS', '*.py ada@example.org\n');
    assert.deepEqual(missing(), []);
    assert.equal(reviews.all()[0]?.standing.state, 'approved');
  });

  it('know a script that is not UTF-8 again, and take nobody for a forger when it changes', async () => {
    const latin1 = (text: string) => write('train.py', Buffer.from(text, 'latin1'));
    latin1('x = "é"\n');
    await approve('train.py');
    assert.deepEqual(states(), ['train.py: approved']);
    latin1('x = "éé"\n');
    const { standing, changed } = new ScriptReviews(layout(), own).of('train.py');
    assert.deepEqual([standing.state, changed?.lines, standing.problems], ['stale', null, []]);
  });
});
