/** Facts of all runs in memory, read once and then run by run as they change. */
import type { RunIndex } from '../../storage/runIndex.ts';

export class FactTable {
  readonly #index: RunIndex;
  #facts: Map<number, ReadonlyMap<string, string>> | undefined;

  constructor(index: RunIndex) {
    this.#index = index;
  }

  /** Undefined where the run does not have it. */
  column(name: string): (n: number) => string | undefined {
    const facts = this.#all();
    return (n) => facts.get(n)?.get(name);
  }

  names(): string[] {
    const names = new Set<string>();
    for (const facts of this.#all().values()) for (const name of facts.keys()) names.add(name);
    return [...names].sort();
  }

  /** Call after the index changed a run or removed it. */
  update(n: number): void {
    if (this.#facts === undefined) return;
    this.#facts.delete(n);
    for (const [at, facts] of this.#index.facts(n)) this.#facts.set(at, facts);
  }

  #all(): Map<number, ReadonlyMap<string, string>> {
    this.#facts ??= new Map(this.#index.facts());
    return this.#facts;
  }
}
