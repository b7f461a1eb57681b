/** What each item of a checklist stands at, by people and by evidence, as texts change. */
import assert from 'node:assert/strict';
import type { ProbeAnswer } from '../../../src/protocol/probeAnswer.ts';
import type { ReviewEntry } from '../../../src/records/review.ts';
import { answersOf, blockers, blockersOfDifference, unknownItems } from '../../../src/review/answers.ts';
import type { Checklist } from '../../../src/review/checklistItem.ts';
import { ada, entriesOf, hashOf, sam } from './reviewParts.ts';

const checklist: Checklist = [
  {
    id: 'code',
    title: 'Code',
    items: [
      { id: 'seeded', text: 'Seeds are set', why: 'Luck.', probe: 'seeded' },
      { id: 'simple', text: 'It is simple', why: 'Cost.' },
      { id: 'nice', text: 'It is nice', why: 'Joy.', isRequired: false },
    ],
  },
];

const yes: ProbeAnswer = { answer: 'yes', text: 'set in line 3' };
const no: ProbeAnswer = { answer: 'no', text: 'numpy has none' };
const unknown: ProbeAnswer = { answer: 'unknown', text: 'because there is no run' };

function states(entries: readonly ReviewEntry[], evidence?: ProbeAnswer, text = 'first'): string[] {
  const found = new Map(evidence ? [['seeded', evidence]] : []);
  return answersOf(checklist, entries, { sha256: hashOf(text), evidence: found }).map(
    ({ state, isContradicted }) => (isContradicted ? `${state}!` : state),
  );
}

const answer = { kind: 'answer', by: ada, answer: 'yes' } as const;

describe('the answers of a review', () => {
  it('are those of the evidence until a person answers, and open where neither does', () => {
    assert.deepEqual(states([]), ['open', 'open', 'open']);
    assert.deepEqual(states([], yes), ['yes', 'open', 'open']);
    assert.deepEqual(states([], no), ['no', 'open', 'open']);
    assert.deepEqual(states([], unknown), ['unknown', 'open', 'open']);
    const said = entriesOf({ ...answer, item: 'seeded' }, { ...answer, item: 'simple', answer: 'no' });
    assert.deepEqual(states(said), ['yes', 'no', 'open']);
    assert.deepEqual(states(said, unknown), ['yes', 'no', 'open']);
    const back = [
      ...said,
      ...entriesOf({ ...answer, item: 'seeded', answer: 'open', at: '2027-01-01T00:00:00Z' }),
    ];
    assert.deepEqual(states(back, yes), ['yes', 'no', 'open']);
    assert.deepEqual(states(back), ['open', 'no', 'open']);
  });

  it('of a person who does not know what the evidence says are contradicted by it; a reason overrules it', () => {
    const said = entriesOf({ ...answer, item: 'seeded' });
    assert.deepEqual(states(said, no), ['yes!', 'open', 'open']);
    const overruled = entriesOf({
      ...answer,
      item: 'seeded',
      overrules: 'no',
      comment: 'the loader is ours',
    });
    assert.deepEqual(states(overruled, no), ['yes', 'open', 'open']);
    const notAsked = entriesOf({ ...answer, item: 'seeded', answer: 'notApplicable' });
    assert.deepEqual(states(notAsked, no), ['notApplicable', 'open', 'open']);
  });

  it('are asked again of another text, unless evidence says it of this one', () => {
    const said = entriesOf({ ...answer, item: 'seeded' }, { ...answer, item: 'simple' });
    assert.deepEqual(states(said, undefined, 'second'), ['askAgain', 'askAgain', 'open']);
    assert.deepEqual(states(said, yes, 'second'), ['yes', 'askAgain', 'open']);
    assert.deepEqual(states(said, unknown, 'second'), ['askAgain', 'askAgain', 'open']);
  });

  it('hold for a text of which the difference was approved, over several steps', () => {
    const entries = entriesOf(
      { ...answer, item: 'simple' },
      { kind: 'signoff', by: ada, verdict: 'approve', imports: {} },
      { kind: 'signoff', by: ada, verdict: 'approve', imports: {}, of: 'second', basis: hashOf('first') },
      { kind: 'signoff', by: ada, verdict: 'approve', imports: {}, of: 'third', basis: hashOf('second') },
    );
    assert.equal(states(entries, undefined, 'third')[1], 'yes');
    assert.equal(states(entries, undefined, 'second')[1], 'yes');
    assert.equal(states(entries, undefined, 'fourth')[1], 'askAgain');
  });

  it('block an approval where a required item is not a yes', () => {
    const all = (found?: ProbeAnswer, entries: ReviewEntry[] = []) =>
      blockers(
        answersOf(checklist, entries, {
          sha256: hashOf('first'),
          evidence: new Map(found ? [['seeded', found]] : []),
        }),
      ).map(({ item }) => item.id);
    assert.deepEqual(all(), ['seeded', 'simple']);
    const said = entriesOf({ ...answer, item: 'seeded' }, { ...answer, item: 'simple', by: sam });
    assert.deepEqual(all(undefined, said), []);
    assert.deepEqual(all(no, said), ['seeded']);
  });

  it('and the evidence of a text that was approved need not be given again where only the difference is reviewed', () => {
    const entries = entriesOf(
      { ...answer, item: 'simple' },
      {
        ...{ kind: 'signoff', by: ada, verdict: 'approve', imports: {} },
        evidence: { seeded: 'yes' },
      },
    );
    const [, outdated] = entries;
    if (outdated?.kind !== 'signoff') assert.fail();
    const left = (found: ProbeAnswer | undefined, of = outdated) =>
      blockersOfDifference(checklist, entries, {
        sha256: hashOf('second'),
        evidence: new Map(found ? [['seeded', found]] : []),
        outdated: of,
      }).map(({ item }) => item.id);
    assert.deepEqual(left(unknown), []);
    assert.deepEqual(left(undefined), []);
    assert.deepEqual(left(yes), []);
    assert.deepEqual(left(no), ['seeded'], 'what is disproven now counts');
    assert.deepEqual(left(unknown, { ...outdated, evidence: { seeded: 'no' } }), ['seeded']);
  });

  it('are left to people, with a word, where config.yaml names a probe that there is not', () => {
    const items = [{ id: 'seeded', text: 'Seeds are set', why: 'Luck.', probe: 'seded' }];
    const misspelt: Checklist = [{ id: 'code', title: 'Code', items }];
    const [stand] = answersOf(misspelt, [], { sha256: hashOf('first'), evidence: new Map() });
    assert.equal(stand?.state, 'unknown');
    assert.match(stand.evidence?.text ?? '', /^because there is no probe “seded”: .*\bseeded\b/);
    const [said] = answersOf(misspelt, entriesOf({ ...answer, item: 'seeded' }), {
      ...{ sha256: hashOf('first'), evidence: new Map() },
    });
    assert.deepEqual([said?.state, said?.isContradicted], ['yes', false]);
  });

  it('to items that the checklist no longer has are named, not lost', () => {
    const said = entriesOf(
      { ...answer, item: 'older' },
      { ...answer, item: 'simple' },
      { ...answer, item: 'a' },
    );
    assert.deepEqual(unknownItems(checklist, said), ['a', 'older']);
    assert.deepEqual(states(said), ['open', 'yes', 'open']);
  });
});
