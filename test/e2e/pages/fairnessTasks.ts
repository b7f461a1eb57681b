/** Predictions that are not the usual ones: several classes, one class, one score for all, three columns of groups, several models. */
import { seededRandom } from '../../../src/base/seededRandom.ts';
import type { FairnessCounts, SliceCounts } from '../../../src/protocol/fairnessCounts.ts';
import {
  countRows,
  lenderRows,
  lenderView,
  typicalCounts,
  type FairnessScenario,
} from './fairnessScenarios.ts';

const view = { ...lenderView, policy: null };

function slice(value: string | null, rows: readonly number[]): SliceCounts {
  return { values: [value], rows: rows.reduce((sum, one) => sum + one, 0), cells: { rows: [...rows] } };
}

function sum(lists: readonly (readonly number[])[]): number[] {
  return (lists[0] ?? []).map((_, at) => lists.reduce((all, rows) => all + (rows[at] ?? 0), 0));
}

const sites = { north: [160, 25, 15, 30, 140, 30, 20, 35, 145], south: [188, 7, 5, 8, 185, 7, 4, 6, 190] };

const classes: FairnessCounts = {
  ...typicalCounts,
  ...{ task: 'classes', classes: ['benign', 'follow-up', 'urgent'], scores: null, threshold: null },
  rows: 1200,
  overall: { values: [], rows: 1200, cells: { rows: sum(Object.values(sites)) } },
  attributes: [{ columns: ['site'], slices: Object.entries(sites).map(([name, rows]) => slice(name, rows)) }],
};

/** Everybody repaid. */
const oneClass: FairnessCounts = {
  ...typicalCounts,
  ...{ scores: null, threshold: null, rows: 500 },
  overall: { values: [], rows: 500, cells: { rows: [0, 0, 95, 405] } },
  attributes: [{ columns: ['sex'], slices: [slice('F', [0, 0, 70, 180]), slice('M', [0, 0, 25, 225])] }],
  problems: [
    { where: 'out/predictions.csv', message: 'Every label is “1”: rates of the other class are undefined.' },
  ],
};

const constantRows = lenderRows(600).map((row) => ({ ...row, score: 0.5 }));
const constant: FairnessCounts = {
  ...countRows(['sex', 'age_band'], constantRows, 0.5),
  scores: { thresholds: [0.5], all: true, min: 0.5, max: 0.5 },
};
/** As the data process has it: one threshold. */
function atOne(counts: FairnessCounts): FairnessCounts {
  const cut = (one: SliceCounts): SliceCounts =>
    one.curve ? { ...one, curve: { ...one.curve, positives: [0], negatives: [0] } } : one;
  return {
    ...counts,
    overall: cut(counts.overall),
    attributes: counts.attributes.map(({ columns, slices }) => ({ columns, slices: slices.map(cut) })),
  };
}

const homes = ['owned', 'rented', 'with family'];
const homeRows = () => {
  const { uniform } = seededRandom('homes');
  return lenderRows(6000).map((row) => {
    const home = homes[Math.floor(uniform() * 3)] ?? '';
    const [sex, age] = row.groups;
    // Only where three things meet is the model wrong.
    const isWronged = sex === 'F' && age === '25–34' && home === 'rented';
    return { ...row, groups: [...row.groups, home], score: isWronged ? row.score * 0.5 : row.score };
  });
};
const columns = ['sex', 'age_band', 'home'];

export const fairnessTasks = {
  classes: {
    view: {
      ...view,
      columns: { label: 'finding', prediction: 'told', groups: [{ column: 'site' }], cross: 1 },
    },
    counts: classes,
  },
  oneClass: {
    view: { ...view, columns: { label: 'repaid', prediction: 'p', groups: [{ column: 'sex' }], cross: 1 } },
    counts: oneClass,
  },
  constant: { view, counts: atOne(constant) },
  deep: {
    view: {
      ...view,
      models: [
        { name: 'credit-risk', version: 8 },
        { name: 'credit-risk-for-small-businesses', version: 12 },
      ],
      data: ['loans-2026 v4', 'bureau-extract v11', 'applications-with-a-long-name v2'],
      columns: {
        ...{ label: 'repaid', score: 'score', threshold: 0.5, cross: 2 },
        groups: columns.map((column) => ({ column })),
        split: { column: 'part', value: 'test' },
      },
    },
    counts: countRows(columns, homeRows(), 0.5),
    deep: countRows(columns, homeRows(), 0.5, 3),
  },
} as const satisfies Record<string, FairnessScenario>;
