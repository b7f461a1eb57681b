/** Whether something can be said here: of a script that is gone there is no text to say it of. */
import type { ShownReview } from '../../../src/protocol/shownReview.ts';

export function canWrite({ viewing, sha256 }: ShownReview): boolean {
  return viewing === null && sha256 !== null;
}
