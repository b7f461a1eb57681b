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
import { typeName } from './numbers.ts';
import { cellTexts, isNumeric } from './sampleCells.ts';

export function sample(model: DatasetModel): TemplateResult | typeof nothing {
  const { rows } = model;
  if (rows === undefined) return nothing;
  if (rows.failure) return html`<p class="more dim">${t('No sample: {0}', rows.failure.sentence)}</p>`;
  if (rows.value === undefined || rows.value.columns.length === 0) return nothing;
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
  digit: number;
} = {
  rows: undefined,
  drawn: undefined,
  table: undefined,
  digit: 8,
};

/** The same function each time: lit calls it when the element comes or goes. */
function attach(host: Element | undefined): void {
  shown.table?.dispose();
  shown.table = undefined;
  shown.drawn = undefined;
  if (!(host instanceof HTMLElement)) return;
  shown.digit = digitWidth();
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
    columns: rows.columns.map(({ name, type }, at) => columnOf(rows, name, type, at, shown.digit)),
    rows: rows.rows.length,
    tree: false,
    bandless: true,
    rowState: () => ({ selected: false, className: '' }),
  });
}

function columnOf(rows: RowsResult, name: string, type: string, at: number, digit: number): TableColumn {
  const write = cellTexts(rows, at);
  const lengths = rows.rows.map((row) => write(row[at] ?? null).text.length);
  const longest = Math.max(name.length * 0.8, ...lengths);
  const make: MakeCell = (host) => (row) => {
    const { text, isDim } = write(rows.rows[row]?.[at] ?? null);
    if (host.textContent !== text) host.textContent = text;
    host.classList.toggle('dim', isDim);
  };
  return {
    id: String(at),
    title: name,
    hint: `${name} (${typeName(type)})`,
    band: '',
    width: Math.round(Math.min(320, Math.max(48, 14 + longest * digit))),
    pinned: false,
    fixed: true,
    numeric: isNumeric(type),
    make,
  };
}

/** px that a digit takes in this font: no number is cut. */
function digitWidth(): number {
  const probe = document.createElement('span');
  probe.textContent = '0'.repeat(50);
  probe.style.position = 'absolute';
  document.body.append(probe);
  const { width } = probe.getBoundingClientRect();
  probe.remove();
  return width / 50;
}
