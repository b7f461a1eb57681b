/** One column of the matching runs as a plot reads it: numbers where all of them are, else categories in a natural order. */

export type PlotColumn =
  /** NaN: the run has no finite number there. */
  | { readonly kind: 'number'; readonly values: Float64Array }
  /** Places in `texts`; NaN: the run does not have it. */
  | { readonly kind: 'category'; readonly values: Float64Array; readonly texts: readonly string[] };

/** Params come as the text that was logged: they are numbers when every run's is one. */
export function plotColumn(found: readonly (number | string | undefined)[]): PlotColumn {
  if (found.every((one) => one === undefined || typeof one === 'number' || isNumber(one)))
    return { kind: 'number', values: Float64Array.from(found, (one) => finite(Number(one ?? NaN))) };
  const texts = [...new Set(found.flatMap((one) => (one === undefined ? [] : String(one))))];
  texts.sort(natural.compare);
  const places = new Map(texts.map((text, place) => [text, place]));
  return {
    kind: 'category',
    values: Float64Array.from(found, (one) => places.get(String(one)) ?? NaN),
    texts,
  };
}

/** `10` after `9`, whatever the language. */
const natural = new Intl.Collator('en', { numeric: true });

function isNumber(text: string): boolean {
  return (
    text.trim() !== '' && (Number.isFinite(Number(text)) || /^\s*[+-]?(nan|inf|infinity)\s*$/i.test(text))
  );
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : NaN;
}
