/** Columns that DuckDB would take for true and false, but whose values are other words: they are shown as they were written. */
import type { DataSession } from './dataSession.ts';
import { quoteName } from './sqlText.ts';

/**
 * Of the columns with flags, those in whose first rows other words than true and false stand, as yes and no or T and F: a column
 * with the letter F alone may be about sex.
 * @param from a `FROM` that gives every column as text
 */
export async function wordedFlags(
  { query }: Pick<DataSession, 'query'>,
  from: string,
  flags: readonly string[],
): Promise<string[]> {
  if (flags.length === 0) return [];
  const worded = flags.map((name) => `bool_or(lower(trim(${quoteName(name)})) NOT IN ('true', 'false', ''))`);
  const [found = []] = await query(
    `SELECT ${worded.join(', ')} FROM (${from} LIMIT ${String(mostLookedAt)})`,
  );
  return flags.filter((_, at) => found[at] === true);
}

/** As many rows as DuckDB looks at to tell types. */
const mostLookedAt = 20_480;
