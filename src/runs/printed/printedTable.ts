/** Metrics printed as tables: columns under a header (fastai, skorch, scikit-learn, YOLO), and boxes of rows (Stable-Baselines). */
import { isNeverMetric, numberOf, numberPattern } from './scanPairs.ts';

export interface TableState {
  /** Names of the columns, the first is the step. */
  columns: readonly string[] | undefined;
  /** Rows of the box that is being read, name → value. */
  box: Map<string, number> | undefined;
  section: string;
}

export interface TableRow {
  readonly at: number;
  readonly of: number | undefined;
  readonly unit: string;
  readonly metrics: readonly (readonly [string, number])[];
}

/** `part`: the line belongs to a table and says nothing by itself. `undefined`: it belongs to none. */
export function readTableLine(line: string, state: TableState): TableRow | 'part' | undefined {
  if (/^[\s+|=:-]{5,}$/.test(line)) {
    const row = closeBox(state);
    return row ?? 'part';
  }
  return readBoxLine(line, state) ?? readColumns(line, state);
}

function readColumns(line: string, state: TableState): TableRow | 'part' | undefined {
  const cells = split(line);
  const [first = ''] = cells;
  if (stepColumn.test(first) && cells.length >= 2 && cells.every((cell) => columnName.test(cell))) {
    state.columns = cells;
    return 'part';
  }
  const columns = state.columns;
  if (columns === undefined) return undefined;
  const row = cells.length === columns.length ? cells : line.trim().split(/\s+/);
  const step = /^(\d+)(?:\/(\d+))?$/.exec(row[0] ?? '');
  if (step === null || row.length !== columns.length) {
    state.columns = undefined;
    return undefined;
  }
  const metrics = columns.slice(1).flatMap((name, i): [string, number][] => {
    const cell = row[i + 1] ?? '';
    return wholeNumber.test(cell) && !isNeverMetric(name) ? [[name, numberOf(cell)]] : [];
  });
  const unit = /^ep/i.test(columns[0] ?? '') ? 'epoch' : 'iteration';
  return { at: Number(step[1]), of: step[2] === undefined ? undefined : Number(step[2]), unit, metrics };
}

/** `|    ep_rew_mean     | 22.3     |`, under a section row `| rollout/           |          |`. */
function readBoxLine(line: string, state: TableState): 'part' | undefined {
  const match = /^\|(\s+)([A-Za-z_][\w/.-]{0,80})\s*\|\s*([^\s|]{0,40})\s*\|$/.exec(line.trim());
  if (match === null) return undefined;
  const [, , name = '', cell = ''] = match;
  state.box ??= new Map();
  if (name.endsWith('/') && cell === '') state.section = name;
  else if (wholeNumber.test(cell)) state.box.set(state.section + name, numberOf(cell));
  return 'part';
}

function closeBox(state: TableState): TableRow | undefined {
  const box = state.box;
  state.box = undefined;
  state.section = '';
  if (box === undefined) return undefined;
  const step = [...box].find(([name]) => /(?:^|\/)(?:total_timesteps|timesteps)$/.test(name))?.[1];
  if (step === undefined) return undefined;
  const metrics = [...box].filter(([name]) => !name.startsWith('time/') && !isNeverMetric(name));
  return { at: step, of: undefined, unit: 'step', metrics };
}

function split(line: string): readonly string[] {
  const text = line.trim();
  const cells =
    text.includes('|') && !text.includes('%|')
      ? text.split('|')
      : text.split(text.includes(',') ? ',' : /\s{2,}|\t/);
  return cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
}

const stepColumn = /^(?:epoch|iter|iteration|step|episode|round)$/i;
const columnName = /^[A-Za-z_][\w .@/%-]{0,60}$/;
const wholeNumber = new RegExp(`^${numberPattern}$`, 'i');
