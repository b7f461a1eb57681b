/** Views that a person saved for themselves: kept with the workspace, not in its files. */
import * as z from 'zod';
import { nameRecord } from '../../../records/nameRecord.ts';
import { namedView, type NamedView } from '../../../protocol/compare/tableMethods.ts';
import type { Memory } from '../../memory.ts';

const key = 'compare.views';
const remembered = nameRecord(z.array(namedView));

export class OwnViews {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  of({ folder }: { readonly folder: string }): NamedView[] {
    return this.#all()[folder] ?? [];
  }

  /** One of the same name is replaced; the newest comes last, and the oldest goes when there are too many. */
  async save(project: { readonly folder: string }, view: NamedView): Promise<void> {
    const rest = this.of(project).filter(({ name }) => name !== view.name);
    await this.#keep(project, [...rest, view].slice(-mostKept));
  }

  async delete(project: { readonly folder: string }, name: string): Promise<void> {
    await this.#keep(
      project,
      this.of(project).filter((view) => view.name !== name),
    );
  }

  async #keep({ folder }: { readonly folder: string }, views: NamedView[]): Promise<void> {
    await this.#memory.update(key, { ...this.#all(), [folder]: views });
  }

  #all(): Record<string, NamedView[]> {
    return remembered.safeParse(this.#memory.get(key)).data ?? {};
  }
}

const mostKept = 50;
