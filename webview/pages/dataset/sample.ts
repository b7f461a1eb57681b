/** The first rows of what is on disk, in a table that holds any number of columns. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { RowsResult } from '../../../src/protocol/dataProcess.ts';
import type { MakeCell, TableColumn } from '../../tables/tableSource.ts';
import { VirtualTable } from '../../tables/virtualTable.ts';
import type { DatasetModel } from './datasetModel.ts';
import { value } from './numbers.ts';

export function sample(model: DatasetModel): TemplateResult | typeof nothing {
  const { rows } = model;
  if (rows === undefined) return nothing;
  if (rows.failure) return html`<p class="more dim">${rows.failure.sentence}</p>`;
  if (rows.value === undefined) return nothing;
  shown.rows = rows.value;
  update();
  return html`<section class="sec" aria-labelledby="h-sample">
    <header>
      <h2 id="h-sample">${t('Sample')}</h2>
      <span class="dim"
        >${t('the first {0} of {1} rows', formatCount(rows.value.rows.length), formatCount(rows.value.total))}</span
      >
    </header>
    <div class="sample" ${ref(attach)}></div>
  </section>`;
}

const shown: {
  rows: RowsResult | undefined;
  drawn: RowsResult | undefined;
  table: VirtualTable | undefined;
} = {
  rows: undefined,
  drawn: undefined,
  table: undefined,
};

/** The same function each time: lit calls it when the element comes or goes. */
function attach(host: Element | undefined): void {
  shown.table?.dispose();
  shown.table = undefined;
  shown.drawn = undefined;
  if (!(host instanceof HTMLElement)) return;
  const nothingToDo = () => undefined;
  shown.table = new VirtualTable(host, 'sample', {
    viewed: nothingToDo,
    scrolled: nothingToDo,
    clicked: (at) => shown.table?.activate(at),
    doubleClicked: nothingToDo,
    hovered: (_, cell) => (cell.title = cell.textContent),
    key: () => false,
    moved: nothingToDo,
    sort: nothingToDo,
    menu: nothingToDo,
    resized: nothingToDo,
    reordered: nothingToDo,
    fit: nothingToDo,
  });
  update();
}

function update(): void {
  const { table, rows } = shown;
  if (table === undefined || rows === undefined || rows === shown.drawn) return;
  shown.drawn = rows;
  table.update({
    label: t('Sample'),
    columns: rows.columns.map(({ name, type }, at) => columnOf(rows, name, type, at)),
    rows: rows.rows.length,
    tree: false,
    rowState: () => ({ selected: false, className: '' }),
  });
}

function columnOf({ rows }: RowsResult, name: string, type: string, at: number): TableColumn {
  const cells = rows.slice(0, measured).map((row) => value(row[at] ?? null).length);
  const longest = Math.max(name.length, ...cells);
  const make: MakeCell = (host) => (row) => {
    const cell = rows[row]?.[at] ?? null;
    const text = value(cell);
    if (host.textContent !== text) host.textContent = text;
    host.classList.toggle('dim', cell === null);
  };
  return {
    id: String(at),
    title: name,
    band: '',
    width: Math.min(320, Math.max(56, 24 + longest * 7.5)),
    pinned: false,
    fixed: true,
    numeric: /INT|DOUBLE|FLOAT|DECIMAL/.test(type) && !type.endsWith('[]'),
    make,
  };
}

const measured = 50;
