/** One crosshair over all charts: where it is, and in which chart it was put there. */
import { Emitter } from '../../../../src/base/emitter.ts';

export interface CrosshairPlace {
  /** On the x axis of all charts. */
  readonly x: number;
  /** The chart under the pointer, or that has the focus. */
  readonly key: string;
  /** px in that chart; null: moved by keyboard. */
  readonly pointer: { readonly x: number; readonly y: number } | null;
}

export class Crosshair {
  readonly #moved = new Emitter<CrosshairPlace | null>();
  readonly onMoved = this.#moved.event;
  place: CrosshairPlace | null = null;

  moveTo(place: CrosshairPlace | null): void {
    if (place === null && this.place === null) return;
    this.place = place;
    this.#moved.fire(place);
  }
}
