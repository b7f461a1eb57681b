/** `cairn review check`: whether scripts are approved as they are now, for CI. */
import { readFile } from 'node:fs/promises';
import { codeOf, UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { isReviewPolicyWhole } from '../../project/parseConfig.ts';
import type { ReviewCheck, ScriptCheck } from '../../protocol/reviewShape.ts';
import type { Call } from '../command.ts';
import { cellText } from '../textTable.ts';
import { checkedPaths } from './checkedPaths.ts';
import { CodeComparer, openReviews } from './folderReviews.ts';
import { judgeReview } from './judgeReview.ts';

export async function check(call: Call, words: readonly string[]): Promise<number> {
  const { json, terminal } = call;
  if (words.length === 0)
    throw new UserError('usage', t('Name scripts, folders or globs.'), t('See cairn review --help.'));
  const reviews = openReviews(call);
  // A pull request could bring a Python along that says whatever it likes.
  const comparer = await CodeComparer.open(call, reviews, { ownPython: false });
  const { reviews: chosen, lost } = checkedPaths(call, reviews, words);
  const scripts: ScriptCheck[] = lost.map(({ word, sentence }) => ({
    ...{ script: word, verdict: 'unknown', sentence, next: null, warnings: [] },
  }));
  const isWhole = await hasWholePolicy(call);
  for (const review of chosen)
    scripts.push(isWhole ? await judgeReview({ call, reviews, comparer }, review) : notJudged(review.script));
  const found: ReviewCheck = { ok: scripts.every(isOk), scripts };
  if (json) await terminal.print(`${JSON.stringify(found)}\n`);
  else
    for (const one of scripts) {
      const sentence = [one.sentence, one.next].filter((part) => part !== null).join(' ');
      await terminal.print(`${isOk(one) ? '✓' : '✗'} ${cellText(`${one.script}: ${sentence}`)}\n`);
    }
  for (const { script, warnings } of scripts)
    for (const warning of warnings) await terminal.tell(`cairn: ${cellText(`${script}: ${warning}`)}\n`);
  if (found.ok) return 0;
  return scripts.some(({ verdict }) => verdict === 'notApproved') ? 1 : 2;
}

function isOk({ verdict }: ScriptCheck): boolean {
  return verdict === 'approved' || verdict === 'sameCode';
}

/** Of a policy with a mistake less would be left than was meant. */
async function hasWholePolicy({ layout }: Call): Promise<boolean> {
  try {
    return isReviewPolicyWhole(await readFile(layout.config, 'utf8'));
  } catch (error) {
    return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
  }
}

function notJudged(script: string): ScriptCheck {
  return {
    ...{ script, verdict: 'unknown', warnings: [] },
    sentence: t('It cannot be judged, since something is wrong with “review” in .cairn/config.yaml.'),
    next: t('Mend that first.'),
  };
}
