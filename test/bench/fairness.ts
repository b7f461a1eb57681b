/**
 * Fairness reports of one and of five million rows with two attributes and their crossing, beside Fairlearn's MetricFrame on the
 * same Parquet files: from file to numbers, peak memory; then the parts of it: bootstraps and another threshold.
 */
import { normalDraw, seededRandom } from '../../src/base/seededRandom.ts';
import { areaDraws, drawAreas } from '../../src/data/drawnAreas.ts';
import { sortScores } from '../../src/data/sortScores.ts';
import { stepWalk } from '../../src/data/stepWalk.ts';
import { defaultSettings, fairnessReport } from '../../src/fairness/fairnessReport.ts';
import { tradeOffs } from '../../src/fairness/thresholds.ts';
import type { FairnessCounts, FairnessQuery } from '../../src/protocol/fairnessCounts.ts';
import type { Figure } from './figure.ts';
import {
  judgedByFairlearn,
  modelFiles,
  predictionsFile,
  type FairlearnTook,
  type Judged,
} from './judgedByFairlearn.ts';
import { measuredData, type MeasuredData } from './measuredData.ts';
import { median, timed } from './timed.ts';

const crossed = { label: 'y', groups: [{ column: 'sex' }, { column: 'race' }], cross: 2 };
const scored = { ...crossed, score: 's', threshold: 0.5 };

interface Measured {
  readonly rows: number;
  readonly what: string;
  readonly query: Omit<FairnessQuery, 'files'>;
  /** Seconds. */
  readonly limit?: number;
  /** And the seconds after which it is ended: more is not worth waiting for. */
  readonly peer?: readonly [what: Judged, mostSeconds: number];
}

const measurements: readonly Measured[] = [
  {
    ...{ rows: 1_000_000, what: 'predictions', query: { ...crossed, prediction: 'p' } },
    peer: ['predictions', 90],
  },
  { rows: 1_000_000, what: 'scores', query: scored, peer: ['auc', 30] },
  { rows: 1_000_000, what: 'weighted scores', query: { ...scored, weight: 'w' }, peer: ['weighted auc', 30] },
  {
    ...{ rows: 5_000_000, what: 'predictions', query: { ...crossed, prediction: 'p' } },
    ...{ limit: 1, peer: ['predictions', 40] },
  },
  { rows: 5_000_000, what: 'scores', query: scored, limit: 5 },
  { rows: 5_000_000, what: 'weighted scores', query: { ...scored, weight: 'w' }, limit: 5 },
];
/** The middle of so many goes. */
const goes = 5;
/** MB */
const mostMemory = 1074;

export async function run(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { rows, what, query, limit, peer } of measurements) {
    const file = await predictionsFile(rows);
    const ours: MeasuredData<FairnessCounts>[] = [];
    while (ours.length < goes)
      ours.push(
        await measuredData(async (data) => {
          const counts = await data.fairness({ ...query, files: [file] });
          fairnessReport(counts, defaultSettings);
          return counts;
        }),
      );
    const theirs = peer && (await judgedByFairlearn(file, ...peer));
    const name = `fairness of ${String(rows / 1e6)} M ${what}, 2 attributes and their crossing`;
    figures.push(...ofFile(name, { ours, ...(limit !== undefined && { limit }), ...(theirs && { theirs }) }));
    const [first] = ours;
    if (first && rows === 5_000_000 && what === 'scores') figures.push(...withoutFile(first.answer));
  }
  figures.push(...[10, 50].map(drawnAreas));
  figures.push(...(await twoModels()));
  return figures;
}

/** The counts of both, and what they say of the same rows. */
async function twoModels(): Promise<Figure[]> {
  const [own, other] = await modelFiles(5_000_000);
  const ours: MeasuredData<unknown>[] = [];
  while (ours.length < 3)
    ours.push(
      await measuredData(async (data) => {
        const query = { ...scored, files: [own] };
        const { scores } = await data.fairness(query);
        const found = await data.versus({
          own: query,
          other: { ...query, files: [other] },
          thresholds: scores?.thresholds ?? [],
        });
        if (found.pairing.pairs !== 5_000_000) throw new Error('Not all rows were paired.');
        return found;
      }),
    );
  return ofFile('fairness of 5 M × 5 M scores of two models, paired by id', { ours, limit: 12 });
}

/** The bootstrap of AUC, which is part of counting: of all rows, of two columns, and of the groups that they cross to. */
function drawnAreas(groups: number): Figure {
  const rows = 1_000_000;
  const random = seededRandom('areas');
  const codes = Int32Array.from({ length: rows }, () => Math.floor(random.uniform() * groups * 2));
  const scores = Float64Array.from(codes, (code) => normalDraw(random) + (code % 2));
  const slicing = (sliceOf: (group: number) => number, slices: number) => ({
    ...{ sliceOf: Int32Array.from({ length: groups * 2 }, (_, code) => sliceOf(code >> 1)), slices },
  });
  const walk = stepWalk({
    positive: Array.from({ length: groups * 2 }, (_, code) => code % 2 === 1),
    slicings: [
      slicing(() => 0, 1),
      slicing((group) => group % 2, 2),
      slicing((group) => group >> 1, groups / 2),
      slicing((group) => group, groups),
    ],
    isWeighted: false,
  });
  walk.add(sortScores([{ code: codes, scores }]));
  const steps = walk.end();
  const [[whole] = []] = steps;
  if (whole === undefined) throw new Error('There are no steps.');
  const slices = steps.flat().length;
  const times = areaDraws(slices);
  const work = () => steps.map((own, at) => drawAreas(own, whole, { seed: String(at), times }));
  return {
    ...{ name: `fairness: bootstrap of the AUC of ${String(slices)} slices, ${String(times)} draws` },
    ...{ unit: 'ms', better: 'lower', limit: 2000 },
    value: median(Array.from({ length: 10 }, () => timed(work))),
  };
}

interface Sides {
  readonly ours: readonly MeasuredData<unknown>[];
  readonly limit?: number;
  readonly theirs?: FairlearnTook;
}

function ofFile(name: string, { ours, limit, theirs }: Sides): Figure[] {
  return [
    {
      ...{ name, unit: 's', better: 'lower' },
      value: median(ours.map(({ seconds }) => seconds)),
      ...(limit !== undefined && { limit }),
      ...(theirs && { peer: { name: theirs.name, value: theirs.seconds } }),
    },
    {
      ...{ name: `${name}: peak memory`, unit: 'MB', better: 'lower', limit: mostMemory },
      value: Math.max(...ours.map(({ megabytes }) => megabytes)),
      ...(theirs && { peer: { name: theirs.name, value: theirs.megabytes } }),
    },
  ];
}

function withoutFile(counts: FairnessCounts): Figure[] {
  const [, , crossing] = counts.attributes;
  if (crossing === undefined) throw new Error('There is no crossing.');
  const spec = { metric: 'equalizedOdds', kind: 'difference', against: 'groups' } as const;
  const often = (name: string, limit: number, work: () => unknown): Figure => ({
    ...{ name, unit: 'ms', better: 'lower', limit },
    value: median(Array.from({ length: 20 }, () => timed(work))),
  });
  return [
    often('fairness: all gaps with 2000 bootstrap tables', 500, () =>
      fairnessReport(counts, defaultSettings),
    ),
    often('fairness: accuracy against disparity at all thresholds', 50, () =>
      tradeOffs(counts, crossing, spec, defaultSettings),
    ),
  ];
}
