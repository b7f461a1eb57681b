/** What pairing rows needs to know of both sides, and how differences of pairs are told. */
import { counted } from '../base/counted.ts';
import { t } from '../base/l10n.ts';
import type { Cell } from '../protocol/dataProfile.ts';
import type { FairnessQuery } from '../protocol/fairnessCounts.ts';
import type { VersusCounts } from '../protocol/fairnessVersus.ts';
import type { CountedPredictions } from './countPredictions.ts';
import type { DataSession } from './dataSession.ts';
import type { IdColumn, OwnSide, SideParts } from './ownSide.ts';
import type { PairCounts } from './pairCounts.ts';

export interface Sides {
  /** Of the other. */
  readonly session: DataSession;
  readonly own: OwnSide;
  readonly counted: CountedPredictions;
  readonly parts: SideParts;
  readonly ids: readonly IdColumn[];
  readonly query: FairnessQuery;
  /** Whether a person named the id. */
  readonly isNamed: boolean;
  readonly isWeighted: boolean;
  readonly thresholds: readonly number[];
  readonly rowsAtOnce: number;
  readonly share: (share: number) => void;
}

export type JointCounts = Omit<VersusCounts, 'other'>;

export function jointCounts(
  { by, column }: { readonly by: 'id' | 'position' | 'none'; readonly column: string | null },
  { overall, attributes }: Omit<PairCounts, 'says'>,
  says: readonly string[],
): JointCounts {
  return {
    pairing: {
      ...{ by: overall.rows === 0 ? 'none' : by, column },
      ...{ pairs: overall.rows, says: [...says] },
    },
    ...{ overall, attributes },
  };
}

export interface ToldDifference {
  readonly count: number;
  readonly what: string;
  /** How the first pair is called. */
  readonly name: string;
  readonly own: Cell | undefined;
  readonly other: Cell | undefined;
}

export function differenceSays(
  by: 'id' | 'position' | 'none',
  { count, what, name, own, other }: ToldDifference,
): string {
  const kind = by === 'id' ? t('id') : t('row');
  const [mine, theirs] = [valueText(own), valueText(other)];
  return counted(
    count,
    t(
      'In 1 pair {0} is not the same in both files: {1} “{2}” ({3} and {4}); both count as independent rows.',
      what,
      kind,
      name,
      mine,
      theirs,
    ),
    (n) =>
      t(
        'In {0} pairs {1} is not the same in both files, such as {2} “{3}” ({4} and {5}); they count as independent rows.',
        n,
        what,
        kind,
        name,
        mine,
        theirs,
      ),
  );
}

export function lackingSays(count: number): string {
  return counted(
    count,
    t('1 pair lacks a value in one of the files; the other row counts as independent.'),
    (n) => t('{0} pairs lack a value in one of the files; the other row counts as independent.', n),
  );
}

function valueText(value: Cell | undefined): string {
  return value === null || value === undefined ? t('no value') : String(value);
}
