/**
 * Draws hundreds of thin lines of one colour faster than a canvas strokes them: of each line and pixel column the span
 * that it covers, blended once. A thousand noisy lines take a tenth of a second instead of seconds.
 */
import type { Box } from './pen.ts';

export class DensityRaster {
  readonly #box: Box;
  readonly #width: number;
  readonly #height: number;
  readonly #thickness: number;
  /** How much of what is behind still shows, by pixel. */
  readonly #clear: Float32Array;

  /** In device pixels, of a canvas of this size; nothing is drawn outside of the box. */
  constructor(size: { width: number; height: number }, box: Box, thickness: number) {
    this.#width = size.width;
    this.#height = size.height;
    this.#thickness = thickness;
    this.#clear = new Float32Array(size.width * size.height).fill(1);
    this.#box = {
      left: Math.max(0, Math.floor(box.left)),
      top: Math.max(0, box.top),
      right: Math.min(size.width, Math.ceil(box.right)),
      bottom: Math.min(size.height, box.bottom),
    };
  }

  /** Device pixels x, y, x, y … ascending in x; NaN is a gap. */
  add(pixels: Float64Array, opacity: number): void {
    let column = -1;
    let [low, high] = [Infinity, -Infinity];
    const reach = (at: number, y: number) => {
      if (at !== column) {
        this.#blend(column, low, high, opacity);
        column = at;
        low = high = y;
      } else {
        if (y < low) low = y;
        if (y > high) high = y;
      }
    };
    let [x0, y0] = [NaN, NaN];
    for (let at = 0; at < pixels.length; at += 2) {
      const [x1, y1] = [pixels[at] ?? NaN, pixels[at + 1] ?? NaN];
      if (x0 <= x1 && y0 - y0 === 0 && y1 - y1 === 0) {
        const { left, right } = this.#box;
        const slope = x1 > x0 ? (y1 - y0) / (x1 - x0) : 0;
        const first = Math.max(left, Math.floor(x0));
        const last = Math.min(right - 1, Math.floor(x1));
        for (let place = first; place <= last; place += 1) {
          reach(place, place <= x0 ? y0 : y0 + slope * (place - x0));
          reach(place, place + 1 >= x1 ? y1 : y0 + slope * (place + 1 - x0));
        }
      } else if (x1 >= this.#box.left && x1 < this.#box.right && y1 - y1 === 0) reach(Math.floor(x1), y1);
      [x0, y0] = [x1, y1];
    }
    this.#blend(column, low, high, opacity);
  }

  /** RGBA of all pixels, in one colour. */
  image([red, green, blue]: readonly [number, number, number]): Uint8ClampedArray<ArrayBuffer> {
    const image = new Uint8ClampedArray(this.#clear.length * 4);
    for (let at = 0; at < this.#clear.length; at += 1) {
      const opacity = 1 - (this.#clear[at] ?? 1);
      if (opacity === 0) continue;
      image[4 * at] = red;
      image[4 * at + 1] = green;
      image[4 * at + 2] = blue;
      image[4 * at + 3] = opacity * 255;
    }
    return image;
  }

  /** Pixels at the ends of the span count as much as it covers of them. */
  #blend(column: number, low: number, high: number, opacity: number): void {
    if (column < 0 || low > high) return;
    const start = Math.max(this.#box.top, low - this.#thickness / 2);
    const end = Math.min(this.#box.bottom, high + this.#thickness / 2);
    for (let row = Math.floor(start); row < end && row < this.#height; row += 1) {
      const covered = Math.min(end, row + 1) - Math.max(start, row);
      const at = row * this.#width + column;
      this.#clear[at] = (this.#clear[at] ?? 1) * (1 - opacity * covered);
    }
  }
}
