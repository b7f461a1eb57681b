/** The kinds of cells of the run table: each makes its elements once and then changes only what is different. */
import { iconElement } from '../../../icons/icon.ts';
import { statusMark } from '../../../icons/statusMark.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { MakeCell } from '../../../tables/tableSource.ts';
import { verdictWord, type BaselineChange } from './baselineChange.ts';
import type { CellContent } from './cellContent.ts';
import { markerPath } from '../../../charts/markerPath.ts';
import type { TableEntry } from './tableRows.ts';

/** What cells ask of the table they are in. */
export interface CellSource {
  entry(row: number): TableEntry | undefined;
  content(entry: TableEntry, column: string): CellContent;
  /** Path of the metric's course within 48 × 16 px. */
  spark(entry: TableEntry, column: string): string | undefined;
  /** How many of the entry's runs are picked, and in which colour. */
  picked(entry: TableEntry): { readonly count: number; readonly slot: number };
  isStarred(entry: TableEntry): boolean;
  name(entry: TableEntry): string;
  /** One of its runs is a baseline, and changes against it are shown. */
  isBaseline(entry: TableEntry): boolean;
  status(entry: TableEntry): { readonly status: string; readonly text: string };
  /** ch of the widest number of a column. */
  digits(column: string): number;
}

export interface CellKinds {
  readonly text: MakeCell;
  readonly mono: MakeCell;
  readonly metric: MakeCell;
  readonly pick: MakeCell;
  readonly star: MakeCell;
  readonly name: MakeCell;
  readonly status: MakeCell;
}

export function cellKinds(source: CellSource): CellKinds {
  const text =
    (mono: boolean): MakeCell =>
    (host) => {
      if (mono) host.dataset['mono'] = '';
      const paintText = textPart(host);
      const paintTone = tonePart(host);
      return (row, column) => {
        const entry = source.entry(row);
        if (entry === undefined) return;
        const content = source.content(entry, column);
        paintText(content.text);
        paintTone(content.tone);
      };
    };
  return {
    text: text(false),
    mono: text(true),
    metric: (host) => {
      host.classList.add('m');
      const spark = sparkPart(host);
      const value = host.appendChild(document.createElement('span'));
      value.className = 'v';
      const paintValue = textPart(value);
      const aside = host.appendChild(document.createElement('span'));
      aside.className = 'dim small dev';
      const paintAside = textPart(aside);
      const paintChange = changePart(host);
      const paintTone = tonePart(host);
      let digits = -1;
      return (row, column) => {
        const entry = source.entry(row);
        if (entry === undefined) return;
        const content = source.content(entry, column);
        spark(source.spark(entry, column));
        paintValue(content.text);
        paintAside(content.aside);
        paintChange(content.change);
        paintTone(content.tone);
        const wanted = source.digits(column);
        if (wanted !== digits) value.style.minWidth = `${String((digits = wanted))}ch`;
      };
    },
    pick: (host) => {
      host.classList.add('pick');
      const box = host.appendChild(document.createElement('span'));
      box.className = 'box';
      const marker = svg(host, 'svg', { class: 'mark', width: '12', height: '12', 'aria-hidden': 'true' });
      const shape = svg(marker, 'path', {});
      const paintSpoken = textPart(spoken(host));
      let shown = '';
      return (row) => {
        const entry = source.entry(row);
        if (entry === undefined) return;
        const { count, slot } = source.picked(entry);
        const state = count === 0 ? '' : count < entry.members.length ? 'some' : 'all';
        if (`${state} ${String(slot)}` === shown) return;
        shown = `${state} ${String(slot)}`;
        box.replaceChildren(...(state === 'all' ? [iconElement('check')] : []));
        box.dataset['state'] = state;
        shape.setAttribute('d', state === '' ? '' : markerPath(slot));
        paintSpoken(state === '' ? t('not picked') : state === 'some' ? t('partly picked') : t('picked'));
      };
    },
    star: (host) => {
      host.classList.add('star');
      const icon = host.appendChild(document.createElement('span'));
      const paintSpoken = textPart(spoken(host));
      let shown: boolean | undefined;
      return (row) => {
        const entry = source.entry(row);
        if (entry === undefined) return;
        const isStarred = source.isStarred(entry);
        if (isStarred === shown) return;
        shown = isStarred;
        icon.className = isStarred ? 'starred' : 'ghost';
        icon.replaceChildren(iconElement(isStarred ? 'starFull' : 'starEmpty'));
        paintSpoken(isStarred ? t('starred') : t('not starred'));
      };
    },
    name: (host) => {
      host.classList.add('name');
      const twisty = host.appendChild(document.createElement('span'));
      twisty.className = 'tw';
      const paintBaseline = baselinePart(host);
      const label = host.appendChild(document.createElement('span'));
      label.className = 'run-name';
      const paintName = textPart(label);
      const times = host.appendChild(document.createElement('span'));
      times.className = 'dim small times';
      const paintTimes = textPart(times);
      let shown = '';
      return (row) => {
        const entry = source.entry(row);
        if (entry === undefined) return;
        const state = `${String(entry.expanded)} ${String(entry.level)}`;
        if (state !== shown) {
          shown = state;
          twisty.replaceChildren(
            ...(entry.expanded === undefined
              ? []
              : [iconElement(entry.expanded ? 'chevronDown' : 'chevronRight')]),
          );
          host.dataset['level'] = String(entry.level);
        }
        paintBaseline(source.isBaseline(entry));
        paintName(source.name(entry));
        paintTimes(entry.isGroup ? `×\u00a0${String(entry.members.length)}` : '');
      };
    },
    status: (host) => {
      host.classList.add('status');
      const icon = host.appendChild(document.createElement('span'));
      const paintText = textPart(host.appendChild(document.createElement('span')));
      let shown = '';
      return (row) => {
        const entry = source.entry(row);
        if (entry === undefined) return;
        const { status, text: words } = source.status(entry);
        if (status !== shown) {
          shown = status;
          const mark = statusMark(status);
          icon.replaceChildren(iconElement(mark.icon, mark.verdict));
        }
        paintText(words);
      };
    },
  };
}

function textPart(host: HTMLElement): (text: string) => void {
  const node = host.appendChild(document.createTextNode(''));
  let shown = '';
  return (text) => {
    if (text === shown) return;
    shown = text;
    node.nodeValue = text;
  };
}

function tonePart(host: HTMLElement): (tone: CellContent['tone']) => void {
  let shown: CellContent['tone'] = '';
  delete host.dataset['tone'];
  return (tone) => {
    if (tone === shown) return;
    shown = tone;
    if (tone === '') delete host.dataset['tone'];
    else host.dataset['tone'] = tone;
  };
}

/** What its colour says is also said in a word. Its elements are made for the first change that a cell shows. */
function changePart(host: HTMLElement): (change: BaselineChange | undefined) => void {
  const make = () => {
    const element = host.appendChild(document.createElement('span'));
    element.className = 'dim small change';
    return { element, paintText: textPart(element), paintWord: textPart(spoken(host)) };
  };
  let made: ReturnType<typeof make> | undefined;
  let shown: BaselineChange | undefined;
  return (change) => {
    if (change?.text === shown?.text && change?.verdict === shown?.verdict) return;
    shown = change;
    made ??= make();
    made.element.dataset['change'] = change?.verdict ?? '';
    made.paintText(change?.text ?? '');
    made.paintWord(change === undefined ? '' : ` ${verdictWord(change.verdict)}`);
  };
}

/** Where runs without a group have room for it; its word is for screen readers. */
function baselinePart(host: HTMLElement): (isBaseline: boolean) => void {
  let element: HTMLElement | undefined;
  return (isBaseline) => {
    if (!isBaseline) {
      element?.remove();
      element = undefined;
      return;
    }
    if (element !== undefined) return;
    element = document.createElement('span');
    element.className = 'baseline';
    element.append(iconElement('target'));
    spoken(element).textContent = `${t('baseline')} `;
    host.querySelector('.tw')?.after(element);
  };
}

function spoken(host: HTMLElement): HTMLElement {
  const element = host.appendChild(document.createElement('span'));
  element.className = 'sr';
  return element;
}

function sparkPart(host: HTMLElement): (course: string | undefined) => void {
  const box = svg(host, 'svg', { class: 'spark-box', width: '48', height: '16', 'aria-hidden': 'true' });
  const line = svg(box, 'path', { class: 'spark' });
  let shown: string | undefined;
  return (course) => {
    if (course === shown) return;
    shown = course;
    line.setAttribute('d', course ?? '');
  };
}

function svg(parent: Element, name: string, attributes: Readonly<Record<string, string>>): Element {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return parent.appendChild(element);
}
