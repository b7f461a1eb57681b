/** Reads CSV and TSV as RFC 4180 writes it and as people do: quoted fields, doubled quotes, any line end, a byte order mark. */

export interface Delimited {
  /** Fields of each row; blank lines are left out. */
  readonly rows: readonly (readonly string[])[];
  /** There are more rows than were asked for. */
  readonly more: boolean;
}

/** At most `most` rows. A quote that is never closed ends with the text. */
export function readDelimited(text: string, separator: string, most: number): Delimited {
  const rows: string[][] = [];
  for (const row of delimitedRows(text, separator)) {
    if (rows.length === most) return { rows, more: true };
    rows.push(row);
  }
  return { rows, more: false };
}

/** One row after the other, so that a caller can pause between them. */
export function* delimitedRows(text: string, separator: string): Generator<string[]> {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const row: string[] = [];
    let isOver = false;
    while (!isOver) {
      const field = text[at] === '"' ? quoted(text, at + 1) : { value: '', end: at };
      let end = field.end;
      while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++;
      row.push(field.value + text.slice(field.end, end));
      isOver = text[end] !== separator;
      at = end + 1;
      if (text[end] === '\r' && text[at] === '\n') at++;
    }
    if (row.length > 1 || row[0] !== '') yield row;
  }
}

/** By which of the usual signs the first line has most of. */
export function separatorOf(text: string, path: string): string {
  if (/\.tsv$/i.test(path)) return '\t';
  const line = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const counted = [',', ';', '\t'].map((sign) => ({ sign, count: line.split(sign).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).sign;
}

function quoted(text: string, start: number): { readonly value: string; readonly end: number } {
  let value = '';
  let at = start;
  for (;;) {
    const close = text.indexOf('"', at);
    if (close < 0) return { value: value + text.slice(at), end: text.length };
    value += text.slice(at, close);
    if (text[close + 1] !== '"') return { value, end: close + 1 };
    value += '"';
    at = close + 2;
  }
}
