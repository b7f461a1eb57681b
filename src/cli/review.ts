/** `cairn review`: what is known of the review of a script. */
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Call, Command } from './command.ts';
import { evidence } from './review/evidence.ts';

export const review: Command = {
  name: 'review',
  summary: t('ask the record what it knows of a script that is reviewed'),
  operands: 'evidence SCRIPT',
  options: {},
  notes: [
    t(
      'evidence: what the record answers to the checklist, each with its proof: yes, no, or why it cannot tell.',
    ),
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
  ['evidence', evidence],
]);
