/** Bounds the memory that the points of other tools' runs take together: those that were looked at last stay. */

export interface Keeper {
  /** Points in memory. */
  readonly kept: number;
  /** They can be read again. */
  drop(): void;
}

export class PointBudget {
  /** Points in all. */
  readonly limit: number;
  /** The one that was used last is the last. */
  readonly #keepers = new Set<Keeper>();

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Says that the points of this one were just looked at. */
  used(keeper: Keeper): void {
    this.#keepers.delete(keeper);
    this.#keepers.add(keeper);
    this.check();
  }

  /** Lets go of what is too much, the oldest first. */
  check(): void {
    let total = 0;
    for (const { kept } of this.#keepers) total += kept;
    for (const oldest of this.#keepers) {
      if (total <= this.limit) return;
      total -= oldest.kept;
      oldest.drop();
      this.#keepers.delete(oldest);
    }
  }

  forget(keeper: Keeper): void {
    this.#keepers.delete(keeper);
  }
}

/** Of all readers of this thread: 384 MB at most, and nothing before somebody opens a run. */
export const sharedBudget = new PointBudget(16_000_000);
