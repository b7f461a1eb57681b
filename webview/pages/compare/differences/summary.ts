/** The sentence on top: what changed between the runs, in one line. */
import { t } from '../../../../src/base/l10n.ts';
import type { CodeDifference, DifferenceSectionShape } from '../../../../src/protocol/compare/differences.ts';

type SectionId = DifferenceSectionShape['id'];

/** E.g. `3 params, 1 package, 14 lines in train.py, same data`. */
export function summary(
  sections: readonly DifferenceSectionShape[],
  code: readonly CodeDifference[] | undefined,
): string {
  const counts = new Map(sections.map(({ id, rows }) => [id, rows.length]));
  const known = new Map(sections.map(({ id, rows, same }) => [id, rows.length + same]));
  const parts = [
    counted(counts.get('params') ?? 0, t('1 param'), (n) => t('{0} params', n)),
    counted(counts.get('packages') ?? 0, t('1 package'), (n) => t('{0} packages', n)),
    counted(counts.get('environment') ?? 0, t('1 fact of the environment'), (n) =>
      t('{0} facts of the environment', n),
    ),
    counted(counts.get('tags') ?? 0, t('1 tag'), (n) => t('{0} tags', n)),
    ...codeParts(code),
    dataPart(counts, known),
  ].filter((part) => part !== '');
  return parts.length === 0
    ? t('Nothing that was recorded differs but the metrics.')
    : asSentence(parts.join(', '));
}

function asSentence(text: string): string {
  return `${text.charAt(0).toLocaleUpperCase()}${text.slice(1)}.`;
}

function counted(n: number, one: string, many: (n: number) => string): string {
  return n === 0 ? '' : n === 1 ? one : many(n);
}

function dataPart(counts: ReadonlyMap<SectionId, number>, known: ReadonlyMap<SectionId, number>): string {
  if ((known.get('data') ?? 0) === 0) return '';
  return (counts.get('data') ?? 0) === 0
    ? t('same data')
    : counted(counts.get('data') ?? 0, t('1 dataset'), (n) => t('{0} datasets', n));
}

/** Of the compared runs those whose code was not recorded. */
export function idsWithoutCode(code: readonly CodeDifference[]): ReadonlySet<string> {
  return new Set(code.flatMap(({ noCode }) => noCode));
}

function codeParts(code: readonly CodeDifference[] | undefined): string[] {
  if (code === undefined) return [];
  const without = idsWithoutCode(code).size;
  // The first run is in none of them by itself.
  const runs = code.length + 1;
  const recorded = code.filter(({ noCode, problem }) => noCode.length === 0 && problem === null);
  return [
    ...(recorded.length === 0 ? [] : filesPart(recorded)),
    ...(without === 0
      ? []
      : [
          without === runs ? t('no code recorded') : t('no code recorded for {0} of {1} runs', without, runs),
        ]),
    ...(code.some(({ problem }) => problem !== null) ? [t('code that could not be read')] : []),
  ];
}

/** Of one file between two runs its lines; else which file it is, or how many differ, each once. */
function filesPart(code: readonly CodeDifference[]): string[] {
  const files = new Map(code.flatMap((one) => one.files.map((file) => [file.path, file] as const)));
  if (files.size === 0) return [t('same code')];
  const [first] = files.values();
  if (files.size === 1 && code.every(({ more }) => more === 0) && first !== undefined) {
    const name = first.path.slice(first.path.lastIndexOf('/') + 1);
    const lines = first.lines === null ? 0 : Math.max(first.lines.added, first.lines.removed);
    // Of a binary or empty file, and between more than two runs, there are no lines to tell.
    if (lines === 0 || code.length > 1) return [t('the file {0}', name)];
    return [lines === 1 ? t('1 line in {0}', name) : t('{0} lines in {1}', lines, name)];
  }
  const most = Math.max(files.size, ...code.map((one) => one.files.length + one.more));
  // What is not listed may be the same files in every run, or others.
  if (code.length > 1 && code.some(({ more }) => more > 0)) return [t('{0} or more files of code', most)];
  return [counted(most, t('1 file of code'), (n) => t('{0} files of code', n))];
}
