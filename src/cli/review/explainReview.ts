/** What a page about a script says of its review. */
import { t } from '../../base/l10n.ts';
import type { ShownReview } from '../../protocol/shownReview.ts';
import { fileLink, plain } from '../../review/markdownText.ts';
import { nameOf } from '../../review/person.ts';
import { standingSentence } from '../../review/reviewMarkdown.ts';

export function reviewLines(page: ShownReview): string[] {
  const { standing, signoffs, groups, problems, notes } = page;
  const lines = [standingSentence(page)];
  const told = notes.flatMap((sentence) => ['', plain(sentence)]);
  if (standing.state === 'never')
    return [...lines, '', t('Ask for a review on its page in the editor.'), ...told];
  const [last] = signoffs;
  if (last !== undefined)
    lines.push('', t('The last sign-off is of {0}, on {1}.', plain(nameOf(last.by)), last.at.slice(0, 10)));
  const open = groups
    .flatMap(({ items }) => items)
    .filter(({ state }) => state !== 'yes' && state !== 'notApplicable');
  lines.push(
    '',
    open.length === 0
      ? t('No item of the checklist is open.')
      : t('Open items of the checklist: {0}', open.length),
  );
  if (open.length > 0) lines.push('', ...open.slice(0, mostItems).map(({ text }) => `- ${plain(text)}`));
  if (open.length > mostItems) lines.push(t('- and {0} more', open.length - mostItems));
  lines.push('', fileLink(t('All of its review'), page.file));
  for (const { sentence } of problems) lines.push('', `⚠ ${plain(sentence)}`);
  return [...lines, ...told];
}

export function commentLines({ threads, script }: ShownReview): string[] {
  const open = threads.filter(({ isOpen }) => isOpen);
  if (open.length === 0) return [t('There are none.')];
  return open.map(({ line, before, remarks }) => {
    const place =
      line === null ? t('Line {0}, which is gone', before.line) : fileLink(t('Line {0}', line), script, line);
    return `- ${place}: ${remarks.map(({ by, text }) => `${plain(nameOf(by))}: ${plain(text)}`).join(' — ')}`;
  });
}

const mostItems = 10;
