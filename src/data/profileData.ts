/**
 * The profile of a session's data, in few passes: what each column holds, the values that differ, and then how
 * numbers and times are spread.
 */
import type { Cell, ColumnProfile, DataProfile } from '../protocol/dataProfile.ts';
import type { Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { DataColumn, DataSession } from './dataSession.ts';
import { columnBasics, type Basics } from './columnBasics.ts';
import { columnSpread, emptySpread, type Spread } from './columnSpread.ts';
import { columnValues, type Values } from './columnValues.ts';
import { batches } from './partTables.ts';

/** Columns whose aggregates one statement asks for. */
const columnsAtOnce = 100;
/** Columns whose ranks are searched for at once: each takes several megabytes. */
const columnsSearched = 12;

export async function profileData(
  session: DataSession,
  share: (share: number) => void,
): Promise<DataProfile> {
  const { columns, rows, source } = session;
  const basics = new Map<DataColumn, Basics>();
  const spreads = new Map<DataColumn, Spread>();
  const values = new Map<DataColumn, Values>();
  const step = steps(columns.length * 3, share);
  for (const some of batches(columns, columnsAtOnce, (column) => column)) {
    const found = await columnBasics(session, some, step.part(some.length));
    some.forEach((column, index) => {
      const one = found[index];
      if (one !== undefined) basics.set(column, one);
    });
    step.done(some.length);
  }
  for (const some of batches(columns, columnsAtOnce, (column) => column)) {
    const asked = some.map((column) => knownFinite(column, basics.get(column)));
    const found = await columnValues(session, asked, step.part(some.length));
    some.forEach((column, index) => {
      const one = found[index];
      if (one !== undefined) values.set(column, one);
    });
    step.done(some.length);
  }
  const spreading = columns.flatMap((column) => {
    const one = basics.get(column);
    return isSpread(column) && one !== undefined && one.low !== null
      ? [{ column: knownFinite(column, one), of: column, basics: one, all: values.get(column)?.all ?? null }]
      : [];
  });
  step.done(columns.length - spreading.length);
  for (const some of batches(spreading, columnsSearched, ({ column }) => column)) {
    const found = await columnSpread(session, some, step.part(some.length));
    some.forEach(({ of }, index) => {
      const one = found[index];
      if (one !== undefined) spreads.set(of, one);
    });
    step.done(some.length);
  }
  const changed = await session.changed();
  return {
    file: source.files[0]?.asked ?? '',
    files: source.files.length,
    size: source.files.reduce((sum, { size }) => sum + size, 0),
    format: source.format,
    rows,
    columns: columns.map((column) =>
      profileOf(column, rows, {
        basics: basics.get(column) ?? noBasics,
        spread: spreads.get(column) ?? emptySpread,
        values: values.get(column) ?? noValues,
      }),
    ),
    problems: [
      ...session.problems,
      ...columns.flatMap((column) => oddTexts(column, basics.get(column), values.get(column))),
      ...changed.map((where) => ({
        where,
        message: t('The file changed while it was read: profile it again.'),
      })),
    ],
  };
}

const noBasics: Basics = { count: 0, nan: 0, infinite: 0, min: null, max: null, low: null, high: null };
const noValues: Values = { distinct: 0, top: [], categories: null, all: null };

function knownFinite(column: DataColumn, known: Basics | undefined): DataColumn {
  return { ...column, allFinite: known?.nan === 0 && known.infinite === 0 };
}

function isSpread({ kind }: DataColumn): boolean {
  return kind === 'number' || kind === 'time';
}

function profileOf(
  { name, type, kind }: DataColumn,
  rows: number,
  { basics, spread, values }: { basics: Basics; spread: Spread; values: Values },
): ColumnProfile {
  return {
    ...{ name, type: type.length > 200 ? `${type.slice(0, 199)}…` : type, kind },
    ...{ nulls: rows - basics.count, nan: basics.nan, infinite: basics.infinite },
    ...{ distinct: values.distinct, min: valueOf(basics.min, kind), max: valueOf(basics.max, kind) },
    ...{ mean: spread.mean, std: spread.std, quantiles: spread.quantiles },
    ...{ top: values.top, histogram: spread.histogram, deciles: spread.deciles },
    ...{ categories: values.categories, exact: true },
  };
}

/** A number where a double says the same as the text, else the text. */
function valueOf(text: string | null, kind: DataColumn['kind']): Cell {
  if (text === null) return null;
  if (kind === 'boolean') return text === 'true';
  if (kind !== 'number') return text;
  const value = Number(text);
  const plain = text.includes('.') && !/e/i.test(text) ? text.replace(/\.?0+$/, '') : text;
  const isExact =
    Number.isFinite(value) && (/e/i.test(text) || plain === String(value) || Number.isSafeInteger(value));
  return isExact ? value : text;
}

/** What makes a column text though it was hardly meant so: a quote that is not closed, or words among numbers. */
function oddTexts(
  { name, kind }: DataColumn,
  basics: Basics | undefined,
  values: Values | undefined,
): Problem[] {
  if (kind !== 'text') return [];
  const items = values?.categories?.items ?? [];
  const words = items.filter(({ value }) => !isNumber(value));
  const problems: Problem[] = [];
  // A quote sorts before all but a space and an exclamation mark.
  if (basics?.min?.startsWith('"') === true)
    problems.push({
      where: name,
      message: t('Some of its texts begin with a quote: one may not be closed.'),
    });
  if (items.length > 1 && words.length > 0 && words.length <= Math.max(1, items.length * 0.05)) {
    const told = words.slice(0, 3).map(({ value, count }) => `${JSON.stringify(value)} (${String(count)})`);
    problems.push({
      where: name,
      message: t('It holds numbers, and also texts, which make all of it text: {0}', told.join(', ')),
    });
  }
  return problems;
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

/** Progress as done parts of a whole; a part reports its own share. */
function steps(whole: number, share: (share: number) => void) {
  let before = 0;
  return {
    part: (size: number) => (ownShare: number) => {
      share(Math.min(1, (before + size * ownShare) / Math.max(1, whole)));
    },
    done: (size: number) => {
      before += size;
      share(Math.min(1, before / Math.max(1, whole)));
    },
  };
}
