/** JSON from outside becomes a typed value or one sentence that says what is wrong with it. */
import { messageOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';

/** The part of a zod schema that readers need. */
export interface Schema<T> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** An empty text gets a sentence of its own, because that is what a full disk or a crash leaves behind. */
export function parseJson<T>(text: string, schema: Schema<T>): Parsed<T> {
  if (text.trim() === '') return { ok: false, message: t('The file is empty.') };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, message: t('The file is not JSON: {0}.', messageOf(error)) };
  }
  const parsed = schema.safeParse(json);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, message: zodSentence(parsed.error.issues) };
}

/** `params.lr: expected string, received number (and 2 more)`. */
export function zodSentence(issues: readonly Issue[]): string {
  const first = issues[0];
  if (first === undefined) return t('It does not have the expected shape.');
  const place = first.path.map(String).join('.');
  const said = place === '' ? first.message : `${place}: ${first.message}`;
  return issues.length === 1 ? said : t('{0} (and {1} more)', said, issues.length - 1);
}
