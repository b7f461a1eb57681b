/** Reviews as the review page can meet them: those that a team has, and those that went wrong. */
import type { ShownItem, ShownOutdated, ShownReview } from '../../../src/protocol/shownReview.ts';
import { ada, ask, groups, hex, iso, lin, sam, says, scriptName, signoff, threads } from './reviewParts.ts';

const outdated: ShownOutdated = {
  ...{ by: ada, at: iso(40), sha256: hex(2), cosmetic: { is: 'no' } },
  files: [
    { path: scriptName, kind: 'changed', from: hex(2), to: hex(1), lines: 12 },
    { path: 'credit/evaluate.py', kind: 'changed', from: hex(21), to: hex(22), lines: 3 },
  ],
};

const stale: ShownReview = {
  script: scriptName,
  sha256: hex(1),
  file: `.cairn/reviews/${scriptName}.yaml`,
  authors: [sam],
  checklist: 'config',
  standing: { state: 'stale' },
  outdated,
  hasProbes: true,
  problems: [],
  notes: [],
  reviewers: [
    { by: ada, isWaiting: false },
    { by: lin, isWaiting: true },
  ],
  approvedBy: [],
  policy: { needed: 1, approvers: [], missingOwners: [] },
  identity: { by: ada, source: 'git' },
  viewing: null,
  approve: ['1 open item', '1 item to ask again', '2 answered with no'],
  requestChanges: [],
  reapprove: [],
  groups,
  threads,
  signoffs: [
    signoff({}),
    signoff({
      ...{ verdict: 'requestChanges', why: 'verdict', sha256: hex(3), at: iso(71) },
      comment: 'The threshold, see line 141.',
    }),
    signoff({ by: lin, sha256: hex(4), at: iso(500) }),
  ],
  imports: ['credit/evaluate.py', 'credit/features/ratios.py', 'credit/model.py'],
};

/** As it is before anybody has said anything. */
const unanswered = (one: ShownItem): ShownItem => ({
  ...one,
  answer: null,
  isContradicted: false,
  state: one.evidence === null || one.evidence === 'pending' ? 'open' : one.evidence.answer,
});
const never: ShownReview = {
  ...stale,
  checklist: 'own',
  standing: { state: 'never' },
  outdated: null,
  reviewers: [],
  identity: { by: sam, source: 'github' },
  approve: ['somebody else: you wrote this script'],
  reapprove: null,
  groups: groups.map((group) => ({ ...group, items: group.items.map(unanswered) })),
  threads: [],
  signoffs: [],
};

const approvedItem = (one: ShownItem): ShownItem => ({
  ...one,
  isContradicted: false,
  evidence: null,
  state: 'yes',
  answer: says('yes', { sha256: hex(1) }),
});
const approved: ShownReview = {
  ...stale,
  standing: { state: 'approved', at: iso(2) },
  outdated: null,
  approvedBy: [ada, lin],
  policy: { needed: 2, approvers: [ada, lin], missingOwners: [] },
  approve: ['a change: you have approved this text'],
  reapprove: null,
  groups: groups.map((group) => ({ ...group, items: group.items.map(approvedItem) })),
  threads: threads.map((one) => ({ ...one, isOpen: false, resolved: { by: sam, at: iso(3) } })),
  signoffs: [
    signoff({
      ...{ by: lin, sha256: hex(1), at: iso(2), why: null, basis: hex(2) },
      comment: 'Only `evaluate` moved.',
    }),
    signoff({ sha256: hex(1), at: iso(3), why: null }),
  ],
};

const many = (count: number) => Array.from({ length: count }, (_, at) => at);
const hugeScript = `experiments/2026/credit/consumer_loans/${'very_'.repeat(8)}long_name.py`;
const huge: ShownReview = {
  ...stale,
  script: hugeScript,
  authors: [`${'Ada Augusta King, Countess of Lovelace '.repeat(3)}<ada@example.org>`, sam],
  reviewers: many(12).map((at) => ({
    by: `Reviewer ${String(at)} <r${String(at)}@example.org>`,
    isWaiting: at > 0,
  })),
  outdated: {
    ...outdated,
    files: [
      { path: hugeScript, kind: 'changed', from: hex(2), to: hex(1), lines: 12_345 },
      ...many(40).map((at) => ({
        path: `credit/part_${String(at)}/module_of_it.py`,
        ...{ kind: 'changed' as const, from: hex(3), to: hex(4), lines: at + 1 },
      })),
    ],
  },
  groups: many(10).map((group) => ({
    id: `group-${String(group)}`,
    title: `Group ${String(group)}`,
    items: many(6).map((at) => {
      const from = groups[group % 4]?.items[at % 3] ?? ask('x', 'x');
      return {
        ...from,
        id: `item-${String(group)}-${String(at)}`,
        text: `${from.text}, ${String(group)}.${String(at)}`,
      };
    }),
  })),
  threads: many(200).map((at) => {
    const from = threads[at % threads.length] ?? threads[0];
    if (from === undefined) throw new Error('There are threads.');
    const remarks = from.remarks.map((remark) => ({ ...remark, at: iso(60 + ((at * 7) % 200)) }));
    return { ...from, remarks, id: `c-${String(at)}`, ...(from.line !== null && { line: from.line + at }) };
  }),
  signoffs: many(300).map((at) =>
    signoff({ at: iso(40 + at), by: at % 2 === 0 ? ada : lin, sha256: hex(at + 2) }),
  ),
  imports: many(80).map((at) => `credit/part_${String(at)}/module_of_it.py`),
};

const broken: ShownReview = {
  ...stale,
  standing: { state: 'stale' },
  outdated: {
    ...{ by: lin, at: iso(40), sha256: hex(9) },
    cosmetic: { is: 'unknown', because: 'the approved text was not kept.' },
    files: [
      { path: scriptName, kind: 'changed', from: hex(9), to: hex(1), lines: null },
      { path: 'credit/old.py', kind: 'removed', from: hex(9), to: null, lines: 8 },
      { path: 'credit/model.py', kind: 'added', from: null, to: hex(9), lines: 8 },
    ],
  },
  identity: { by: lin, source: 'system' },
  policy: { needed: 2, approvers: [ada, lin], missingOwners: ['@risk-ml', ada] },
  problems: [
    { sentence: 'Sam approved a text of their own (c6ef362); that does not count.', next: null, line: 12 },
    {
      sentence: 'Ada approved 55d0c11, a text that is neither here now nor was kept.',
      ...{ next: null, line: 15 },
    },
    {
      sentence: 'The file holds a merge conflict.',
      ...{ next: 'Keep the lines of both sides: every entry is one line.', line: 20 },
    },
    {
      sentence: 'The script is not UTF-8, so its lines cannot be compared.',
      ...{ next: null, line: null },
    },
  ],
  notes: [
    'Lines of it were reviewed in credit/train.py, from which it seems to be split.',
    'The checklist has no item “old-item” (any more); its answer is kept.',
  ],
  signoffs: [
    signoff({ by: sam, why: 'author' }),
    signoff({ why: 'noSuchText', sha256: hex(55) }),
    signoff({ by: 'Mallory', why: 'notAllowed', comment: '<img src=x onerror=alert(1)>' }),
    signoff({ by: lin, why: 'later' }),
    signoff({ by: lin, why: 'conflict' }),
    signoff({
      ...{ by: lin, verdict: 'comment', why: 'verdict', sha256: hex(1) },
      comment: 'Looks fine so far.',
    }),
    signoff({ by: lin, verdict: 'requestChanges', why: 'verdict' }),
  ],
};

export const reviewScenarios = {
  stale,
  never,
  requested: {
    ...never,
    standing: { state: 'requested', by: sam, at: iso(3), comment: 'Please look at `pick_threshold` first.' },
    reviewers: [
      { by: ada, isWaiting: true },
      { by: lin, isWaiting: true },
    ],
    identity: { by: ada, source: 'gitlab' },
    approve: ['4 open items'],
  },
  started: { ...stale, standing: { state: 'started' }, outdated: null, reapprove: null },
  changesRequested: {
    ...stale,
    standing: { state: 'changesRequested', by: ada, at: iso(4), comment: 'The threshold, see line 141.' },
  },
  cosmetic: {
    ...stale,
    outdated: {
      ...outdated,
      cosmetic: { is: 'yes' },
      files: [{ path: scriptName, kind: 'changed', from: hex(2), to: hex(1), lines: 1 }],
    },
    approve: [],
  },
  modules: { ...stale, outdated: { ...outdated, files: outdated.files.slice(1) } },
  approved,
  huge,
  broken,
  untrusted: {
    ...stale,
    viewing: {
      sentence: 'This folder is not trusted, so nothing is written here.',
      next: 'Trust it with “Workspaces: Manage Workspace Trust”.',
    },
  },
  nobody: {
    ...stale,
    identity: null,
    viewing: {
      sentence: 'Nobody says who you are.',
      next: 'Set user.name and user.email with git config, or sign in to GitHub.',
    },
  },
  deleted: {
    ...stale,
    sha256: null,
    threads: threads.map((one) => ({ ...one, state: 'gone' as const, line: null, excerpt: [] })),
    problems: [
      {
        sentence: 'The script is not there any more, or cannot be read.',
        ...{ next: 'If it was renamed, open the review of its new name.', line: null },
      },
    ],
    reapprove: null,
  },
  bare: { ...never, hasProbes: false, groups: [], imports: [], authors: [] },
} satisfies Record<string, ShownReview>;
export type ReviewScenarioName = keyof typeof reviewScenarios;
