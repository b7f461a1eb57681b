/** A pen for the screen. */
import type { Pen } from './pen.ts';

export function canvasPen(context: CanvasRenderingContext2D, fontFamily: string): Pen {
  return {
    within: ({ left, top, right, bottom }, draw) => {
      context.save();
      context.beginPath();
      context.rect(left, top, right - left, bottom - top);
      context.clip();
      draw();
      context.restore();
    },
    line: (pixels, { color, width, opacity = 1, dash = [] }) => {
      context.globalAlpha = opacity;
      context.strokeStyle = color;
      context.lineWidth = width;
      // Mitres would draw a spike higher than it is.
      context.lineJoin = 'round';
      context.lineCap = 'round';
      context.setLineDash([...dash]);
      context.beginPath();
      trace(context, pixels);
      context.stroke();
      context.setLineDash([]);
      context.globalAlpha = 1;
    },
    area: (pixels, color, opacity) => {
      context.globalAlpha = opacity;
      context.fillStyle = color;
      context.beginPath();
      trace(context, pixels);
      context.fill();
      context.globalAlpha = 1;
    },
    shape: (path, { x, y, scale }, { fill, edge }) => {
      context.save();
      context.translate(x, y);
      context.scale(scale, scale);
      const outline = pathOf(path);
      if (edge !== undefined) {
        context.strokeStyle = edge;
        context.lineWidth = 2 / scale;
        context.stroke(outline);
      }
      context.fillStyle = fill;
      context.fill(outline);
      context.restore();
    },
    text: (text, { x, y }, { color, size, align = 'left', strong = false }) => {
      context.font = `${strong ? '600 ' : ''}${String(size)}px ${fontFamily}`;
      context.textAlign = align;
      context.textBaseline = 'alphabetic';
      context.fillStyle = color;
      context.fillText(text, x, y);
    },
  };
}

function trace(context: CanvasRenderingContext2D, pixels: Float64Array): void {
  let open = false;
  for (let at = 0; at < pixels.length; at += 2) {
    const [x, y] = [pixels[at] ?? NaN, pixels[at + 1] ?? NaN];
    if (y !== y || x !== x) open = false;
    else if (open) context.lineTo(x, y);
    else {
      context.moveTo(x, y);
      open = true;
    }
  }
}

const paths = new Map<string, Path2D>();

function pathOf(path: string): Path2D {
  const known = paths.get(path) ?? new Path2D(path);
  paths.set(path, known);
  return known;
}
