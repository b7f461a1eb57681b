/** A chart as SVG text of its own: with a title and its colours written out, so that it means the same in any other program. */
export interface Figure {
  readonly title: string;
  readonly draw: (colors: FigureColors) => string;
}

/** CSS colours; those of a file that is read elsewhere must not be variables. */
export interface FigureColors {
  readonly text: string;
  readonly dim: string;
  readonly grid: string;
  readonly axis: string;
  readonly bad: string;
  /** None: what is behind the figure shows. */
  readonly background: string;
  /** What hollow marks are filled with. */
  readonly ground: string;
  readonly fontFamily: string;
  /** Series 1 … 8. */
  readonly series: readonly string[];
  /** A file of its own; else a part of a page, which needs no namespace. */
  readonly isFile: boolean;
}

/** Within a page that defines these variables. */
export const variableColors: FigureColors = {
  ...{ text: 'var(--text)', dim: 'var(--dim)', grid: 'var(--rule)', axis: 'var(--dim)', bad: 'var(--bad)' },
  ...{ background: 'none', ground: 'var(--ground)', fontFamily: 'inherit', isFile: false },
  series: Array.from({ length: 8 }, (_, at) => `var(--series-${String(at + 1)})`),
};

export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly colors: FigureColors;
}

export function svgSheet({ width, height, title, colors }: Sheet, parts: readonly string[]): string {
  const size = `width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}"`;
  return [
    `<svg${colors.isFile ? ' xmlns="http://www.w3.org/2000/svg"' : ''} ${size} role="img" font-family="${escaped(colors.fontFamily)}" font-size="11">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="${escaped(colors.background)}"/>`,
    svgText(title, { x: margin, y: 22, fill: colors.text, size: 14, strong: true }),
    ...parts,
    '</svg>\n',
  ].join('\n');
}

export interface TextLook {
  readonly x: number;
  readonly y: number;
  readonly fill: string;
  readonly size?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly strong?: boolean;
}

export function svgText(
  text: string,
  { x, y, fill, size = 11, anchor = 'start', strong = false }: TextLook,
): string {
  const weight = strong ? ' font-weight="600"' : '';
  return `<text x="${round(x)}" y="${round(y)}" fill="${escaped(fill)}" font-size="${String(size)}" text-anchor="${anchor}"${weight}>${escaped(text)}</text>`;
}

export function svgPath(
  d: string,
  {
    stroke,
    width = 1,
    dash = '',
    fill = 'none',
  }: { stroke: string; width?: number; dash?: string; fill?: string },
): string {
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  return `<path d="${d}" fill="${escaped(fill)}" stroke="${escaped(stroke)}" stroke-width="${String(width)}"${dashes}/>`;
}

export function svgDot(x: number, y: number, { r, fill }: { r: number; fill: string }): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${String(r)}" fill="${escaped(fill)}"/>`;
}

export function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export function cutText(text: string, most: number): string {
  const letters = Array.from(text);
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`;
}

/** Also without what XML does not allow: names of groups may hold anything. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** px around a sheet. */
export const margin = 16;
