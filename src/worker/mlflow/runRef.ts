/** How requests name a run: old clients with `run_uuid`, newer ones with both. */
import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import { invalid } from './limits.ts';

export const runRef = z.object({ run_id: z.string().nullish(), run_uuid: z.string().nullish() });

/** Throws ApiError. */
export function runIdOf({ run_id: id, run_uuid: uuid }: z.infer<typeof runRef>): string {
  const named = id ?? uuid ?? '';
  if (named === '') throw invalid(t('The request names no run.'));
  return named;
}
