/** When an approval counts, and what is said when it does not. */
import assert from 'node:assert/strict';
import type { ReviewPolicy } from '../../../src/records/reviewPolicy.ts';
import type { ReviewEntry } from '../../../src/records/review.ts';
import { standingOf, type Standing } from '../../../src/review/standing.ts';
import { ada, entriesOf, hashOf, lin, sam } from './reviewParts.ts';

const request = { kind: 'request' as const, by: sam, reviewers: [ada] };
const approval = { kind: 'signoff', by: ada, verdict: 'approve', imports: {} } as const;
const refusal = { ...approval, verdict: 'requestChanges' } as const;

interface Now {
  text?: string;
  imports?: Record<string, string>;
  policy?: ReviewPolicy;
  owners?: string[];
  kept?: string[];
  hasConflict?: boolean;
}

function stand(entries: ReviewEntry[], now: Now = {}): Standing {
  const kept = new Set((now.kept ?? ['first', 'second']).map(hashOf));
  return standingOf({
    entries,
    now: {
      sha256: hashOf(now.text ?? 'first'),
      imports: new Map(Object.entries(now.imports ?? {}).map(([path, text]) => [path, hashOf(text)])),
    },
    policy: now.policy,
    owners: now.owners ?? [],
    isKept: (sha256) => kept.has(sha256),
    hasConflict: now.hasConflict ?? false,
  });
}

describe('the standing of a review', () => {
  it('goes from never over requested to approved, and tells who is waited for', () => {
    assert.equal(stand([]).state, 'never');
    const asked = stand(entriesOf({ ...request, reviewers: [ada, lin] }));
    assert.equal(asked.state, 'requested');
    assert.deepEqual(asked.waitingFor, [ada, lin]);
    const approved = stand(entriesOf({ ...request, reviewers: [ada, lin] }, approval));
    assert.equal(approved.state, 'approved');
    assert.deepEqual([approved.approvedBy, approved.waitingFor, approved.problems], [[ada], [lin], []]);
  });

  it('is started by an answer or a comment, not by a rename', () => {
    assert.equal(stand(entriesOf({ kind: 'rename', by: ada, from: 'old.py' })).state, 'never');
    assert.equal(
      stand(entriesOf({ kind: 'answer', by: ada, item: 'seeded', answer: 'yes' })).state,
      'started',
    );
  });

  it('is stale once the script or a module that it imports is another text, and approved again with the old texts', () => {
    const entries = entriesOf(request, { ...approval, imports: { 'lib.py': hashOf('lib') } });
    assert.equal(stand(entries, { imports: { 'lib.py': 'lib' } }).state, 'approved');
    for (const now of [
      { text: 'second', imports: { 'lib.py': 'lib' } },
      { imports: { 'lib.py': 'other' } },
      { imports: {} },
      { imports: { 'lib.py': 'lib', 'more.py': 'more' } },
    ]) {
      const stale = stand(entries, now);
      assert.equal(stale.state, 'stale', JSON.stringify(now));
      assert.equal(stale.outdated?.by, ada);
      assert.deepEqual(stale.problems, []);
    }
  });

  it('stays with changes requested until the same person says otherwise', () => {
    const refused = entriesOf(request, refusal, { ...request, of: 'second' });
    assert.equal(stand(refused, { text: 'second' }).state, 'changesRequested');
    assert.equal(
      stand(entriesOf(request, refusal, { ...approval, by: lin }), {}).state,
      'changesRequested',
      'another person’s approval does not lift it',
    );
    const lifted = entriesOf(request, refusal, { ...approval, of: 'second' });
    assert.equal(stand(lifted, { text: 'second' }).state, 'approved');
    const commented = entriesOf(request, approval, { ...approval, verdict: 'comment' });
    assert.equal(stand(commented).state, 'approved', 'a comment takes nothing back');
    assert.equal(stand(entriesOf(request, approval, refusal)).state, 'changesRequested');
  });

  it('does not count an approval of the author, whatever the letters of the e-mail', () => {
    const own = stand(entriesOf(request, { ...approval, by: 'S. <SAM@example.org>' }));
    assert.equal(own.state, 'requested');
    assert.deepEqual(own.problems, ['S. approved a text of their own (a7937b6); that does not count.']);
    const unasked = stand(entriesOf({ ...approval, author: ada }));
    assert.equal(unasked.signoffs[0]?.why, 'author');
    assert.equal(stand(entriesOf(approval)).state, 'approved', 'nobody knows whose it is');
  });

  it('says of an approval whose text was never here that it may be forged', () => {
    const forged = stand(entriesOf(request, { ...approval, of: 'never seen' }));
    assert.equal(forged.state, 'requested');
    assert.match(
      forged.problems.join(),
      /Ada approved [0-9a-f]{7}, a text that is neither here now nor was kept/,
    );
  });

  it('keeps to the policy: how many, who, and code owners', () => {
    const both = entriesOf(request, approval, { ...approval, by: lin });
    assert.equal(stand(both.slice(0, 2), { policy: { approvals: 2 } }).state, 'requested');
    assert.equal(stand(both, { policy: { approvals: 2 } }).state, 'approved');
    const strange = stand(both.slice(0, 2), { policy: { approvers: ['Lin'] } });
    assert.equal(strange.state, 'requested');
    assert.match(strange.problems.join(), /Ada approved and is not among the approvers/);
    assert.equal(stand(both, { policy: { approvers: ['lin@example.org'] } }).state, 'approved');
    const owned = stand(both.slice(0, 2), { policy: { codeOwners: true }, owners: ['@lin'] });
    assert.deepEqual([owned.state, owned.missingOwners], ['requested', ['@lin']]);
    assert.equal(stand(both, { policy: { codeOwners: true }, owners: ['@lin'] }).state, 'approved');
    assert.equal(
      stand(both.slice(0, 2), { policy: { codeOwners: true } }).state,
      'approved',
      'nobody owns it',
    );
  });

  it('counts the same person once, and nobody twice for one text', () => {
    const twice = entriesOf(request, approval, { ...approval, comment: 'again' });
    assert.deepEqual(stand(twice, { policy: { approvals: 2 } }).approvedBy, [ada]);
  });

  it('counts nothing while the file has a merge conflict', () => {
    const conflict = stand(entriesOf(request, approval), { hasConflict: true });
    assert.equal(conflict.state, 'requested');
    assert.match(conflict.problems.join(), /merge conflict/);
  });

  it('says when the script is gone, and when a name has no e-mail', () => {
    const entries = entriesOf(request, { ...approval, by: 'Ada' });
    const gone = standingOf({
      entries,
      now: { sha256: undefined, imports: new Map() },
      policy: undefined,
      isKept: () => true,
    });
    assert.equal(gone.state, 'stale');
    assert.match(gone.problems.join('\n'), /not there any more[^]*Ada signed off without an e-mail/);
  });
});
