/** `cairn review markdown`: a review as Markdown, for a pull request. */
import { gitAuthor } from '../../project/gitIdentity.ts';
import type { ShownReview } from '../../protocol/shownReview.ts';
import { answersByProbe, readEvidence } from '../../review/evidenceCache.ts';
import { reviewMarkdown } from '../../review/reviewMarkdown.ts';
import { showReview } from '../../review/showReview.ts';
import type { ScriptReview, ScriptReviews } from '../../review/scriptReviews.ts';
import type { Call } from '../command.ts';
import { CodeComparer, oneReview, openReviews } from './folderReviews.ts';

export async function markdown(call: Call, words: readonly string[]): Promise<number> {
  const reviews = openReviews(call);
  const review = oneReview(call, reviews, words);
  await printMarkdown(call, reviewMarkdown(await shown(call, reviews, review)));
  return 0;
}

export async function printMarkdown({ json, terminal }: Call, text: string): Promise<void> {
  await terminal.print(json ? `${JSON.stringify({ markdown: text })}\n` : text);
}

/** As its page shows it, with what probes said last. */
export async function shown(call: Call, reviews: ScriptReviews, review: ScriptReview): Promise<ShownReview> {
  const { layout, config } = call;
  const { script, sha256, standing } = review;
  const comparer = await CodeComparer.open(call, reviews, { ownPython: true });
  return showReview({
    ...{ review, reviews, who: undefined, viewing: null, isAsking: false },
    policy: config.review,
    owners: reviews.ownersOf(script),
    evidence: answersByProbe(readEvidence(layout, script, sha256)),
    change: standing.outdated === undefined ? 'different' : await comparer.since(standing.outdated, review),
    author: call.flags.has('no-git') ? undefined : await gitAuthor(layout.folder, script),
  });
}
