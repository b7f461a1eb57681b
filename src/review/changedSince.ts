/** What changed since texts were approved: how many lines, in the script and in each module that it imports. */
import type { ReviewSignoff } from '../records/review.ts';
import { changedLines } from './changedLines.ts';
import type { ReviewedTexts } from './standing.ts';

export interface ChangedFile {
  /** From the workspace folder. */
  readonly path: string;
  readonly kind: 'changed' | 'added' | 'removed';
  /** As they were and are; undefined on the side where there is none. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** How many lines differ; null: the text was not kept, or cannot be read. */
  readonly lines: number | null;
}

export interface ChangedSince {
  /** The script first, then modules by path; only what changed. */
  readonly files: readonly ChangedFile[];
  /** Of all of them; null where one cannot be told. */
  readonly lines: number | null;
}

export interface ChangeSources {
  readonly script: string;
  readonly now: ReviewedTexts;
  readonly kept: (sha256: string) => string | undefined;
  readonly textOf: (path: string) => string | undefined;
}

export function changedSince(
  { sha256, imports }: Pick<ReviewSignoff, 'sha256' | 'imports'>,
  { script, now, kept, textOf }: ChangeSources,
): ChangedSince {
  const before = new Map([[script, sha256], ...Object.entries(imports).sort(byName)]);
  const after = new Map([[script, now.sha256], ...[...now.imports].sort(byName)]);
  const files = [...new Set([...before.keys(), ...after.keys()])].flatMap((path): ChangedFile[] => {
    const [from, to] = [before.get(path), after.get(path)];
    if (from === to) return [];
    const old = from === undefined ? '' : kept(from);
    const text = to === undefined ? '' : textOf(path);
    const lines = old === undefined || text === undefined ? null : changedLines(old, text).count;
    return [
      {
        path,
        kind: from === undefined ? 'added' : to === undefined ? 'removed' : 'changed',
        from,
        to,
        lines,
      },
    ];
  });
  const all = files.map(({ lines }) => lines);
  return {
    files,
    lines: all.includes(null) ? null : all.reduce<number>((sum, lines) => sum + (lines ?? 0), 0),
  };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
