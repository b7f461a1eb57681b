/** Status of a row in words: of a live run how far it is, of a group how many of its runs finished. */
import { t } from '../../../../src/base/l10n.ts';
import { statusMark } from '../../../icons/statusMark.ts';

export function statusText(
  statuses: readonly string[],
  progress: () => string,
): { readonly status: string; readonly text: string } {
  const [first = ''] = statuses;
  const finished = statuses.filter((status) => status === 'finished').length;
  if (statuses.some((status) => status !== first)) {
    const worst = statuses.find((status) => status !== 'finished') ?? first;
    return { status: worst, text: t('{0}/{1} finished', finished, statuses.length) };
  }
  const text = statuses.length === 1 && first === 'running' ? capital(progress()) : '';
  return { status: first, text: text === '' ? statusMark(first).word : text };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
