/** CSV that a spreadsheet opens without running anything in it. */

/** Rows as RFC 4180 has them: commas, quotes doubled, lines ended by CRLF. */
export function toCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Rows as a spreadsheet takes them from the clipboard: tabs between cells; those within a cell, and line ends, become spaces. */
export function toTsv(rows: readonly (readonly (string | number | null)[])[]): string {
  const line = (row: readonly (string | number | null)[]) =>
    row.map((value) => safe(value).replace(/[\t\r\n]+/g, ' ')).join('\t');
  return rows.map((row) => `${line(row)}\n`).join('');
}

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection); numbers are
 * written so that they read back the same, non-finite ones as NaN, Infinity and -Infinity.
 */
function safe(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const isNumber = value.trim() !== '' && !Number.isNaN(Number(value));
  return !isNumber && /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(value) ? `'${value}` : value;
}

function cell(value: string | number | null): string {
  const text = safe(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table in Markdown; numbers to the right, texts on one line. */
export function toMarkdown(
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
  format: (value: number) => string,
): string {
  const isNumeric = head.map((_, column) =>
    rows.every((row) => row[column] === null || typeof row[column] === 'number'),
  );
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const text = (value: string | number | null) =>
    value === null ? '' : typeof value === 'number' ? format(value) : escaped(value);
  return (
    line(head.map(escaped)) +
    line(isNumeric.map((numeric) => (numeric ? '--:' : ':--'))) +
    rows.map((row) => line(row.map(text))).join('')
  );
}

function escaped(value: string): string {
  return value.replace(/\s+/g, ' ').replace(/[\\|`*_<>[\]]/g, '\\$&');
}
