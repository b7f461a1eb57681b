/** `cairn review`: how scripts stand by their reviews, and what the record knows of them. */
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Call, Command } from './command.ts';
import { check } from './review/check.ts';
import { evidence } from './review/evidence.ts';
import { explain } from './review/explain.ts';
import { programOptions } from './review/folderReviews.ts';
import { markdown } from './review/markdown.ts';
import { status } from './review/status.ts';

export const review: Command = {
  name: 'review',
  summary: t('tell how scripts stand by their reviews, and check that they are approved'),
  operands: 'status [SCRIPT…] | check PATH… | markdown SCRIPT | explain SCRIPT | evidence SCRIPT',
  options: {
    ...programOptions,
    'strict-authors': {
      type: 'boolean',
      help: t('with check: an approval that somebody else committed than it names does not count'),
    },
  },
  notes: [
    t(
      'status: the scripts named, else all that were reviewed or have runs, and what changed since they were approved.',
    ),
    t(
      'check, for CI: whether scripts are approved as they are now. Of a folder it takes the Python files that have a main\nguard or that no other one imports, without tests, and whatever was reviewed; of a glob all Python files. Only\ncomments or formatting changed since an approval: that passes where a Python outside of the folder says so.',
    ),
    t(
      'markdown: the review for a pull request. explain: what a new colleague needs to know of the script, on one page.',
    ),
    t(
      'evidence: what the record answers to the checklist, each with its proof: yes, no, or why it cannot tell.',
    ),
    t('Exit code 1: a script is not approved. Exit code 2: one could not be judged.'),
  ],
  run: answer,
};

async function answer(call: Call): Promise<number> {
  const [what = '', ...words] = call.operands;
  const act = acts.get(what);
  if (act === undefined)
    throw new UserError(
      'usage',
      t('cairn review takes {0}, not “{1}”.', [...acts.keys()].join(', '), what),
      t('See cairn review --help.'),
    );
  return await act(call, words);
}

const acts = new Map<string, (call: Call, words: readonly string[]) => Promise<number>>([
  ['status', status],
  ['check', check],
  ['markdown', markdown],
  ['explain', explain],
  ['evidence', evidence],
]);
