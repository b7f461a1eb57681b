/** Hundreds of grey lines as a picture that is kept: a live run among coloured ones then costs a copy, not a thousand strokes. */
import { canvasPen } from './canvasPen.ts';
import type { CurveScene, SceneLine } from './curveScene.ts';
import { paintGrey, type Stage } from './paintCurves.ts';
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
    if (own !== null) {
      own.setTransform(context.getTransform());
      paintGrey({ ...stage, pen: canvasPen(own, stage.colors.fontFamily) }, grey);
    }
    this.#canvas = canvas;
    this.#curves = grey.map(({ curve }) => curve);
    this.#frame = frame;
    return canvas;
  }
}

/** Lines; the picture takes as much memory as the chart. */
const worthKeeping = 50;
