/** Which launches ask for an approved review: `review.launch` in config.yaml. Without it, none. */
import { globMatcher } from '../base/glob.ts';
import { t } from '../base/l10n.ts';
import type { ReviewPolicy } from '../records/reviewPolicy.ts';
import { nameOf } from './person.ts';
import type { Standing } from './standing.ts';

/** `require` refuses, `warn` lets the person decide. */
export type LaunchRule = 'warn' | 'require';

export interface LaunchNames {
  /** From the workspace folder, with slashes; undefined: nothing that can be reviewed. */
  readonly script: string | undefined;
  /** What the run or its task is called. */
  readonly names: readonly string[];
}

/** The stricter one of those that mean this launch; undefined: it needs no review. */
export function launchRule(
  policy: ReviewPolicy | undefined,
  { script, names }: LaunchNames,
): LaunchRule | undefined {
  const meant = (patterns: readonly string[] = []) =>
    patterns.some((pattern) => [script, ...names].some((one) => one !== undefined && isMeant(pattern, one)));
  if (script === undefined) return undefined;
  return meant(policy?.launch?.require) ? 'require' : meant(policy?.launch?.warn) ? 'warn' : undefined;
}

function isMeant(pattern: string, one: string): boolean {
  return pattern === one || globMatcher(pattern)(one);
}

/** Why the script is not approved as it is, in a sentence; undefined: it is. */
export function lacksApproval(
  script: string,
  { state, outdated, changesRequestedBy }: Pick<Standing, 'state' | 'outdated' | 'changesRequestedBy'>,
): string | undefined {
  switch (state) {
    case 'approved':
      return undefined;
    case 'never':
      return t('{0} was never reviewed.', script);
    case 'started':
    case 'requested':
      return t('The review of {0} is not finished.', script);
    case 'changesRequested':
      return t('{0} asked for changes of {1}.', changesRequestedBy.map(nameOf).join(', '), script);
    case 'stale':
      return t('{0} changed since {1} approved it.', script, nameOf(outdated?.by ?? ''));
  }
}
