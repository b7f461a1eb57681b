/** Picking rows of the run table: one, a range from where one began, or all. */
import { UserError } from '../../../../src/base/errors.ts';
import { formatCount } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { CompareModel } from '../compareModel.ts';
import type { TableEntry } from './tableRows.ts';

/** As many as the page remembers. */
export const mostPicked = 5000;

export class GridPicks {
  readonly #model: CompareModel;
  readonly #rows: () => readonly TableEntry[];
  /** Row where a range begins. */
  #anchor = 0;
  #picked: { readonly of: readonly string[]; readonly ids: ReadonlySet<string> } = { of: [], ids: new Set() };

  constructor(model: CompareModel, rows: () => readonly TableEntry[]) {
    this.#model = model;
    this.#rows = rows;
  }

  anchorAt(row: number): void {
    this.#anchor = row;
  }

  count({ members }: TableEntry): number {
    const ids = this.#ids();
    if (ids.size === 0) return 0;
    return members.reduce((count, n) => count + Number(ids.has(this.#model.frame.text('id', n))), 0);
  }

  /** The whole group goes with its row; what is picked in part becomes picked as a whole. */
  toggle(row: number): void {
    const entry = this.#rows()[row];
    if (entry === undefined) return;
    this.#anchor = row;
    const ids = this.#idsOf(entry.members);
    const { picked } = this.#model.state;
    const own = new Set(ids);
    if (this.count(entry) === ids.length) this.#model.pick(picked.filter((id) => !own.has(id)));
    else this.#pick([...picked, ...ids]);
  }

  /** From where one began to here, in addition to what is picked. */
  extendTo(row: number): void {
    const [from, to] = [Math.min(this.#anchor, row), Math.max(this.#anchor, row)];
    const members = this.#rows()
      .slice(from, to + 1)
      .flatMap((entry) => entry.members);
    this.#pick([...this.#model.state.picked, ...this.#idsOf(members)]);
  }

  /** All that match; none when they all are already. */
  toggleAll(): void {
    const ids = this.#idsOf(this.#model.frame.ordinals);
    const known = this.#ids();
    const isAll = ids.slice(0, mostPicked).every((id) => known.has(id));
    if (isAll) this.#model.pick([]);
    else this.#pick(ids);
  }

  #pick(ids: readonly string[]): void {
    const wanted = [...new Set(ids)];
    this.#model.pick(wanted.slice(0, mostPicked));
    if (wanted.length > mostPicked)
      this.#model.act(() =>
        Promise.reject(
          new UserError(
            'tooMany',
            t('{0} runs can be picked at most: these are the first.', formatCount(mostPicked)),
            t('Filter or group the runs to see all of them.'),
          ),
        ),
      );
  }

  #ids(): ReadonlySet<string> {
    const { picked } = this.#model.state;
    if (this.#picked.of !== picked) this.#picked = { of: picked, ids: new Set(picked) };
    return this.#picked.ids;
  }

  #idsOf(ordinals: Iterable<number>): string[] {
    return Array.from(ordinals, (n) => this.#model.frame.text('id', n));
  }
}
