/** A pen that writes SVG, for pictures that are saved. */
import type { Box, Pen } from './pen.ts';

export interface SvgPen extends Pen {
  /** The whole document. */
  finish(): string;
}

export function svgPen(
  size: { width: number; height: number },
  style: { fontFamily: string; background: string },
): SvgPen {
  const parts: string[] = [];
  let clips = 0;
  return {
    within: ({ left, top, right, bottom }: Box, draw) => {
      clips += 1;
      const id = `clip${String(clips)}`;
      const box = `x="${round(left)}" y="${round(top)}" width="${round(right - left)}" height="${round(bottom - top)}"`;
      parts.push(`<clipPath id="${id}"><rect ${box}/></clipPath><g clip-path="url(#${id})">`);
      draw();
      parts.push('</g>');
    },
    line: (pixels, { color, width, opacity = 1, dash = [] }) => {
      const dashes = dash.length === 0 ? '' : ` stroke-dasharray="${dash.join(' ')}"`;
      const faint = opacity === 1 ? '' : ` stroke-opacity="${round(opacity)}"`;
      parts.push(
        `<path d="${pathOf(pixels)}" fill="none" stroke="${escaped(color)}" stroke-width="${round(width)}"${faint}${dashes} stroke-linejoin="round" stroke-linecap="round"/>`,
      );
    },
    area: (pixels, color, opacity) => {
      parts.push(`<path d="${pathOf(pixels)}z" fill="${escaped(color)}" fill-opacity="${round(opacity)}"/>`);
    },
    shape: (path, { x, y, scale }, { fill, edge }) => {
      const outline =
        edge === undefined
          ? ''
          : ` stroke="${escaped(edge)}" stroke-width="${round(2 / scale)}" paint-order="stroke"`;
      parts.push(
        `<path d="${escaped(path)}" transform="translate(${round(x)} ${round(y)}) scale(${round(scale)})" fill="${escaped(fill)}"${outline}/>`,
      );
    },
    text: (text, { x, y }, { color, size: letters, align = 'left', strong = false }) => {
      const anchor = { left: 'start', center: 'middle', right: 'end' }[align];
      parts.push(
        `<text x="${round(x)}" y="${round(y)}" fill="${escaped(color)}" font-size="${String(letters)}" text-anchor="${anchor}"${strong ? ' font-weight="600"' : ''}>${escaped(text)}</text>`,
      );
    },
    finish: () => {
      const { width, height } = size;
      const box = `width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}"`;
      const ground = `<rect width="100%" height="100%" fill="${escaped(style.background)}"/>`;
      return `<svg xmlns="http://www.w3.org/2000/svg" ${box} font-family="${escaped(style.fontFamily)}">${ground}${parts.join('\n')}</svg>\n`;
    },
  };
}

function pathOf(pixels: Float64Array): string {
  let path = '';
  let open = false;
  for (let at = 0; at < pixels.length; at += 2) {
    const [x, y] = [pixels[at] ?? NaN, pixels[at + 1] ?? NaN];
    if (Number.isNaN(x) || Number.isNaN(y)) open = false;
    else {
      path += `${open ? 'L' : 'M'}${round(x)} ${round(y)}`;
      open = true;
    }
  }
  return path;
}

/** A hundredth of a pixel is enough. */
function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Also without what XML has no place for: control characters in the name of a run. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
