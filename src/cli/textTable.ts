/** Columns of text for a terminal: aligned, numbers to the right, nothing cut that could be a number. */

export type Align = 'left' | 'right';

/** Rows of cells; `align` holds for columns in order, the rest is left. Cells must not hold line breaks. */
export function textTable(rows: readonly (readonly string[])[], align: readonly Align[] = []): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))));
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const space = ' '.repeat((widths[column] ?? 0) - widthOf(cell));
          return align[column] === 'right' ? space + cell : cell + space;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A text that cannot steer the terminal or break a table. */
export function cellText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
}

const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Columns on the screen: one a grapheme, two for emoji and East Asian letters. */
function widthOf(text: string): number {
  if (/^[\x20-\x7e\u00a0\u2013\u2026\u2212]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segments.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

const wide =
  /\p{Emoji_Presentation}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff01-\uff60]/u;
