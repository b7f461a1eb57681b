/** Models as the model page can meet them: their files as people would have them, and what there is around. */
import { now } from './runDetails.ts';

export interface ModelScenario {
  readonly text: string;
  /** Version asked for at the start; absent: the champion, else the newest. */
  readonly runsHere: readonly string[];
  /** In datasets.yaml: name → number of its newest version. */
  readonly datasets: Readonly<Record<string, number>>;
  /** In features.yaml: name → dataset. */
  readonly features: Readonly<Record<string, string>>;
  readonly deprecated: readonly string[];
  readonly artifact: 'same' | 'differs' | 'gone';
  /** Stamp of the fairness policy in config.yaml. */
  readonly policy?: string;
  /** Read from an MLflow server of that name. */
  readonly server?: string;
}

export const modelName = 'credit-risk';

const day = 86_400_000;
const iso = (daysAgo: number) => new Date(now - daysAgo * day).toISOString();
const hex = (seed: number) => `a${(seed * 2_654_435_761).toString(16).padStart(7, '7').slice(-7)}`.repeat(8);
const runOf = (version: number) =>
  `20261101-0${String(version % 10)}1010-quiet-heron-${String(version).padStart(4, '0')}`;

const metricsOf = (version: number) => ({
  test_auc: [0.86 + version * 0.0041, 'maximize'],
  test_recall_at_5pct: [0.318 + version * 0.003, 'maximize'],
  test_brier: [0.1053 - version * 0.0009, 'minimize'],
  'loss/validation': [0.31 + (version % 2) * 0.02, 'minimize'],
  latency_p95_ms: [5.8 + version * 0.2, 'minimize'],
  learning_rate: [0.0003, null],
});

export function versionText(version: number, features: readonly string[], more = ''): string {
  const metrics = Object.entries(metricsOf(version)).map(
    ([key, [value, direction]]) =>
      `      ${key}: { value: ${String(value)}${direction === null ? '' : `, direction: ${String(direction)}`}, step: 7 }\n`,
  );
  return `  - version: ${String(version)}
    run: ${runOf(version)}
    runName: quiet-heron-${String(version)}
    path: model.safetensors
    created: ${iso(Math.max(2, 40 - version))}
    by: ada
    artifact: { location: kept, sha256: ${hex(version)}, size: 4123456 }
    parameters: 1204318
    metrics:
${metrics.join('')}${more}    datasets:
      - { name: loans-2026, role: train, version: 4, hash: ${hex(40)} }
      - { name: bureau-extract, role: train, version: 12, hash: ${hex(50)} }
    features: [${features.join(', ')}]
    script: { path: credit/train_credit.py, sha256: ${hex(60 + version)} }
    commit: 3f9a21c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6
    uncommitted: 12
    environment: { interpreter: Python 3.12.4, packages: 87, sha256: ${hex(70)}, notable: { torch: 2.9.1, numpy: 2.3.1 } }
`;
}

const features = {
  ...{ debt_to_income: 'loans-2026', income_log: 'loans-2026', tenure: 'loans-2026', age_band: 'loans-2026' },
  ...{ region: 'loans-2026', employer_size: 'loans-2026', purpose: 'loans-2026', amount: 'loans-2026' },
  ...{ utilisation: 'bureau-extract', late_payments_12m: 'bureau-extract' },
};

const moves = `history:
  - { alias: champion, to: 5, at: ${iso(30)}, by: lin }
  - { alias: champion, from: 5, to: 6, at: ${iso(20)}, by: ada, reason: Two points of recall more on the same test set }
  - { alias: champion, from: 6, to: 5, at: ${iso(18)}, by: lin, reason: Calibration was off in production, rollBack: true }
  - { alias: champion, from: 5, to: 7, at: ${iso(10)}, by: ada, reason: Calibrated again }
  - { alias: challenger, to: 8, at: ${iso(1)}, by: ada, reason: Shadow traffic from Monday }
`;

const head = (aliases: string) =>
  `name: ${modelName}\ndescription: Ranks consumer loan applications by the chance of repayment.\n${aliases}versions:\n`;

const typical: ModelScenario = {
  text: `${head('aliases: { champion: 7, challenger: 8 }\n')}${[4, 5, 6, 7, 8].map((version) => versionText(version, [...Object.keys(features), 'zip_prefix'])).join('')}${moves}`,
  runsHere: [5, 6, 7, 8].map(runOf),
  datasets: { 'loans-2026': 4, 'bureau-extract': 13 },
  features,
  deprecated: ['region'],
  artifact: 'same',
};

const judgedText = `    fairness:
      verdict: exceeds
      says: "FNR difference by sex: 0.1113 [0.049, 0.176], exceeds the limit of 0.05: sex = F against sex = M."
      at: ${iso(2)}
      run: ${runOf(8)}
      runName: judged-quiet-heron-8
      rows: 48210
      predictions: { path: out/predictions.csv, sha256: ${hex(90)} }
      policy: a1b2c3d4e5f60718
      limits:
        - { attribute: sex, metric: fnr, kind: difference, value: 0.1113, low: 0.049, high: 0.176, limit: 0.05, verdict: exceeds }
        - { attribute: sex × age_band, metric: demographicParity, kind: ratio, value: 0.861, low: 0.81, high: 0.92, limit: 0.8, verdict: within }
        - { attribute: race, metric: equalizedOdds, kind: difference, limit: 0.1, verdict: notEnough }
      report: { path: credit-risk/v8-fairness.json, sha256: ${hex(91)} }
`;

const many = Array.from({ length: 300 }, (_, at) => `feature_with_a_long_name_${String(at)}`);
const hugeMetrics = Array.from(
  { length: 40 },
  (_, at) =>
    `      slice/${String(at)}/area_under_the_curve_of_applicants: { value: 0.${String(8000 + at)}, direction: maximize }\n`,
).join('');

const lapsedText = judgedText.replace('verdict: exceeds\n', 'verdict: within\n      until: 2020-01-01\n');

export const modelScenarios = {
  typical,
  challenger: { ...typical, text: typical.text.replace('champion: 7', 'champion: 6') },
  judged: {
    ...typical,
    text: `${head('aliases: { champion: 8 }\n')}${[7, 8].map((version) => versionText(version, ['tenure'], version === 8 ? judgedText : '')).join('')}${moves}`,
    policy: 'a1b2c3d4e5f60718',
  },
  lapsed: {
    ...typical,
    text: `${head('aliases: { champion: 8 }\n')}${versionText(8, ['tenure'], lapsedText)}`,
    policy: 'a1b2c3d4e5f60718',
  },
  first: {
    ...typical,
    text: `${head('')}${versionText(1, ['debt_to_income'])}`,
    runsHere: [runOf(1)],
    datasets: { 'loans-2026': 4, 'bureau-extract': 12 },
  },
  bare: { ...typical, text: `name: ${modelName}\nversions:\n  - version: 3\n` },
  empty: { ...typical, text: `name: ${modelName}\n` },
  huge: {
    ...typical,
    text: `${head('aliases: { champion: 499 }\n')}${Array.from({ length: 500 }, (_, at) => versionText(at + 1, at > 497 ? many : [], at > 497 ? hugeMetrics : '')).join('')}`,
    features: Object.fromEntries(many.map((name) => [name, 'loans-2026'])),
  },
  broken: {
    ...typical,
    text: typical.text
      .replace('test_brier: { value: 0.09809999999999999', 'test_brier: { value: lots')
      .replace('aliases: { champion: 7, challenger: 8 }', 'aliases: { champion: 7, challenger: 88 }'),
    runsHere: [],
    datasets: {},
    features: {},
    artifact: 'gone',
  },
  server: {
    ...typical,
    text: typical.text.replaceAll(
      /location: kept, sha256: \w+, size: (\d+)/g,
      'location: "models:/m-63cf622b692343e29599e569d3ed0e2c", size: $1',
    ),
    datasets: { 'loans-2026': 4 },
    server: 'mlflow.example.org',
  },
} satisfies Record<string, ModelScenario>;
export type ModelScenarioName = keyof typeof modelScenarios;
