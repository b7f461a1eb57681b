/** What people do with a review: what is written, what it is bound to, and what is refused. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ProbeAnswer } from '../../../src/protocol/probeAnswer.ts';
import type { ReviewEntry } from '../../../src/records/review.ts';
import type { ReviewPolicy } from '../../../src/records/reviewPolicy.ts';
import { ReviewActions } from '../../../src/review/reviewActions.ts';
import { keptText, readReview } from '../../../src/review/reviewStore.ts';
import { ScriptReviews } from '../../../src/review/scriptReviews.ts';
import { layoutOf } from '../../../src/storage/layout.ts';
import { ada, hashOf, lin, sam } from './reviewParts.ts';

const script = 'src/train.py';
const text = 'import lib\n\nx = lib.load()\nprint(x)\n';
const policy: ReviewPolicy = {
  default: false,
  items: [
    { id: 'seeded', text: 'Seeds are set', probe: 'seeded' },
    { id: 'simple', text: 'It is simple' },
  ],
};
const noEvidence: ReadonlyMap<string, ProbeAnswer> = new Map();
const seeded = new Map<string, ProbeAnswer>([['seeded', { answer: 'yes', text: 'in line 1' }]]);

describe('what people do with a review', () => {
  let folder = '';
  let minute = 0;
  const layout = () => layoutOf(folder);
  const write = (name: string, own: string | Uint8Array) => fs.writeFileSync(path.join(folder, name), own);
  const as = (by: string, own: ReviewPolicy = policy) =>
    new ReviewActions({
      layout: layout(),
      policy: own,
      who: { by, identity: 'git' },
      now: () => Date.UTC(2026, 10, 30, 9, (minute += 1)),
    });
  const entries = () => readReview(layout(), script).entries;
  const last = (): ReviewEntry => entries().at(-1) ?? assert.fail();
  const state = () => new ScriptReviews(layout(), policy).of(script).standing.state;
  const approve = { verdict: 'approve', evidence: seeded } as const;
  const carry = async () => {
    await as(sam).request(script, { reviewers: [ada] });
    await as(ada).answer(script, { item: 'simple', answer: 'yes' });
    await as(ada).signOff(script, approve);
  };

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'cairn actions '));
    fs.mkdirSync(path.join(folder, 'src'));
    fs.mkdirSync(path.join(folder, '.cairn'));
    write('src/train.py', text);
    write('src/lib.py', 'def load(): return 1\n');
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('is bound to the text, to what it imports, and to what the evidence said; all texts are kept', async () => {
    await carry();
    const signoff = last();
    assert.deepEqual(signoff, {
      kind: 'signoff',
      verdict: 'approve',
      at: signoff.at,
      by: ada,
      identity: 'git',
      sha256: hashOf(text),
      imports: { 'src/lib.py': hashOf('def load(): return 1\n') },
      evidence: { seeded: 'yes' },
    });
    assert.equal(keptText(layout(), hashOf(text)), text);
    assert.equal(keptText(layout(), hashOf('def load(): return 1\n')), 'def load(): return 1\n');
    assert.equal(state(), 'approved');
  });

  it('approves only what changed, with the answers of the text before', async () => {
    await carry();
    write('src/lib.py', 'def load(): return 2\n');
    assert.equal(state(), 'stale');
    await assert.rejects(as(lin).signOff(script, { verdict: 'approve', evidence: noEvidence }), {
      code: 'openItems',
    });
    await as(ada).signOff(script, { verdict: 'approve', isDifference: true, evidence: noEvidence });
    const signoff = last();
    assert.equal(signoff.kind === 'signoff' && signoff.basis, hashOf(text));
    assert.equal(state(), 'approved');
  });

  it('refuses an approval that would not count, and says why', async () => {
    await assert.rejects(as(ada).signOff(script, approve), { code: 'noAuthor' });
    await assert.rejects(as(ada).signOff(script, { ...approve, author: ada }), { code: 'ownText' });
    await as(sam).request(script, { reviewers: [] });
    await assert.rejects(as('S <SAM@example.org>').signOff(script, approve), { code: 'ownText' });
    await assert.rejects(as(ada, { ...policy, approvers: ['Lin'] }).signOff(script, approve), {
      code: 'notAllowed',
    });
    await assert.rejects(as(ada).signOff(script, approve), (error: unknown) => {
      assert.match(String(error), /1 required items? .*“It is simple”/);
      return true;
    });
    assert.deepEqual(
      entries().map(({ kind }) => kind),
      ['request'],
    );
    await as(ada).signOff(script, { verdict: 'requestChanges', evidence: noEvidence, comment: ' why 1? ' });
    assert.equal(state(), 'changesRequested');
  });

  it('remembers whose text it was where nobody had asked', async () => {
    await as(ada).answer(script, { item: 'simple', answer: 'yes' });
    await as(ada).signOff(script, { ...approve, author: sam });
    const signoff = last();
    assert.equal(signoff.kind === 'signoff' && signoff.author, sam);
    assert.equal(state(), 'approved');
  });

  it('goes against evidence only with a reason, and needs none where the evidence cannot tell', async () => {
    const given = { item: 'seeded', answer: 'yes' } as const;
    await assert.rejects(as(ada).answer(script, { ...given, overrules: 'no' }), { code: 'reason' });
    await assert.rejects(as(ada).answer(script, { ...given, overrules: 'no', comment: ' \n' }), {
      code: 'reason',
    });
    await as(ada).answer(script, { ...given, overrules: 'no', comment: 'the loader seeds' });
    await as(ada).answer(script, { ...given, overrules: 'unknown' });
    assert.equal(entries().length, 2);
  });

  it('comments on lines with those around them, and lets only their author change the words', async () => {
    const id = await as(ada).comment(script, { line: 3, count: 1, text: 'Which data?', suggestion: 'x = 2' });
    const comment = last();
    assert.ok(comment.kind === 'comment');
    assert.deepEqual(
      [comment.line, comment.lines, comment.before, comment.after],
      [3, ['x = lib.load()'], ['import lib', ''], ['print(x)', '']],
    );
    await assert.rejects(as(sam).revise(script, { to: id, text: 'None' }), { code: 'notOwn' });
    await as(ada).revise(script, { to: id, text: 'Whose data?' });
    await as(sam).reply(script, { to: id, text: 'Loans' });
    await as(sam).resolve(script, { to: id, isOpen: false });
    assert.deepEqual(
      entries().map(({ kind }) => kind),
      ['comment', 'revision', 'reply', 'resolution'],
    );
  });

  it('has one review for a text whatever ends its lines, and one for a script that cannot be text', async () => {
    await carry();
    write('src/train.py', `\uFEFF${text.replaceAll('\n', '\r\n')}`);
    assert.equal(state(), 'approved');
    write('src/train.py', Buffer.from([0x23, 0xff, 0x0a]));
    assert.equal(state(), 'stale');
    await as(sam).request(script, { reviewers: [ada] });
    assert.notEqual(last().sha256, hashOf(text));
  });

  it('goes along with a renamed script, told or not', async () => {
    await carry();
    fs.renameSync(path.join(folder, script), path.join(folder, 'src/fit.py'));
    assert.equal(await as(sam).move(script, 'src/fit.py'), true);
    assert.equal(new ScriptReviews(layout(), policy).of('src/fit.py').standing.state, 'approved');
    fs.renameSync(path.join(folder, 'src/fit.py'), path.join(folder, 'src/learn.py'));
    await as(ada).answer('src/learn.py', { item: 'simple', answer: 'no' });
    assert.deepEqual(
      readReview(layout(), 'src/learn.py').entries.map(({ kind }) => kind),
      ['request', 'answer', 'signoff', 'rename', 'rename', 'answer'],
    );
    assert.deepEqual(readReview(layout(), 'src/fit.py').entries, []);
  });

  it('needs a script that can be read', async () => {
    await assert.rejects(as(ada).request('src/none.py', { reviewers: [] }), { code: 'noScript' });
    await assert.rejects(as(ada).request('../train.py', { reviewers: [] }), { code: 'outside' });
  });
});
