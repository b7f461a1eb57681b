/** Which columns people chose, remembered in the workspace: for each report that was opened, and for each script. */
import * as z from 'zod';
import { fairnessColumns, type FairnessColumns } from '../../../protocol/fairnessPage.ts';
import type { Memory } from '../../memory.ts';

const kept = z.array(z.tuple([z.string(), fairnessColumns]));

export class KnownColumns {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  of(key: string): FairnessColumns | undefined {
    return this.#all().find(([known]) => known === key)?.[1];
  }

  /** Newest last; the oldest are forgotten. */
  async keep(keys: readonly string[], columns: FairnessColumns): Promise<void> {
    const others = this.#all().filter(([key]) => !keys.includes(key));
    const all = [...others, ...keys.map((key) => [key, columns] as const)];
    await this.#memory.update(memoryKey, all.slice(-mostKept));
  }

  #all(): z.infer<typeof kept> {
    return kept.catch([]).parse(this.#memory.get(memoryKey));
  }
}

const memoryKey = 'cairn.fairness.columns';
const mostKept = 100;
