/** Params and tags as they are recorded: checked, without secrets, and no longer than MLflow keeps them. */
import { t } from '../../base/l10n.ts';
import type { Redactor } from '../../base/redact.ts';
import { checkKey, cut, limits } from './limits.ts';

interface Pair {
  readonly key: string;
  readonly value: string;
}

/** Throws ApiError for a name that is not allowed; of several values of one key the last counts. */
export function cleanTags(
  pairs: readonly Pair[],
  redactor: Redactor,
): { readonly tags: Record<string, string>; readonly problems: readonly string[] } {
  const { cleaned, problems } = clean(pairs, redactor, { most: limits.tag, what: 'tag' });
  return { tags: Object.fromEntries(cleaned), problems };
}

/** Throws ApiError as `cleanTags`. */
export function cleanParams(
  pairs: readonly Pair[],
  redactor: Redactor,
): { readonly params: readonly (readonly [string, string])[]; readonly problems: readonly string[] } {
  const { cleaned, problems } = clean(pairs, redactor, { most: limits.param, what: 'param' });
  return { params: cleaned, problems };
}

function clean(
  pairs: readonly Pair[],
  redactor: Redactor,
  { most, what }: { readonly most: number; readonly what: string },
): { cleaned: (readonly [string, string])[]; problems: string[] } {
  const problems: string[] = [];
  const cleaned = pairs.map(({ key, value }) => {
    checkKey(key);
    const kept = cut(value, most);
    if (kept !== value) {
      problems.push(
        t('The value of the {0} {1} was cut after {2} characters, as MLflow does.', what, key, most),
      );
    }
    return [key, redactor.value(key, kept)] as const;
  });
  return { cleaned, problems };
}
