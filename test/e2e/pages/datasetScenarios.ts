/** Datasets as the dataset page can meet them. */
import type { DatasetDetail, DiskShape, UsingRun } from '../../../src/protocol/catalogThread.ts';
import type { DataProfile } from '../../../src/protocol/dataProfile.ts';
import type { RowsResult } from '../../../src/protocol/dataProcess.ts';
import { profileOf, randomOf, rowsOf, type MadeColumn } from './datasetData.ts';
import { now } from './runDetails.ts';

export interface DatasetScenario {
  readonly detail: DatasetDetail | null;
  /** What is kept of versions, by hash; of the hash on disk it can be made. */
  readonly profiles: Readonly<Record<string, DataProfile>>;
  readonly rows: RowsResult | null;
}

export const datasetName = 'loans-2026';
const day = 86_400_000;
export const hashOf = (version: number) =>
  (version * 2_654_435_761).toString(16).padStart(8, '9').slice(-8).repeat(8);

const disk: DiskShape = {
  ...{ state: 'known', hash: hashOf(5), version: 5, files: 1, size: 186_204_118 },
  ...{ modified: now - 3_600_000, isStale: false, why: null },
};

const runOf = (at: number): UsingRun => ({
  id: `20261101-0${String(at % 10)}1010-quiet-heron-${String(at).padStart(4, '0')}`,
  name: `quiet-heron-${String(at)}`,
  script: 'credit/train_credit.py',
  started: now - (at + 1) * 9 * 3_600_000,
});

/** Loans as a bank has them; `later`: incomes rose, and partners send some. */
function loans(seed: number, later: boolean): MadeColumn[] {
  const random = randomOf(seed);
  const normal = () => [0, 0, 0, 0, 0, 0].reduce((sum) => sum + random(), -3) / 0.7071;
  const count = 1200;
  const of = (name: string, type: string, value: (at: number) => MadeColumn['values'][number]) => ({
    ...{ name, type },
    values: Array.from({ length: count }, (_, at) => value(at)),
  });
  const pick = (values: readonly string[]) => values[Math.floor(random() ** 2 * values.length)] ?? '';
  const or = (share: number, value: number) => (random() < share ? null : value);
  const spread = (from: number, to: number, power: number) => from + (to - from) * random() ** power;
  const whole = (from: number, to: number, power: number) => Math.round(spread(from, to, power));
  return [
    of('loan_id', 'VARCHAR', (at) => `L-${String(later ? at + 18_204 : at + 1).padStart(7, '0')}`),
    of('application_date', 'DATE', (at) =>
      new Date(now - (later ? 10 : 60) * day - at * 0.28 * day).toISOString().slice(0, 10),
    ),
    of('income', 'DOUBLE', () =>
      or(later ? 0.083 : 0.019, Math.round(Math.exp(10.6 + (later ? 0.35 : 0) + normal() * 0.45))),
    ),
    of('employment_years', 'DOUBLE', () => or(0.019, Math.round(spread(0, 41, 1.8) * 10) / 10)),
    of('debt_to_income', 'FLOAT', () => or(0.004, Math.fround(spread(0, 2.8, 2.2)))),
    of('loan_amount', 'DOUBLE', () => Math.round(spread(500, 250_000, 3) * 100) / 100),
    of('loan_purpose', 'VARCHAR', () =>
      pick(['car', 'house', 'debt', 'study', 'travel', 'boat', 'wedding', 'tools', 'moving', 'other', '']),
    ),
    of('term_months', 'SMALLINT', () => Number(pick(['36', '24', '48', '12', '60', '6', '72', '120']))),
    of('interest_rate', 'DOUBLE', () => Math.round((6.4 + normal() * 2.2) * 100) / 100),
    of('bureau_score', 'INTEGER', () => or(0.022, Math.round(640 + normal() * 80))),
    of('late_payments_12m', 'TINYINT', () => or(0.022, whole(0, 12, 7))),
    of('utilisation', 'DOUBLE', () => or(0.022, Math.round(spread(0, 1, 1.6) * 1e4) / 1e4)),
    of('open_accounts', 'SMALLINT', () => or(0.022, whole(0, 61, 2))),
    of('inquiries_6m', 'TINYINT', () => or(0.022, whole(0, 19, 5))),
    of('tenure_months', 'SMALLINT', () => whole(0, 401, 2)),
    of('sex', 'VARCHAR', () => (random() < 0.012 ? null : pick(['M', 'F']))),
    of('age_band', 'VARCHAR', () => pick(['35–49', '25–34', '50–64', '18–24', '65+'])),
    of('zip_prefix', 'VARCHAR', () => String(100 + Math.floor(random() ** 2 * 842))),
    of('housing', 'VARCHAR', () => (random() < 0.006 ? null : pick(['rent', 'own', 'mortgage', 'family']))),
    of('channel', 'VARCHAR', () =>
      pick(later ? ['partner', 'web', 'branch', 'phone'] : ['web', 'branch', 'phone']),
    ),
    of('approved', 'BOOLEAN', () => random() < 0.85),
  ];
}

const before = loans(4, false);
const after = loans(5, true);
const scaled = 1003;
const sizes = [880_297, 942_174, 1_182_187, 1_200_000, 1_203_600];

export const typicalDetail: DatasetDetail = {
  ...{
    name: datasetName,
    owner: 'Ada Lovelace',
    description: 'Loan applications of the last two years, one a row.',
  },
  ...{
    location: 'data/loans-2026.parquet',
    disk,
    latest: 5,
    rows: 1_203_600,
    freshness: 7 * day,
    runs: 61,
    features: 3,
  },
  ...{
    behind: [],
    copies: [],
    line: 3,
    problems: 0,
    format: 'parquet',
    time: 'application_date',
    label: 'approved',
  },
  ...{ sensitive: ['sex', 'age_band'], licence: 'internal', tags: ['credit', 'eu'] },
  access: 'Ask data-office@example.org; the source is the core banking system.',
  versions: [5, 4, 3, 2, 1].map((version) => ({
    ...{ version, hash: hashOf(version), seen: now - (6 - version) ** 2 * 9 * day - 5_000_000 },
    ...{
      rows: sizes[version - 1] ?? null,
      size: 186_204_118,
      note: version === 3 ? 'after the merger' : null,
    },
    runs: version === 5 ? [] : Array.from({ length: version * 6 }, (_, at) => runOf(at + (5 - version) * 40)),
    models:
      version === 5 || version === 1
        ? []
        : [{ model: 'credit-risk', version: version + 4, aliases: version === 4 ? ['champion'] : [] }],
  })),
  otherRuns: [{ ...runOf(3), hash: null }],
  featureNames: ['debt_to_income', 'income_log', 'tenure'],
  files: ['/home/sam/credit/data/loans-2026.parquet'],
};

const typical: DatasetScenario = {
  detail: typicalDetail,
  profiles: { [hashOf(5)]: profileOf(after, scaled), [hashOf(4)]: profileOf(before, scaled - 3) },
  rows: rowsOf(after, 500, 1_203_600),
};

const unread: DatasetDetail = {
  ...typicalDetail,
  ...{
    owner: null,
    description: null,
    access: null,
    licence: null,
    tags: [],
    sensitive: [],
    label: null,
    time: null,
  },
  ...{
    latest: null,
    rows: null,
    freshness: null,
    runs: 0,
    features: 0,
    versions: [],
    otherRuns: [],
    featureNames: [],
  },
  disk: { ...disk, state: 'unread', hash: null, version: null },
};
const withDisk = (change: Partial<DiskShape>, detail = typicalDetail): DatasetDetail => ({
  ...detail,
  disk: { ...disk, ...change },
  ...(change.files === 0 && { files: [] }),
});
const nowhere = { hash: null, version: null, files: 0, size: 0, modified: null } as const;

const wide = Array.from({ length: 5000 }, (_, at) => ({
  name: `sensor_${String(at)}`,
  type: 'DOUBLE',
  values: Array.from({ length: 40 }, (_, row) => Math.round(Math.sin(at + row * row) * 1000) / 100),
}));

const long = 'a_name_that_goes_on_and_on_as_generated_ones_do_'.repeat(4);
const longColumns = [
  ...loans(7, false).slice(0, 6),
  ...[1, 2].map((at) => ({
    name: `${long}${String(at)}`,
    type: at === 1 ? 'STRUCT("first" INTEGER, "second" VARCHAR, "third" DOUBLE[])' : 'VARCHAR',
    values: Array.from(
      { length: 1200 },
      (_, row) => `${'Donaudampfschifffahrt'.repeat(9)} ${String(row % 3)}`,
    ),
  })),
].map((column) => (column.type.startsWith('STRUCT') ? { ...column, type: 'VARCHAR' } : column));

export const datasetScenarios = {
  typical,
  empty: { detail: unread, profiles: {}, rows: null },
  unrecorded: {
    ...typical,
    detail: withDisk(
      { hash: hashOf(6), version: null, isStale: true, modified: now - 12 * day },
      {
        ...typicalDetail,
        behind: ['The champion of credit-risk was trained on v4, which is not on disk any more.'],
        copies: ['archive/loans copy.parquet', 'notebooks/data/loans-2026.parquet'],
      },
    ),
    profiles: { [hashOf(6)]: profileOf(after, scaled), [hashOf(5)]: profileOf(before, scaled) },
  },
  lost: {
    ...typical,
    detail: withDisk({ ...nowhere, state: 'lost', why: 'data/loans-2026.parquet is not there.' }),
    rows: null,
  },
  refused: {
    ...typical,
    detail: withDisk(
      {
        ...nowhere,
        state: 'refused',
        why: '/srv/loans.parquet is outside of this folder; allow it in the settings.',
      },
      { ...typicalDetail, location: '/srv/loans.parquet' },
    ),
    rows: null,
  },
  network: {
    detail: withDisk(
      { ...nowhere, state: 'url' },
      { ...unread, location: 'https://data.example.org/loans/2026/loans.parquet' },
    ),
    profiles: {},
    rows: null,
  },
  huge: {
    detail: {
      ...typicalDetail,
      ...{ runs: 1000, features: 300, location: 'data/sensors/**/*.csv' },
      disk: { ...disk, hash: hashOf(500), version: 500, files: 4000, size: 2_100_000_000 },
      versions: Array.from({ length: 500 }, (_, at) => ({
        ...{
          version: 500 - at,
          hash: hashOf(500 - at),
          seen: now - (at + 1) * day,
          rows: 1_204_318 - at * 40,
        },
        ...{ size: 2_100_000_000, note: null, models: [] },
        runs: Array.from({ length: 2 }, (_, run) => runOf(at * 2 + run)),
      })),
      featureNames: Array.from({ length: 300 }, (_, at) => `rolling_mean_of_sensor_${String(at)}`),
      otherRuns: [],
    },
    profiles: { [hashOf(500)]: profileOf(wide, 30_000), [hashOf(499)]: profileOf(wide, 29_990) },
    rows: rowsOf(wide, 20, 1_200_000),
  },
  long: {
    detail: {
      ...typicalDetail,
      ...{
        name: datasetName,
        owner: long,
        description: `${long} ${long}`,
        location: `data/${long}/${long}.parquet`,
      },
      ...{ tags: [long, long], label: `${long}1`, sensitive: [`${long}2`], licence: long, access: long },
      copies: [`${long}/${long}.parquet`],
      featureNames: [long, 'tenure'],
      versions: typicalDetail.versions.map((version) => ({
        ...version,
        note: long,
        runs: version.runs.map((run) => ({ ...run, name: long })),
        models: version.models.map((model) => ({ ...model, model: long, aliases: [long, 'champion'] })),
      })),
    },
    profiles: { [hashOf(5)]: profileOf(longColumns), [hashOf(4)]: profileOf(longColumns.slice(1)) },
    rows: rowsOf(longColumns, 100, 1200),
  },
  gone: { detail: null, profiles: {}, rows: null },
} satisfies Record<string, DatasetScenario>;
export type DatasetScenarioName = keyof typeof datasetScenarios;
