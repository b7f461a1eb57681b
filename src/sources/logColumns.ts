/** Which column of a training log is the step, which the time, and what its cells say; names as the common loggers write them. */

/** The step of a row is taken from the first of these that there is. */
const stepNames = [
  'step',
  'global_step',
  'trainer/global_step',
  'train/global_step',
  '_step',
  'steps',
  'current_steps',
  'iteration',
  'training_iteration',
  'total_timesteps',
  'time/total_timesteps',
  'timesteps_total',
  'update',
  'round',
  'epoch',
  'epochs',
  'train/epoch',
  'iter',
  'batch',
];
const timeNames = [
  'timestamp',
  '_timestamp',
  'wall_time',
  'walltime',
  'time',
  'datetime',
  'created_at',
  'date',
];

export interface Roles {
  /** Index of the step's column, −1: none. */
  readonly step: number;
  /** Every column that counts, the step's among them. */
  readonly counters: readonly number[];
  readonly time: number;
}

export function rolesOf(names: readonly string[]): Roles {
  const lower = names.map((name) => name.trim().toLowerCase());
  const counters = stepNames.map((name) => lower.indexOf(name)).filter((index) => index >= 0);
  const times = timeNames.map((name) => lower.indexOf(name)).filter((index) => index >= 0);
  return { step: counters[0] ?? -1, counters, time: times[0] ?? -1 };
}

/** A number as Python, R and JavaScript print it; undefined for all else. */
export function numberIn(cell: unknown): number | undefined {
  if (typeof cell === 'number') return cell;
  if (typeof cell !== 'string') return undefined;
  const text = cell.trim();
  if (text === '' || text.length > mostDigits) return undefined;
  const value = Number(text);
  if (!Number.isNaN(value)) return /^[-+.\d]/.test(text) || text === 'Infinity' ? value : undefined;
  return words.get(text.toLowerCase());
}

/** ms since 1970 from seconds, milliseconds or a date; undefined when it is none, as of a clock that starts with the run. */
export function timeIn(cell: unknown): number | undefined {
  const value = numberIn(cell);
  if (value === undefined) {
    const date = typeof cell === 'string' && /^\d{4}-\d\d-\d\d/.test(cell) ? Date.parse(cell) : NaN;
    return Number.isNaN(date) ? undefined : date;
  }
  if (value > 1e8 && value < 1e11) return value * 1000;
  return value >= 1e11 && value < 1e14 ? value : undefined;
}

/** Whether a name speaks of training: losses, scores, rates, and the parts data is split into. */
export function isMetricLike(name: string): boolean {
  return metricWords.test(name.replace(/([a-z])([A-Z])/g, '$1_$2'));
}

const metricWords =
  /(^|[^a-z])(loss|losses|acc|accuracy|auc|f1|mse|rmse|mae|mape|r2|error|err|lr|learning_?rate|reward|return|precision|recall|score|perplexity|ppl|map|iou|dice|bleu|rouge|wer|val|valid|validation|eval|test|train|training|grad_norm|entropy|kl|fid|elbo)([^a-z]|$)/i;
const words = new Map([
  ['nan', NaN],
  ['inf', Infinity],
  ['+inf', Infinity],
  ['-inf', -Infinity],
  ['infinity', Infinity],
  ['+infinity', Infinity],
  ['-infinity', -Infinity],
]);
const mostDigits = 400;
