/** Joint counts of two files of predictions: rows are paired, and what both say of the same row is counted together by slice. */
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { FairnessQuery } from '../protocol/fairnessCounts.ts';
import type { VersusCounts } from '../protocol/fairnessVersus.ts';
import {
  countRelation,
  manyRows,
  valuesOf,
  withJoined,
  type CountedPredictions,
} from './countPredictions.ts';
import type { DataSession } from './dataSession.ts';
import { idColumns, idsAmong, type OwnSide } from './ownSide.ts';
import { pairInFiles } from './pairInFiles.ts';
import { pairInMemory } from './pairInMemory.ts';
import type { Sides } from './pairSides.ts';
import type { JoinedGroups } from './predictionRelation.ts';

export interface Pairing {
  /** Its file lies where the session of the other may read it. */
  readonly own: OwnSide;
  readonly joined: JoinedGroups | undefined;
  readonly thresholds: readonly number[];
  readonly share: (share: number) => void;
  readonly rowsAtOnce?: number;
}

/** `session` and `query` are those of the other. */
export async function pairPredictions(
  session: DataSession,
  query: FairnessQuery,
  { own, joined, thresholds, share, rowsAtOnce = manyRows }: Pairing,
): Promise<VersusCounts> {
  const known = new Set(session.columns.map(({ name }) => name));
  const named = query.id;
  const ids = (named === undefined ? idsAmong(session, query) : [named]).filter((name) => known.has(name));
  const { id: _, ...rest } = query;
  // Without its id the other can still be counted.
  const asked = named !== undefined && known.has(named) ? query : query.join ? query : rest;
  return await withJoined(session, joined, async (copy) => {
    const counted = await countRelation(session, asked, {
      ...{ joined: copy, rowsAtOnce, ids },
      share: (part) => share(part * 0.5),
    });
    refuseUnlike(own, counted, session);
    const { relation, scheme, facts } = counted;
    const values = await valuesOf(session, relation);
    const parts = { query, relation, values, scheme, usable: facts.usable, ids: ids.length };
    const pairing: Sides = {
      ...{ session, own, counted, thresholds, parts, ids: idColumns(session, ids) },
      ...{ isNamed: named !== undefined, rowsAtOnce, share: (part) => share(0.5 + part * 0.5) },
      isWeighted: own.isWeighted || query.weight !== undefined,
      query: { ...query, groups: [...own.fixed] },
    };
    const joint = own.takeArrays ? await pairInMemory(pairing, own.takeArrays) : await pairInFiles(pairing);
    share(1);
    return { other: counted.counts, ...joint };
  });
}

function refuseUnlike(own: OwnSide, { counts, scheme }: CountedPredictions, session: DataSession): void {
  const name = session.source.files[0]?.asked ?? '';
  if (own.scheme.task !== scheme.task)
    throw new UserError(
      'unlike',
      t(
        '{0} and {1} are predictions of different kinds, which cannot be held against each other.',
        own.name,
        name,
      ),
      t('Check which column is the label of both.'),
    );
  if (scheme.task === 'classes' && own.scheme.classes.join('\n') !== counts.classes.join('\n'))
    throw new UserError(
      'unlike',
      t(
        '{0} tells {1} apart, {2} tells {3}: classes must be the same.',
        own.name,
        own.scheme.classes.join(', '),
        name,
        counts.classes.join(', '),
      ),
      t('Judge one of them: name the favourable label.'),
    );
}
