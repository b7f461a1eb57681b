/** What people said in a review, the newest first, as its file holds it. */
import type { ReviewEntry } from '../../../src/records/review.ts';
import { ada, hex, iso, lin, sam } from './reviewParts.ts';

const of = (by: string, hours: number) => ({ by, at: iso(hours), identity: 'git' as const, sha256: hex(2) });

export const reviewHistory: readonly ReviewEntry[] = [
  { kind: 'resolution', ...of(ada, 40), to: 'c4', isOpen: false },
  { kind: 'signoff', ...of(lin, 41), verdict: 'approve', imports: {}, basis: hex(4) },
  { kind: 'signoff', ...of(ada, 42), verdict: 'requestChanges', comment: 'The threshold.', imports: {} },
  { kind: 'revision', ...of(ada, 43), to: 'c4', text: '' },
  { kind: 'answer', ...of(ada, 44), item: 'old-item', answer: 'open' },
  {
    kind: 'answer',
    ...of(ada, 45),
    item: 'parameters',
    answer: 'yes',
    overrules: 'no',
    comment: 'Physical.',
  },
  { kind: 'reply', ...of(sam, 46), id: 'r4', to: 'c4', text: 'Will do.' },
  {
    kind: 'comment',
    ...of(ada, 66),
    id: 'c4',
    line: 57,
    lines: ['income = income.fillna(income.mean())'],
    before: [],
    after: [],
    text: 'The mean leaks test rows.',
  },
  { kind: 'request', ...of(sam, 80), reviewers: [ada, lin], comment: 'Please.' },
  { kind: 'rename', ...of(sam, 90), from: 'train.py' },
];
