/** Reviews in words, as tables and checks print them. */
import { t } from '../../base/l10n.ts';
import type { ReviewRow } from '../../protocol/reviewShape.ts';
import { nameOf } from '../../review/person.ts';

export function stateWords({ state, outdated }: Pick<ReviewRow, 'state' | 'outdated'>): string {
  switch (state) {
    case 'never':
      return t('never reviewed');
    case 'started':
      return t('review begun');
    case 'requested':
      return t('review requested');
    case 'changesRequested':
      return t('changes requested');
    case 'approved':
      return t('approved');
    case 'stale':
      return outdated?.isCosmetic === true
        ? t('only comments or formatting changed since approval')
        : t('changed since approval');
  }
}

export function namesOf(people: readonly string[]): string {
  return people.map(nameOf).join(', ');
}

export function linesText(lines: number | null): string {
  if (lines === null) return t('lines unknown');
  return lines === 1 ? t('1 line') : t('{0} lines', lines);
}

/** `3 lines in train.py, 9 lines in loans.py, scale.py is imported since (4 lines)` */
export function changedFilesText(script: string, files: NonNullable<ReviewRow['outdated']>['files']): string {
  return files
    .map(({ path, kind, lines }) => {
      if (kind === 'added') return t('{0} is imported since ({1})', path, linesText(lines));
      if (kind === 'changed') return t('{0} in {1}', linesText(lines), path);
      return path === script ? t('{0} is gone', path) : t('{0} is not imported any more', path);
    })
    .join(', ');
}
