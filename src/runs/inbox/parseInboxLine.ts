/** One line of inbox.jsonl → what the script said. One wrong value never loses the rest of its line. */
import { t } from '../../base/l10n.ts';
import { inboxLine, inboxText, metricValue } from '../../records/inboxLine.ts';
import { parseLenientJson } from '../../base/lenientJson.ts';

export interface InboxEntry {
  /** In the order of the line; values may be NaN or infinite. */
  readonly metrics: readonly (readonly [key: string, value: number])[];
  /** Finite; absent: the next step of each metric. */
  readonly step: number | undefined;
  /** ms since 1970; absent: now. */
  readonly time: number | undefined;
  readonly source: 'inbox' | 'library';
  /** Everything that is not a metric, which most lines don't have. */
  readonly rest: InboxRest | undefined;
  /** One sentence for each thing that could not be taken over. */
  readonly problems: readonly string[];
}

export interface InboxRest {
  readonly params: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  readonly note?: string;
  readonly dataset?: { readonly name: string; readonly role?: string; readonly version?: string };
  readonly features?: readonly string[];
  /** As the script named it: absolute, or relative to its working directory or to the run's artifacts/. */
  readonly artifact?: { readonly path: string; readonly kind?: string };
  readonly predictions?: {
    readonly path: string;
    readonly label: string;
    readonly prediction?: string;
    readonly score?: string;
    readonly groups: readonly string[];
    readonly weight?: string;
    readonly id?: string;
    readonly split?: { readonly column: string; readonly value: string };
  };
  readonly progress?: { readonly at: number; readonly of?: number; readonly unit: string };
}

/** Longest name of a metric, param or tag, in UTF-16 units. */
export const maxNameLength = 500;
/** Longest value of a param, tag or note that is kept. */
export const maxTextLength = 20_000;
/** Most features that one line names. */
export const maxNames = 20_000;
/** Longer lines are refused unread. */
export const maxInboxLineLength = 8_000_000;

/** `line` without its newline. An empty line gives an empty entry. */
export function parseInboxLine(line: string): InboxEntry {
  if (line.length > maxInboxLineLength) {
    return failed(t('The line is longer than {0} characters.', maxInboxLineLength));
  }
  const value = parseLenientJson(line);
  if (value === undefined)
    return line.trim() === '' ? failed() : failed(t('The line is not JSON: {0}', excerpt(line)));
  if (!isRecord(value)) return failed(t('The line is {0}, not a JSON object.', kindOf(value)));

  const problems: string[] = [];
  let metrics: InboxEntry['metrics'] = [];
  let step: number | undefined;
  let time: number | undefined;
  let source: InboxEntry['source'] = 'inbox';
  let hasRest = false;
  let unknown: string | undefined;
  for (const key in value) {
    const field = value[key];
    if (field === null || field === undefined) continue;
    if (key === 'metrics') metrics = readMetrics(field, problems);
    else if (key === 'step') step = readFinite(key, field, problems);
    else if (key === 'time') time = readTime(field, problems);
    else if (key === 'via') source = field === 'cairn.py' ? 'library' : 'inbox';
    else if (restKeys.has(key)) hasRest = true;
    else unknown ??= key;
  }
  const rest = hasRest ? readRest(value, problems) : undefined;
  if (unknown !== undefined && metrics.length === 0 && !hasRest && problems.length === 0) {
    problems.push(
      t('The line says nothing Cairn knows: "{0}". Numbers go under "metrics".', excerpt(unknown)),
    );
  }
  return { metrics, step, time, source, rest, problems };
}

const restKeys = new Set(
  Object.keys(inboxLine.shape).filter((key) => !['metrics', 'step', 'time', 'via'].includes(key)),
);

function failed(...problems: string[]): InboxEntry {
  return { metrics: [], step: undefined, time: undefined, source: 'inbox', rest: undefined, problems };
}

function readMetrics(field: unknown, problems: string[]): InboxEntry['metrics'] {
  if (!isRecord(field)) {
    problems.push(wrongType('metrics', t('an object of numbers'), field));
    return [];
  }
  const metrics: (readonly [string, number])[] = [];
  for (const key in field) {
    const value = field[key];
    if (!isName(key, problems)) continue;
    if (typeof value === 'number') {
      metrics.push([key, value]);
      continue;
    }
    const parsed = metricValue.safeParse(value);
    if (parsed.success) metrics.push([key, parsed.data]);
    else problems.push(wrongType(`metrics.${key}`, t('a number'), value));
  }
  return metrics;
}

function readFinite(key: string, field: unknown, problems: string[]): number | undefined {
  if (typeof field === 'number' && Number.isFinite(field)) return field;
  problems.push(wrongType(key, t('a finite number'), field));
  return undefined;
}

/** Times below this are seconds, as Python's time.time(); others are ms. */
const firstMillisecondTime = 1e11;

function readTime(field: unknown, problems: string[]): number | undefined {
  const time = readFinite('time', field, problems);
  if (time === undefined) return undefined;
  return time < firstMillisecondTime ? time * 1000 : time;
}

function readRest(line: Readonly<Record<string, unknown>>, problems: string[]): InboxRest {
  const text = (key: TextKey) => readText(key, line[key], problems);
  const [note, dataset, role, version] = [text('note'), text('dataset'), text('role'), text('version')];
  const [artifact, kind] = [text('artifact'), text('kind')];
  const [path, label, prediction, score] = [
    text('predictions'),
    text('label'),
    text('prediction'),
    text('score'),
  ];
  if (path !== undefined && label === undefined && absent(line['label'])) {
    problems.push(t('"predictions" needs "label", the column with the truth.'));
  }
  const groups = inboxLine.shape.groups.safeParse(line['groups'] ?? undefined);
  if (!groups.success) problems.push(wrongType('groups', t('a list of column names'), line['groups']));
  const [weight, id] = [text('weight'), text('id')];
  const split = readSplit(line['split'], problems);
  const features = readNames('features', line['features'], problems);
  const progress = inboxLine.shape.progress.safeParse(withoutNulls(line['progress']));
  if (!progress.success)
    problems.push(
      wrongType('progress', t('an object like {"at": 7, "of": 20, "unit": "epoch"}'), line['progress']),
    );
  const { at, of, unit } = progress.data ?? {};
  return {
    params: readTexts('params', line['params'], problems),
    tags: readTexts('tags', line['tags'], problems),
    ...(note !== undefined && { note }),
    ...(dataset !== undefined && {
      dataset: {
        name: dataset,
        ...(role !== undefined && { role }),
        ...(version !== undefined && { version }),
      },
    }),
    ...(features.length > 0 && { features }),
    ...(artifact !== undefined && { artifact: { path: artifact, ...(kind !== undefined && { kind }) } }),
    ...(path !== undefined &&
      label !== undefined && {
        predictions: {
          path,
          label,
          ...(prediction !== undefined && { prediction }),
          ...(score !== undefined && { score }),
          groups: groups.data ?? [],
          ...(weight !== undefined && { weight }),
          ...(id !== undefined && { id }),
          ...(split !== undefined && { split }),
        },
      }),
    ...(at !== undefined && { progress: { at, ...(of !== undefined && { of }), unit: unit ?? 'step' } }),
  };
}

function readSplit(
  field: unknown,
  problems: string[],
): { readonly column: string; readonly value: string } | undefined {
  if (absent(field)) return undefined;
  const [one, ...others] = Object.entries(inboxLine.shape.split.safeParse(field).data ?? {});
  if (one !== undefined && others.length === 0) return { column: one[0], value: one[1] };
  problems.push(wrongType('split', t('an object like {"fold": "test"}'), field));
  return undefined;
}

type TextKey =
  | 'weight'
  | 'id'
  | 'note'
  | 'dataset'
  | 'role'
  | 'version'
  | 'artifact'
  | 'kind'
  | 'predictions'
  | 'label'
  | 'prediction'
  | 'score';

function readText(key: string, field: unknown, problems: string[]): string | undefined {
  if (absent(field)) return undefined;
  if (typeof field === 'string') return bounded(key, field, problems);
  problems.push(wrongType(key, t('a text'), field));
  return undefined;
}

function readNames(key: string, field: unknown, problems: string[]): readonly string[] {
  if (absent(field)) return [];
  if (!Array.isArray(field)) {
    problems.push(wrongType(key, t('a list of names'), field));
    return [];
  }
  const names = new Set<string>();
  field.slice(0, maxNames).forEach((name: unknown, at) => {
    if (typeof name !== 'string') problems.push(wrongType(`${key}.${String(at)}`, t('a text'), name));
    else if (isName(name, problems)) names.add(name);
  });
  if (field.length > maxNames) problems.push(t('"{0}" was cut after {1} names.', key, maxNames));
  return [...names];
}

function readTexts(key: string, field: unknown, problems: string[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  if (absent(field)) return texts;
  if (!isRecord(field)) {
    problems.push(wrongType(key, t('an object of texts'), field));
    return texts;
  }
  for (const name in field) {
    if (isName(name, problems))
      texts.set(name, bounded(`${key}.${name}`, inboxText.parse(field[name]), problems));
  }
  return texts;
}

function bounded(key: string, text: string, problems: string[]): string {
  if (text.length <= maxTextLength) return text;
  problems.push(t('"{0}" was cut after {1} characters.', excerpt(key), maxTextLength));
  return `${text.slice(0, maxTextLength)}…`;
}

function isName(name: string, problems: string[]): boolean {
  if (name.length > 0 && name.length <= maxNameLength) return true;
  problems.push(
    name === ''
      ? t('A name is empty.')
      : t('A name is longer than {0} characters: {1}', maxNameLength, excerpt(name)),
  );
  return false;
}

function absent(field: unknown): field is null | undefined {
  return field === null || field === undefined;
}

/** Python writes None as null: the same as not saying it. */
function withoutNulls(field: unknown): unknown {
  if (!isRecord(field)) return field ?? undefined;
  return Object.fromEntries(Object.entries(field).filter(([, value]) => value !== null));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrongType(key: string, wanted: string, got: unknown): string {
  return t('"{0}" must be {1}, not {2}.', excerpt(key), wanted, kindOf(got));
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `"${excerpt(value)}"`;
  if (typeof value === 'object') return Array.isArray(value) ? t('a list') : t('an object');
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : t('nothing');
}

function excerpt(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
