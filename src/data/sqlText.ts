/** Names and values as they stand in SQL: nothing from a data file or a path ever becomes part of a statement in another way. */

/** A column or table. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  // A NUL would end the statement for the C interface.
  return `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`;
}

export function quoteList(texts: readonly string[]): string {
  return `[${texts.map(quoteText).join(', ')}]`;
}

/** A DOUBLE, also where it is not finite. */
export function doubleText(value: number): string {
  if (Number.isFinite(value)) return `${value.toExponential()}::DOUBLE`;
  return `'${Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'}'::DOUBLE`;
}

export function doubleList(values: readonly number[]): string {
  return `[${values.map((value) => (Number.isFinite(value) ? value.toExponential() : doubleText(value))).join(', ')}]::DOUBLE[]`;
}
