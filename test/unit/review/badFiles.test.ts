/** Reviews of a folder in which something is not as Cairn would have left it. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ReviewPolicy } from '../../../src/records/reviewPolicy.ts';
import { ReviewActions } from '../../../src/review/reviewActions.ts';
import { ScriptReviews } from '../../../src/review/scriptReviews.ts';
import { showReview } from '../../../src/review/showReview.ts';
import { textHashOf } from '../../../src/review/textHash.ts';
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

  describe('of a script that was split in two', () => {
    const lines = Array.from({ length: 20 }, (_, line) => `step_${line} = load(${line})\n`);
    const head = `import numpy\n${lines.slice(0, 13).join('')}`;
    const tail = `import numpy\n${lines.slice(13).join('')}`;
    const states = (reviews: ScriptReviews, names: string[]) =>
      names.map((name) => {
        const { standing, renamedFrom, splitFrom } = reviews.of(name);
        return [standing.state, renamedFrom, splitFrom];
      });

    beforeEach(async () => {
      write('train.py', `import numpy\n${lines.join('')}`);
      await approve('train.py');
      write('unrelated.py', 'import numpy\nprint(1)\nprint(2)\nprint(3)\n');
    });

    it('go along with the larger part, and the other says where it comes from', async () => {
      fs.rmSync(path.join(folder, 'train.py'));
      write('fit.py', head);
      write('score.py', tail);
      const names = ['fit.py', 'score.py', 'unrelated.py'];
      const wanted = [
        ['stale', 'train.py', undefined],
        ['never', undefined, 'train.py'],
        ['never', undefined, undefined],
      ];
      const reviews = new ScriptReviews(layout(), own);
      assert.deepEqual(states(reviews, names), wanted);
      const found = reviews.all(names).map((one) => [one.standing.state, one.renamedFrom, one.splitFrom]);
      assert.deepEqual(found, wanted);
      await as(sam).request('score.py', { reviewers: [] });
      assert.deepEqual(states(reviews, ['score.py']), [['requested', undefined, undefined]]);
    });

    it('stay with the part that kept the name, until the other is joined to it again', () => {
      write('train.py', head);
      write('score.py', tail);
      const reviews = new ScriptReviews(layout(), own);
      const names = ['train.py', 'score.py'];
      assert.deepEqual(states(reviews, names), [
        ['stale', undefined, undefined],
        ['never', undefined, 'train.py'],
      ]);
      write('train.py', `import numpy\n${lines.join('')}# the end\n`);
      assert.deepEqual(states(reviews, names), [
        ['stale', undefined, undefined],
        ['never', undefined, undefined],
      ]);
      write('train.py', `import numpy\n${lines.join('')}`);
      assert.deepEqual(states(reviews, names), [
        ['approved', undefined, undefined],
        ['never', undefined, undefined],
      ]);
    });
  });

  it('of 2 MB are read, also with a few lines by hand, and each earlier text is compared once', async () => {
    const text = Array.from({ length: 10_000 }, (_, line) => `line_${line} = ${line}\n`).join('');
    write('train.py', text);
    for (let line = 1; line <= 3; line++) await as(ada).comment('train.py', { line, count: 1, text: 'why?' });
    await as(ada).answer('train.py', { item: 'seeded', answer: 'yes' });
    const file = path.join(folder, '.cairn/reviews/train.py.yaml');
    const entry = {
      at: '2026-11-30T08:00:00Z',
      by: sam,
      sha256: textHashOf(text),
      kind: 'answer',
      answer: 'yes',
    };
    for (let item = 0; item < 9000; item++)
      fs.appendFileSync(
        file,
        `- ${JSON.stringify({ ...entry, item: `item-${item}`, comment: 'x'.repeat(40) })}\n`,
      );
    fs.appendFileSync(file, `- kind: answer\n  at: ${entry.at}\n  by: ${sam}\n  sha256: ${entry.sha256}\n`);
    fs.appendFileSync(file, '  item: by-hand\n  answer: no\n');
    assert.ok(fs.statSync(file).size > 2_000_000);
    write('train.py', text.replaceAll('line_', 'other_'));
    const reviews = new ScriptReviews(layout(), own);
    const review = reviews.of('train.py');
    assert.deepEqual([review.read.entries.length, review.read.problems], [9005, []]);
    const asked: string[] = [];
    const shown = showReview({
      ...{ review, policy: undefined, owners: [], evidence: new Map(), isAsking: false, viewing: null },
      ...{ who: undefined, author: undefined, change: 'different' as const },
      reviews: {
        textOf: (script) => reviews.textOf(script),
        keptText: (sha256) => {
          asked.push(sha256);
          return reviews.keptText(sha256);
        },
      },
    });
    assert.deepEqual(asked, [textHashOf(text)]);
    assert.equal(
      shown.groups.flatMap(({ items }) => items).find(({ id }) => id === 'seeded')?.answer?.lines,
      10_000,
    );
    fs.appendFileSync(file, 'nonsense\n');
    assert.deepEqual(
      reviews.of('train.py').read.problems.map(({ line }) => line),
      [9012],
    );
  });
});
