/** What reviews under test are made of: people, items of a checklist, comments and sign-offs. */
import type { ProbeAnswer } from '../../../src/protocol/probeAnswer.ts';
import type { ShownItem, ShownReview, ShownSignoff, ShownThread } from '../../../src/protocol/shownReview.ts';
import { now } from './runDetails.ts';

export const scriptName = 'train_credit.py';
export const hex = (seed: number) =>
  (seed * 2_654_435_761).toString(16).padStart(7, '7').slice(-7).repeat(10).slice(0, 64);
export const iso = (hours: number) => new Date(now - hours * 3_600_000).toISOString();
export const ada = 'Ada Lovelace <ada@example.org>';
export const sam = 'Sam Weber <sam@example.org>';
export const lin = 'Lin <lin@example.org>';

const found = (
  answer: ProbeAnswer['answer'],
  text: string,
  links: ProbeAnswer['links'] = [],
): ProbeAnswer => ({
  ...{ answer, text, links },
});

type AnswerShape = NonNullable<ShownItem['answer']>;
export const says = (answer: AnswerShape['answer'], change: Partial<AnswerShape> = {}): AnswerShape => ({
  ...{ by: ada, at: iso(30), answer, comment: null, overrules: null, sha256: hex(2), lines: 0 },
  ...change,
});

export const ask = (id: string, text: string, change: Partial<ShownItem> = {}): ShownItem => ({
  ...{ id, text, why: `Without it nobody knows whether ${id} can be trusted.`, isRequired: true },
  ...{ state: 'open', answer: null, evidence: null, isContradicted: false },
  ...change,
});

const data: ShownItem[] = [
  ask('data-versions', 'The versions of all data that it reads are recorded, and are those on disk', {
    state: 'yes',
    evidence: found('yes', 'loans-2026 v4 and bureau-extract v12 are recorded and current.', [
      { kind: 'dataset', label: 'loans-2026 v4', name: 'loans-2026', version: 4 },
      { kind: 'dataset', label: 'bureau-extract v12', name: 'bureau-extract', version: 12 },
    ]),
  }),
  ask('data-checked', 'The data was looked at: ranges, missing values, duplicates, classes', {
    state: 'unknown',
    evidence: found('unknown', 'bureau-extract was never profiled on this machine.', [
      { kind: 'dataset', label: 'bureau-extract', name: 'bureau-extract' },
    ]),
  }),
  ask('split-clean', 'Nothing leaks between training, validation and test rows', {
    state: 'yes',
    answer: says('yes', { comment: 'Grouped by `customer_id`:\nno customer is in two splits.' }),
  }),
  ask('labels-reviewed', 'A sample of the labels was checked by hand', {
    isRequired: false,
    state: 'notApplicable',
    answer: says('notApplicable', { comment: 'Labels come from the ledger.' }),
  }),
];

const training: ShownItem[] = [
  ask('seeded', 'The seed is set for every source of randomness', {
    state: 'yes',
    evidence: found('yes', 'random, numpy and torch are seeded in lines 31 to 33.', [
      { kind: 'line', label: 'lines 31 to 33', path: scriptName, line: 31, toLine: 33 },
      { kind: 'run', label: 'quiet-heron', id: '20261122-174010-quiet-heron-77aa' },
    ]),
  }),
  ask('early-stopping', 'Early stopping looks at validation data only', {
    state: 'askAgain',
    answer: says('yes', { lines: 12 }),
  }),
  ask('parameters', 'What may change between runs is a parameter, not written into the code', {
    state: 'yes',
    answer: says('yes', { comment: 'The two constants are physical.', overrules: 'no' }),
    evidence: found('no', 'Two numbers are written into line 88.', [
      { kind: 'line', label: 'line 88', path: scriptName, line: 88 },
    ]),
  }),
];

const evaluation: ShownItem[] = [
  ask('baseline-beaten', 'A simple baseline is beaten by more than noise', {
    state: 'yes',
    isContradicted: true,
    answer: says('yes', { comment: 'By a mile.' }),
    evidence: found('no', 'val_auc 0.891 against 0.890 of logit-baseline, within the noise of 5 seeds.', [
      { kind: 'run', label: 'logit-baseline', id: '20261122-174010-quiet-heron-77aa' },
    ]),
  }),
  ask('fairness-limits', 'Its fairness report is within the limits', {
    state: 'yes',
    evidence: found('yes', 'The report of quiet-heron is within all 3 limits.', [
      { kind: 'fairness', label: 'report', run: '20261122-174010-quiet-heron-77aa' },
    ]),
  }),
  ask('threshold', 'The threshold is justified by its costs', {
    state: 'no',
    answer: says('no', {
      comment: '0.50 is the default of the library. Please derive it from the cost table.',
    }),
  }),
];

const code: ShownItem[] = [
  ask('tested', 'Feature code has tests, and they passed on this text', { evidence: 'pending' }),
  ask('secrets', 'There is no secret in the script', {
    state: 'no',
    evidence: found('no', 'Line 12 looks like a key of a cloud service.', [
      { kind: 'line', label: 'Line 12', path: scriptName, line: 12 },
    ]),
  }),
  ask('shared-features', 'Feature code is shared with serving, not copied'),
];

export const groups: ShownReview['groups'] = [
  { id: 'data', title: 'Data', items: data },
  { id: 'training', title: 'Training', items: training },
  { id: 'evaluation', title: 'Evaluation', items: evaluation },
  { id: 'code', title: 'Code', items: code },
];

const lines = (from: number, texts: readonly string[], meant: readonly number[], isNew = false) =>
  texts.map((text, at) => ({ line: from + at, text, isMeant: meant.includes(from + at), isNew }));

export const threads: ShownThread[] = [
  {
    id: 'c1',
    state: 'same',
    line: 91,
    before: { sha256: hex(1), line: 91, lines: ['        threshold = pick_threshold(test, best["model"])'] },
    excerpt: lines(
      89,
      [
        '    best = max(history, key=lambda h: h["val_auc"])',
        '    if epoch - best["epoch"] > args.early_stopping:',
        '        threshold = pick_threshold(test, best["model"], costs=read_costs("README.md"))',
        '        break',
      ],
      [91],
      true,
    ),
    remarks: [
      {
        ...{ id: 'c1', by: ada, at: iso(24.4), isEdited: true },
        text: 'This picks the threshold on `test`. Use the validation split, or the test numbers are no longer honest.\n\n<b>See</b> the guide.',
      },
      { id: 'r1', by: sam, at: iso(24.2), text: 'Right, will move it into `evaluate.py`.', isEdited: false },
    ],
    suggestion: '        threshold = pick_threshold(validation, best["model"])',
    isOpen: true,
    resolved: null,
  },
  {
    id: 'c2',
    state: 'moved',
    line: 141,
    before: { sha256: hex(2), line: 132, lines: ['    approved = scores > 0.50'] },
    excerpt: lines(
      140,
      ['    scores = model(features)', '    approved = scores > 0.50', '    report(approved, labels)'],
      [141],
    ),
    remarks: [
      {
        ...{ id: 'c2', by: ada, at: iso(64), isEdited: false },
        text: 'Where does 0.50 come from? The cost table in the README suggests about 0.62.',
      },
    ],
    suggestion: null,
    isOpen: true,
    resolved: null,
  },
  {
    id: 'c3',
    state: 'changed',
    line: 20,
    before: { sha256: hex(2), line: 18, lines: ['df = load()', 'df = df.dropna()'] },
    excerpt: lines(19, ['import pandas as pd', 'frame = load()', 'frame = frame.dropna()'], [20, 21]),
    remarks: [{ id: 'c3', by: lin, at: iso(63), text: 'A telling name, please.', isEdited: false }],
    suggestion: 'loans = load()',
    isOpen: true,
    resolved: null,
  },
  {
    id: 'c4',
    state: 'gone',
    line: null,
    before: { sha256: hex(2), line: 57, lines: ['income = income.fillna(income.mean())'] },
    excerpt: [],
    remarks: [{ id: 'c4', by: ada, at: iso(66), text: 'The mean leaks test rows.', isEdited: false }],
    suggestion: null,
    isOpen: false,
    resolved: { by: ada, at: iso(40) },
  },
];

export const signoff = (change: Partial<ShownSignoff>): ShownSignoff => ({
  ...{
    by: ada,
    at: iso(40),
    verdict: 'approve',
    sha256: hex(2),
    basis: null,
    comment: null,
    why: 'outOfDate',
  },
  ...change,
});
