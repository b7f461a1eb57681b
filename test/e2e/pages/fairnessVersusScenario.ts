/** A second model of the same lender, whose scores of women are as high as those of men, beside the first one. */
import type { JointSlice, VersusCounts } from '../../../src/protocol/fairnessVersus.ts';
import type { VersusSource } from '../../../src/protocol/fairnessPage.ts';
import { seededRandom } from '../../../src/base/seededRandom.ts';
import {
  countRows,
  curveOf,
  lenderView,
  lenderRows,
  type FairnessScenario,
  type Row,
} from './fairnessScenarios.ts';

interface Pair {
  readonly own: Row;
  readonly other: Row;
}

export const besideSource: VersusSource = {
  name: '20260228-090000-0ld1:/home/sam/credit/out/old.csv',
  label: 'credit-risk v7',
  says: 'credit-risk v7 · tidy-lynx · loans-2026 v3 · out/old.csv',
};

const [ownThreshold, otherThreshold] = [0.55, 0.5];
const columns = ['sex', 'age_band'];
const pairs = pairsOf(4000);

function pairsOf(count: number): Pair[] {
  const { uniform } = seededRandom('second model');
  return lenderRows(count).map((other) => {
    const shift = other.groups[0] === 'F' ? 0.085 : 0;
    const noise = (uniform() - 0.5) * 0.12;
    const score = Math.min(0.999, Math.max(0.001, other.score + shift + noise));
    return { other, own: { ...other, score } };
  });
}

const ownCounts = countRows(
  columns,
  pairs.map(({ own }) => own),
  ownThreshold,
);
const otherCounts = countRows(
  columns,
  pairs.map(({ other }) => other),
  otherThreshold,
);

export const versusScenario: FairnessScenario = { view: lenderView, counts: ownCounts };

export const besideCounts: VersusCounts = {
  other: otherCounts,
  pairing: {
    ...{ by: 'id', column: 'applicant_id', pairs: pairs.length },
    says: ['Rows are paired by “applicant_id”: 4 000 pairs.'],
  },
  overall: jointOf([], pairs),
  attributes: ownCounts.attributes.map((attribute) => ({
    columns: attribute.columns,
    slices: attribute.slices.map(({ values }) => {
      const places = attribute.columns.map((column) => columns.indexOf(column));
      const own = pairs.filter(({ own: { groups } }) =>
        places.every((place, at) => (groups[place] ?? null) === (values[at] ?? null)),
      );
      return jointOf(values, own);
    }),
  })),
};

/** Two samples that have nothing to do with each other. */
export const unpairedCounts: VersusCounts = {
  ...besideCounts,
  pairing: {
    ...{ by: 'none', column: null, pairs: 0 },
    says: [
      'Rows are not paired: the files have no id in common, and 4 000 and 3 900 rows. So differences are those of independent samples, whose intervals are wider.',
    ],
  },
  overall: { values: [], rows: 0 },
  attributes: [],
};

function jointOf(values: readonly (string | null)[], rows: readonly Pair[]): JointSlice {
  const curve = (isChosen: boolean) => {
    const own = rows.filter(({ other }) => other.score > otherThreshold === isChosen);
    const { positives, negatives, totals } = curveOf(own.map((pair) => pair.own));
    return { positives, negatives, totals };
  };
  return {
    ...{ values: [...values], rows: rows.length, curves: [curve(false), curve(true)] },
    areas: { own: 1, other: 1, covariance: 0.8 },
  };
}
