/** In which group of the Reviews view a script stands: the first that fits, by what there is to do. */
import type { ReviewRow } from '../../../protocol/reviewShape.ts';
import { isSamePerson } from '../../../review/person.ts';

export const reviewGroups = ['waiting', 'mine', 'stale', 'open', 'approved', 'never'] as const;
export type ReviewGroup = (typeof reviewGroups)[number];

/** `me`: as reviews name the person at this window. */
export function reviewGroup(row: ReviewRow, me: string): ReviewGroup {
  if (row.waitingFor.some((one) => isSamePerson(one, me)) && row.state !== 'approved') return 'waiting';
  const isMine = row.authors.some((one) => isSamePerson(one, me));
  switch (row.state) {
    case 'approved':
    case 'stale':
      return row.state;
    case 'never':
      // Without a run it is listed for what is wrong with its file.
      return row.runs > 0 ? 'never' : 'open';
    case 'started':
    case 'requested':
    case 'changesRequested':
      return isMine ? 'mine' : 'open';
  }
}
