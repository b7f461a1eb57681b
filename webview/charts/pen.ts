/** What lines are drawn with: the same drawing goes to a canvas on the screen and to an SVG that is saved. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Stroke {
  readonly color: string;
  readonly width: number;
  /** 0 … 1. */
  readonly opacity?: number;
  readonly dash?: readonly number[];
}

export interface Lettering {
  readonly color: string;
  /** px. */
  readonly size: number;
  readonly align?: 'left' | 'center' | 'right';
  readonly strong?: boolean;
}

export interface Pen {
  /** What is drawn meanwhile is cut at the box. */
  within(box: Box, draw: () => void): void;
  /** Pixels x, y, x, y …; NaN begins another stretch. */
  line(pixels: Float64Array, stroke: Stroke): void;
  /** The closed outline of pixels x, y, x, y …. */
  area(pixels: Float64Array, color: string, opacity: number): void;
  /** An SVG path, moved and scaled. */
  shape(
    path: string,
    place: { x: number; y: number; scale: number },
    paint: { fill: string; edge?: string },
  ): void;
  text(text: string, at: { x: number; y: number }, lettering: Lettering): void;
}
