/** Hundreds of grey lines as a picture that is kept: a live run among coloured ones then costs a copy, not a thousand strokes. */
import type { AxisScale } from './axisScale.ts';
import { canvasPen } from './canvasPen.ts';
import { curvePixels } from './curvePixels.ts';
import { shownValues, type CurveScene, type SceneLine } from './curveScene.ts';
import { DensityRaster } from './densityRaster.ts';
import { greyOpacity, paintBand, paintGrey, type Stage } from './paintCurves.ts';
import type { UnpackedCurve } from './unpackCurves.ts';

export class GreyLayer {
  #canvas: HTMLCanvasElement | undefined;
  #curves: readonly UnpackedCurve[] = [];
  #frame = '';

  /** Few lines are simply drawn. */
  paint(
    stage: Stage,
    to: { scene: CurveScene; onto: HTMLCanvasElement; context: CanvasRenderingContext2D },
  ): void {
    const grey = to.scene.lines.filter(({ slot }) => slot === 0);
    if (grey.length < worthKeeping) {
      this.forget();
      paintGrey(stage, grey);
      return;
    }
    const canvas = this.#kept(stage, grey, to);
    to.context.save();
    to.context.resetTransform();
    to.context.drawImage(canvas, 0, 0);
    to.context.restore();
  }

  forget(): void {
    this.#canvas = undefined;
    this.#curves = [];
  }

  #kept(
    stage: Stage,
    grey: readonly SceneLine[],
    {
      scene,
      onto,
      context,
    }: { scene: CurveScene; onto: HTMLCanvasElement; context: CanvasRenderingContext2D },
  ): HTMLCanvasElement {
    const frame = JSON.stringify([scene.x, scene.y, stage.box, onto.width, onto.height]);
    const isSame =
      this.#frame === frame &&
      grey.length === this.#curves.length &&
      grey.every(({ curve }, at) => curve === this.#curves[at]);
    if (this.#canvas !== undefined && isSame) return this.#canvas;
    const canvas = this.#canvas ?? document.createElement('canvas');
    // Also clears it.
    canvas.width = onto.width;
    canvas.height = onto.height;
    const own = canvas.getContext('2d');
    if (own !== null) paintMany(own, { stage, grey, ratio: context.getTransform().a });
    this.#canvas = canvas;
    this.#curves = grey.map(({ curve }) => curve);
    this.#frame = frame;
    return canvas;
  }
}

function paintMany(
  context: CanvasRenderingContext2D,
  { stage, grey, ratio }: { stage: Stage; grey: readonly SceneLine[]; ratio: number },
): void {
  const { width, height } = context.canvas;
  const { box, x, y, colors } = stage;
  const scaled = (scale: AxisScale): Pick<AxisScale, 'pixel'> => ({
    pixel: (value) => scale.pixel(value) * ratio,
  });
  const scales = { x: scaled(x), y: scaled(y) };
  const raster = new DensityRaster(
    { width, height },
    { left: box.left * ratio, top: box.top * ratio, right: box.right * ratio, bottom: box.bottom * ratio },
    ratio,
  );
  const opacity = greyOpacity(grey.length);
  for (const { curve } of grey) {
    if (curve.smooth !== null) raster.add(curvePixels(curve.x, curve.y, scales).line, 0.3 * opacity);
    raster.add(curvePixels(curve.x, shownValues(curve), scales).line, opacity);
  }
  context.putImageData(new ImageData(raster.image(rgbOf(colors.dim)), width, height), 0, 0);
  context.scale(ratio, ratio);
  const pen = canvasPen(context, colors.fontFamily);
  pen.within(box, () => {
    for (const { curve } of grey) paintBand({ ...stage, pen }, curve, { color: colors.dim, opacity });
  });
}

/** A computed colour: `rgb(1, 2, 3)`, `rgba(…)`, or `color(srgb 0.1 0.2 0.3)` where it was mixed. */
function rgbOf(color: string): [number, number, number] {
  const [red = 128, green = 128, blue = 128] = (color.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
  const factor = color.startsWith('color(') ? 255 : 1;
  return [red * factor, green * factor, blue * factor];
}

/** Lines; the picture takes as much memory as the chart. */
const worthKeeping = 50;
