/** Which columns of predictions are probably what: asked back from the person, who decides. */
import type { Binning } from '../protocol/fairnessCounts.ts';

export interface ColumnFacts {
  readonly name: string;
  readonly kind: 'number' | 'text' | 'boolean' | 'time' | 'nested';
  /** Distinct values, as far as known. */
  readonly distinct: number;
}

/** As a run named them. */
export interface NamedColumns {
  readonly label: string;
  readonly prediction: string | null;
  readonly score: string | null;
  readonly groups: readonly string[];
}

export interface ProposedColumns {
  readonly label: string | undefined;
  readonly prediction: string | undefined;
  readonly score: string | undefined;
  readonly groups: readonly string[];
}

const words = {
  label:
    /^(y|label|target|truth|y_?true|ground_?truth|actual|outcome|class)$|(^|_)(label|true|target|actual)$/i,
  prediction: /^(p|prediction|predicted|pred|y_?pred|y_?hat|decision)$|(^|_)(pred|prediction|predicted)$/i,
  score:
    /^(s|score|prob|proba|probability|y_?score|y_?prob|logit)$|(^|_)(score|prob|proba|probability)(_1)?$/i,
  /** What people are grouped by. */
  group:
    /(^|_)(sex|gender|race|ethnicity|ethnic|age|age_?(band|group)|religion|nationality|disability|marital|region|country|language|group|segment)(_|$)/i,
  /** No group, whatever it holds. */
  other: /(^|_)(id|uuid|index|weight|split|fold|time|date|timestamp)$/i,
};

/** Names that a run told, where the file has them; else by name and by what columns hold. */
export function proposeColumns(columns: readonly ColumnFacts[], named?: NamedColumns): ProposedColumns {
  const taken = new Set<string>();
  const has = (name: string | null | undefined) =>
    typeof name === 'string' && columns.some((column) => column.name === name) ? name : undefined;
  const take = (told: string | undefined, fits: (column: ColumnFacts) => boolean) => {
    const found = told ?? columns.find((column) => !taken.has(column.name) && fits(column))?.name;
    if (found !== undefined) taken.add(found);
    return found;
  };
  const label = take(has(named?.label), ({ name }) => words.label.test(name));
  const wasNamed = named !== undefined && (named.prediction !== null || named.score !== null);
  const byName = (pattern: RegExp) => (column: ColumnFacts) => !wasNamed && pattern.test(column.name);
  const prediction = take(has(named?.prediction), byName(words.prediction));
  const score = take(has(named?.score), (column) => byName(words.score)(column) && column.kind === 'number');
  const told = (named?.groups ?? []).flatMap((name) => has(name) ?? []);
  const groups =
    told.length > 0 ? told : columns.filter((one) => isGroup(one, taken)).map(({ name }) => name);
  return { label, prediction, score, groups: groups.slice(0, mostGroups) };
}

function isGroup({ name, kind, distinct }: ColumnFacts, taken: ReadonlySet<string>): boolean {
  if (taken.has(name) || words.other.test(name) || kind === 'nested' || kind === 'time') return false;
  return words.group.test(name) && distinct >= 2;
}

/** Numbers with many values are cut into bins. */
export function needsBins({ kind, distinct }: ColumnFacts): boolean {
  return kind === 'number' && distinct > mostValues;
}

/** How a column is cut until somebody says otherwise. */
export function usualBins(facts: ColumnFacts | undefined): { readonly bins?: Binning } {
  return facts && needsBins(facts) ? { bins: { kind: 'quantile', count: 4 } } : {};
}

const mostGroups = 4;
const mostValues = 12;
