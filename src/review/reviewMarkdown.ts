/** A review as Markdown, for a pull request. */
import { t } from '../base/l10n.ts';
import type { ShownItem, ShownReview, ShownThread } from '../protocol/shownReview.ts';
import { code, fenced, plain } from './markdownText.ts';
import { nameOf } from './person.ts';

export function reviewMarkdown(review: ShownReview): string {
  const { script, sha256, groups, threads, signoffs } = review;
  const lines = [`## ${t('Review of {0}', code(script))}`, '', standingSentence(review), ''];
  if (sha256 !== null) lines.push(`${t('Text')}: ${code(sha256.slice(0, 12))}`, '');
  for (const { sentence } of review.problems) lines.push(`> ⚠ ${plain(sentence)}`, '');
  for (const sentence of review.notes) lines.push(`> ${plain(sentence)}`, '');
  for (const { title, items } of groups) {
    lines.push(`### ${plain(title)}`, '');
    for (const item of items) lines.push(itemLine(item));
    lines.push('');
  }
  const open = threads.filter(({ isOpen }) => isOpen);
  if (threads.length > 0) {
    lines.push(`### ${t('Comments: {0} open, {1} resolved', open.length, threads.length - open.length)}`, '');
    for (const thread of open) lines.push(...threadLines(thread), '');
  }
  if (signoffs.length > 0) {
    lines.push(
      `### ${t('Sign-offs')}`,
      '',
      `| ${[t('Verdict'), t('By'), t('Text'), t('When')].join(' | ')} |`,
    );
    lines.push('| --- | --- | --- | --- |');
    for (const { verdict, by, sha256: of, at, why } of signoffs) {
      const word =
        why === null || why === 'verdict'
          ? verdictWord(verdict)
          : t('{0}, does not count now', verdictWord(verdict));
      lines.push(`| ${word} | ${plain(nameOf(by))} | ${code(of.slice(0, 7))} | ${at.slice(0, 10)} |`);
    }
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

export function standingSentence(
  review: Pick<ShownReview, 'standing' | 'script' | 'outdated' | 'approvedBy'>,
): string {
  const { standing, script, outdated, approvedBy } = review;
  switch (standing.state) {
    case 'never':
      return t('{0} was never reviewed.', code(script));
    case 'started':
      return t('The review has begun.');
    case 'requested':
      return t('{0} asked for a review.', plain(nameOf(standing.by)));
    case 'changesRequested':
      return t('{0} requested changes.', plain(nameOf(standing.by)));
    case 'approved':
      return t('Approved by {0}.', plain(approvedBy.map(nameOf).join(', ')));
    case 'stale': {
      const who = plain(nameOf(outdated?.by ?? ''));
      if (outdated?.cosmetic.is === 'yes')
        return t('Approved by {0}; only comments and formatting changed since.', who);
      const counts = (outdated?.files ?? []).map(({ lines }) => lines);
      if (counts.includes(null)) return t('Approved by {0} and changed since.', who);
      const lines = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
      return lines === 1
        ? t('Approved by {0}; 1 line changed since.', who)
        : t('Approved by {0}; {1} lines changed since.', who, lines);
    }
  }
}

function itemLine({ text, state, answer, evidence, isRequired }: ShownItem): string {
  const isDone = state === 'yes' || state === 'notApplicable';
  const said = answer !== null && state !== 'askAgain' ? answer : undefined;
  const why =
    said !== undefined
      ? [nameOf(said.by), said.comment].filter(Boolean).join(': ')
      : evidence !== null && evidence !== 'pending'
        ? evidence.text
        : '';
  const word = isDone ? '' : ` **${stateWord(state)}**`;
  const optional = isRequired ? '' : ` ${t('(optional)')}`;
  return `- [${isDone ? 'x' : ' '}] ${plain(text)}${optional}${word}${why === '' ? '' : `: ${plain(why)}`}`;
}

function stateWord(state: ShownItem['state']): string {
  switch (state) {
    case 'yes':
      return t('yes');
    case 'no':
      return t('no');
    case 'notApplicable':
      return t('not applicable');
    case 'askAgain':
      return t('ask again');
    case 'unknown':
      return t('can’t tell');
    case 'open':
      return t('open');
  }
}

function verdictWord(verdict: 'approve' | 'requestChanges' | 'comment'): string {
  switch (verdict) {
    case 'approve':
      return t('Approved');
    case 'requestChanges':
      return t('Changes requested');
    case 'comment':
      return t('Comment');
  }
}

function threadLines({ line, before, remarks }: ShownThread): string[] {
  const place = line === null ? t('Line {0}, which is gone', before.line) : t('Line {0}', line);
  return [
    `**${place}**`,
    '',
    ...fenced(before.lines, 'python'),
    '',
    ...remarks.map(({ by, text }) => `- ${plain(nameOf(by))}: ${plain(text)}`),
  ];
}
