/** Widths of texts in the font of the page, measured beside it: measuring in the page would make it lay out again. */

/** px */
export function textWidth(text: string, kind: 'body' | 'bold' | 'mono' | 'small' = 'body'): number {
  const known = fonts();
  const { context } = known;
  if (context === null) return text.length * 8;
  context.font = known[kind];
  return context.measureText(text).width;
}

interface Fonts {
  readonly context: CanvasRenderingContext2D | null;
  readonly body: string;
  readonly bold: string;
  readonly mono: string;
  readonly small: string;
}

let read: { readonly key: string; readonly fonts: Fonts } | undefined;

function fonts(): Fonts {
  const style = document.documentElement.style;
  const key = `${style.getPropertyValue('--vscode-font-family')} ${style.getPropertyValue('--vscode-font-size')}`;
  if (read?.key === key) return read.fonts;
  const { fontSize, fontFamily } = getComputedStyle(document.body);
  const size = Number.parseFloat(fontSize) || 13;
  const mono = style.getPropertyValue('--vscode-editor-font-family') || 'monospace';
  const made: Fonts = {
    context: document.createElement('canvas').getContext('2d'),
    body: `${String(size)}px ${fontFamily}`,
    bold: `600 ${String(size)}px ${fontFamily}`,
    mono: `${String(size - 1)}px ${mono}`,
    small: `600 11px ${fontFamily}`,
  };
  read = { key, fonts: made };
  return made;
}
