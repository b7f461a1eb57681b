/** Stars, notes and tags edited in the table, and copies of its rows. */
import { t } from '../../../../src/base/l10n.ts';
import type { TableRequest } from '../../../../src/protocol/compare/tableMethods.ts';
import type { CellPlace } from '../../../tables/tableSource.ts';
import { cellEditor } from './cellEditor.ts';
import { columnTitle } from './columnTitle.ts';
import type { Grid, GridEditing } from './grid.ts';
import { mostPicked } from './gridPicks.ts';

export class GridEdits implements GridEditing {
  readonly #grid: Grid;

  constructor(grid: Grid) {
    this.#grid = grid;
  }

  /** All runs of a group, as one. */
  star(row: number): void {
    const entry = this.#grid.entry(row);
    if (entry === undefined) return;
    const on = !this.#grid.isStarred(entry);
    const runs = this.#idsOf(entry.members);
    this.#grid.model.act((call) => call('starRuns', { runs, on }));
  }

  begin({ row, column: id }: CellPlace): boolean {
    const { model, table, columns } = this.#grid;
    const entry = this.#grid.entry(row);
    const ref = columns.get(id)?.ref;
    const cell = table?.cell({ row, column: id });
    if (entry === undefined || ref === undefined || cell === undefined || table === undefined) return false;
    const isNote = ref.group === 'record' && ref.key === 'note';
    if (!isNote && ref.group !== 'tags') return false;
    // A group has many notes: only a tag can be given to all of them.
    if (isNote && entry.isGroup) return false;
    const runs = this.#idsOf(entry.members);
    const [run] = runs;
    if (run === undefined) return false;
    const before = String(model.frame.value(ref, entry.n) ?? '');
    cellEditor(cell, {
      label: isNote ? t('Note of {0}', this.#nameOf(row)) : t('{0} of {1}', ref.key, this.#nameOf(row)),
      value: before,
      save: (text) => {
        if (text === before) return;
        model.act((call) =>
          isNote
            ? call('noteRun', { run, text })
            : call('tagRuns', { runs, key: ref.key, value: text === '' ? null : text }),
        );
      },
      closed: () => table.focus(),
    });
    return true;
  }

  /** The picked rows, else the one the keys act on. */
  copy(): void {
    const { model, table } = this.#grid;
    const active = this.#grid.entry(table?.active?.row ?? -1);
    const { picked } = model.state;
    const runs = picked.length > 0 ? picked : active === undefined ? [] : this.#idsOf(active.members);
    if (runs.length > 0) model.act((call) => call('copyTable', this.request(runs)));
  }

  /** What is shown, as the host reads it out; null: all rows. */
  request(runs: readonly string[] | null): TableRequest {
    const { model, columns } = this.#grid;
    return {
      query: model.query,
      runs: runs && [...runs].slice(0, mostPicked),
      columns: columns.all().map(({ ref }) => ({ column: ref, title: columnTitle(ref) })),
    };
  }

  #nameOf(row: number): string {
    const entry = this.#grid.entry(row);
    return entry === undefined ? '' : this.#grid.model.frame.text('name', entry.n);
  }

  #idsOf(members: readonly number[]): string[] {
    return members.slice(0, mostPicked).map((n) => this.#grid.model.frame.text('id', n));
  }
}
