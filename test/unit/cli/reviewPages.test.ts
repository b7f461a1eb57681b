/** `cairn review markdown` and `explain`, in a copy of the example with runs, data, features, a model and a review. */
import assert from 'node:assert/strict';
import { chmodSync, cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { cairn, cairnJson, removeWorkFolders } from './builtCairn.ts';
import { ada, ReviewFolder, sam } from './reviewFolder.ts';

const example = path.resolve(import.meta.dirname, '..', '..', '..', 'examples', 'credit');
const result = z.object({ markdown: z.string() });
const mean =
  '@ada <b>bold</b> [x](https://evil.example) ![p](https://evil.example/p.png) #1 `code` | **strong**';

/** Any of it that would be more than text. */
const live = /(?<!\\)(?:<b>|\]\(|:\/\/)|@ada|#1| \*\*strong| `code/;

async function page(folder: string, ...words: string[]): Promise<string> {
  return result.parse(await cairnJson(folder, 'review', ...words)).markdown;
}

/** Of one section. */
function section(text: string, title: string): string {
  const found = text.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
  assert.ok(found !== undefined, `no section ${title}`);
  return found.slice(title.length).trim();
}

describe('a review as Markdown', function () {
  this.timeout(120_000);
  after(removeWorkFolders);

  it('says how it stands, item by item, and takes nothing that people wrote for markup', async () => {
    const made = await ReviewFolder.make({
      policy: { items: [{ id: 'fine', text: mean }] },
      config: '',
    });
    made.write(
      '.cairn/config.yaml',
      `review:\n  default: false\n  items:\n    - { id: fine, text: ${JSON.stringify(mean)} }\n`,
    );
    made.write('train.py', 'x = 1\n```\ny = 2\n');
    const name = 'E <b>`v`|*il* <evil@example.org>';
    made.commit(ada);
    assert.match(
      await page(made.folder, 'markdown', 'train.py'),
      /^## Review of `train\.py`\n\n`train\.py` was never reviewed\.\n/,
    );
    await made.request('train.py', ada, [name]);
    await made.as(name).comment('train.py', { line: 2, count: 1, text: mean });
    await made.as(name).answer('train.py', { item: 'fine', answer: 'yes', comment: mean });
    await made.as(name).signOff('train.py', { verdict: 'approve', comment: mean, evidence: new Map() });
    const text = await page(made.folder, 'markdown', 'train.py');
    assert.match(text, /^Approved by E \\<b\\>\\`v\\`\\\|\\\*il\\\*\.$/m);
    assert.match(text, /^- \[x\] .*: E /m);
    assert.match(text, /^### Comments: 1 open, 0 resolved$/m);
    assert.match(text, /^````python\n```\n````$/m);
    assert.match(text, /^\| Approved \| E [^|]*\\\|[^|]* \| `[0-9a-f]{7}` \| 2026-11-30 \|$/m);
    const outside = text.replace(/^````[\s\S]*?^````$/m, '');
    assert.doesNotMatch(outside, live);
    made.write('train.py', 'x = 1\n```\ny = 3\n');
    assert.match(await page(made.folder, 'markdown', 'train.py'), /; 1 line changed since\.$/m);
    const printed = await cairn(made.folder, 'review', 'markdown', 'train.py');
    assert.equal(printed.stdout, await page(made.folder, 'markdown', 'train.py'));
    const refused = await cairn(made.folder, 'review', 'markdown', 'no.py');
    assert.deepEqual([refused.code, /There is no script no\.py/.test(refused.stderr)], [2, true]);
  });

  it('starts no program of a folder that is not trusted', async () => {
    const made = await ReviewFolder.make();
    made.write('train.py', 'x = 1\n');
    await made.carry('train.py');
    made.write('train.py', 'x = 1  # one\n');
    const marks = ['git', 'python'].map((name) => made.path(`started-${name}`));
    for (const [at, file] of ['hook.sh', '.venv/bin/python'].entries()) {
      made.write(file, `#!/bin/sh\ntouch '${(marks[at] ?? '').replaceAll("'", "'\\''")}'\n`);
      chmodSync(made.path(file), 0o755);
    }
    made.git(ada, 'config', 'core.fsmonitor', './hook.sh');
    const started = () => marks.map((mark) => existsSync(mark));
    for (const what of ['markdown', 'explain'])
      await page(made.folder, what, '--no-git', '--no-python', 'train.py');
    assert.deepEqual(started(), [false, false]);
    await page(made.folder, 'markdown', 'train.py');
    assert.deepEqual(started(), [true, true], 'they would have been');
  });
});

describe('a script, explained', function () {
  this.timeout(240_000);
  let made: ReviewFolder;
  after(removeWorkFolders);
  before(async () => {
    made = await ReviewFolder.make();
    const config = made.read('.cairn/config.yaml');
    cpSync(example, made.folder, { recursive: true });
    rmSync(made.path('.cairn', 'features.yaml'));
    made.write('.cairn/config.yaml', config);
    made.commit(ada);
  });

  it('says of a new script what is missing and how to get it', async () => {
    made.write('new.py', 'print(1)\n');
    const text = await page(made.folder, 'explain', 'new.py');
    assert.match(text, /^# `new\.py`\n\n\[new\.py\]\(new\.py\)\n/);
    const expected: readonly [title: string, says: RegExp][] = [
      ['What it is for', /a docstring in its first lines would/],
      ['Objective', /`objective:` in \.cairn\/config\.yaml/],
      ['How to run it', /no runs yet[\s\S]*```sh\ncairn run -- python3 new\.py\n```/],
      ['Runs', /There are none: `cairn run`/],
      ['Data', /there are none/],
      ['Features', /features\.yaml/],
      ['Models', /`cairn models register RUN NAME`/],
      ['Fairness', /`cairn fairness RUN`/],
      ['Review', /`new\.py` was never reviewed\./],
      ['Open comments', /There are none/],
      ['Modules it imports', /no module of this project/],
      ['Who wrote it', /was not committed yet/],
    ];
    for (const [title, says] of expected) assert.match(section(text, title), says);
  });

  it('tells of a script that has all of it', async () => {
    const { folder } = made;
    writeFileSync(
      path.join(folder, '.cairn', 'config.yaml'),
      `${made.read('.cairn/config.yaml')}objective: { metric: val_auc, direction: maximize, target: 0.7 }\nreads: { train_baseline.py: [data/loans.csv] }\n`,
    );
    made.write(
      '.cairn/features.yaml',
      'income:\n  owner: Team <Risk>\n  description: What one earns.\n  dataset: loans\n',
    );
    const added = await cairn(
      folder,
      'catalog',
      'add',
      'data/loans.csv',
      '--name',
      'loans',
      '--owner',
      'Lin',
    );
    assert.equal(added.code, 0, added.stderr);
    for (const [name, epochs] of [
      ['more', '2'],
      ['less', '1'],
    ] as const) {
      const run = await cairn(
        folder,
        'run',
        '--name',
        name,
        '--',
        'python3',
        'train_baseline.py',
        '--epochs',
        epochs,
      );
      assert.equal(run.code, 0, run.stderr);
    }
    made.write('model.json', '{}');
    const registered = await cairn(
      folder,
      'models',
      'register',
      'more',
      'credit',
      '--artifact',
      'model.json',
    );
    await made.request('train_baseline.py', ada, [sam]);
    await made.as(sam).comment('train_baseline.py', { line: 3, count: 1, text: mean });
    made.commit(ada);
    const text = await page(folder, 'explain', 'train_baseline.py');
    assert.match(section(text, 'What it is for'), /^\S.*\.$/);
    assert.match(
      section(text, 'Objective'),
      /- `val_auc`, larger is better, target 0\.7\n\n- `val_auc`: at least 0\.7; the best run has 0\.\d+: (met|missed)/,
    );
    assert.match(
      section(text, 'How to run it'),
      /As its best run was made:\n\n```sh\ncairn run -- python3 train_baseline\.py --epochs \d\n```/,
    );
    assert.match(
      section(text, 'Runs'),
      /- Best: \[(more|less)\]\(\.cairn\/runs\/([^)]+)\) \(`\2`\), finished,[\s\S]*- Latest: \[less\][\s\S]*^\| val\\_auc \| .*0\.\d+ \|/m,
    );
    assert.match(section(text, 'Data'), /^- \*\*loans\*\*: v1, .*, owned by Lin/);
    assert.match(section(text, 'Features'), /\*\*income\*\*: owned by Team \\<Risk\\>|Nothing is known/);
    assert.equal(registered.code === 0, section(text, 'Models').includes('**credit** v1'), registered.stderr);
    assert.match(
      section(text, 'Review'),
      /^Ada asked for a review\.[\s\S]*Open items of the checklist: 1[\s\S]*- It is fine\.\n\n\[All of its review\]\(\.cairn\/reviews\/train_baseline\.py\.yaml\)/,
    );
    const comments = section(text, 'Open comments');
    assert.match(comments, /^- \[Line 3\]\(train_baseline\.py#L3\): Sam: /);
    assert.doesNotMatch(comments.replace('[Line 3](train_baseline.py#L3)', ''), live);
    assert.match(section(text, 'Modules it imports'), /^- \[loans\.py\]\(loans\.py\)$/);
    assert.match(section(text, 'Who wrote it'), /^- Ada: 1 commit, \d{4}-\d\d-\d\d$/);
    const alone = await page(folder, 'explain', '--no-git', '--no-python', 'train_baseline.py');
    assert.equal(section(alone, 'Who wrote it'), 'Git was not asked.');
    const printed = await cairn(folder, 'review', 'explain', 'train_baseline.py');
    assert.equal(printed.code, 0);
    assert.match(printed.stdout, /^# `train_baseline\.py`/);
  });
});
