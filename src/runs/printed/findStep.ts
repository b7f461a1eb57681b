/** Finds where a printed line is in the training: its epoch, and its step or batch within or across epochs. */

export interface Position {
  readonly at: number;
  readonly of: number | undefined;
  /** `epoch`, `step`, `iteration`, `episode` … */
  readonly unit: string;
}

export interface Steps {
  readonly epoch: Position | undefined;
  /** A counter finer than the epoch, or the only one. */
  readonly inner: Position | undefined;
  /** Where the line's own words begin, after a leading `[10]` or `10:`. */
  readonly start: number;
}

/** What the line says itself. Linear in the length of `text`. */
export function findStep(text: string): Steps {
  let epoch: Position | undefined;
  let inner: Position | undefined;
  let start = 0;
  for (const match of text.matchAll(named)) {
    const [, unit = '', at = '', of] = match;
    const position = positionOf(at, of, unit.toLowerCase());
    if (position.unit === 'epoch') epoch ??= position;
    else if (
      Number.isInteger(position.at) &&
      (inner === undefined || (isGlobal(position.unit) && !isGlobal(inner.unit)))
    ) {
      inner = position;
    }
  }
  // `batch=32` without an epoch is a setting.
  if (epoch === undefined && inner?.unit === 'batch' && inner.of === undefined) inner = undefined;
  for (const { pattern, epochFirst } of leading) {
    if (epoch !== undefined || inner !== undefined) break;
    const match = pattern.exec(text);
    if (match === null) continue;
    start = match[0].length;
    const [, first = '', second, of] = match;
    if (epochFirst) epoch = positionOf(first, undefined, 'epoch');
    if (second !== undefined) inner = positionOf(second, of, 'batch');
    if (!epochFirst) inner = positionOf(first, undefined, 'iteration');
  }
  // `[640/60000 (1%)]`, `[0][  10/5005]`: how far within the epoch.
  const bracket = inner === undefined ? bracketed.exec(text) : null;
  if (bracket !== null) {
    const position = positionOf(bracket[1] ?? '', bracket[2], 'batch');
    if (epoch === undefined || position.of !== epoch.of || position.at !== epoch.at) inner = position;
  }
  return { epoch, inner, start };
}

/** An epoch alone on its line, as Keras prints before the epoch's numbers. */
export function findHeader(text: string): Position | undefined {
  const match = header.exec(text);
  return match === null ? undefined : positionOf(match[1] ?? '', match[2], 'epoch');
}

function positionOf(at: string, of: string | undefined, word: string): Position {
  return { at: count(at), of: of === undefined ? undefined : count(of), unit: units[word] ?? word };
}

function count(text: string): number {
  return Number(text.replaceAll(',', ''));
}

function isGlobal(unit: string): boolean {
  return unit === 'step' || unit === 'iteration';
}

const units: Readonly<Record<string, string>> = {
  global_step: 'step',
  'global step': 'step',
  globalstep: 'step',
  env_step: 'step',
  timestep: 'step',
  timesteps: 'step',
  total_timesteps: 'step',
  num_timesteps: 'step',
  iter: 'iteration',
  ep: 'epoch',
};

/** Plurals are settings (`epochs: 20`), not positions; so are words that end a longer name (`max_epoch`). */
const word = String.raw`(?<![\w-])(global[_ ]?step|env_step|total_timesteps|num_timesteps|timesteps?|epoch|ep|step|iteration|iter|episode|round|trial|update|batch|generation|fold)`;
const separator = String.raw`(?:\(\w{1,12}\))?['"]?\s{0,12}[:=#]?\s{0,12}['"]?[[(#]?\s{0,8}(?<=[\s:=#[('"])`;
const number = String.raw`(\d[\d,]*(?:\.\d+)?)(?!\w|\.\d|:\d|%)`;
const total = String.raw`(?:\s{0,8}(?:\/|of\s)\s{0,8}(\d[\d,]*)(?![\w.]))?`;
const named = new RegExp(word + separator + number + total, 'gi');

const leading: readonly { readonly pattern: RegExp; readonly epochFirst: boolean }[] = [
  // `[1,  2000] loss: 2.173`: epoch and batch, as in PyTorch's CIFAR-10 tutorial
  { pattern: /^\s*\[(\d+),\s*(\d+)\]/, epochFirst: true },
  // `Train: 0 [ 100/1251 (  8%)]`: timm
  { pattern: /^\s*(?:train|test|val\w*|eval\w*):?\s+(\d+)\s+\[\s*(\d+)\/\s*(\d+)/i, epochFirst: true },
  // `[10]\ttrain-auc:0.91`: XGBoost, LightGBM
  { pattern: /^\[(\d+)\](?=\s)/, epochFirst: false },
  // `10:\tlearn: 0.5`: CatBoost
  { pattern: /^(\d+):(?=\s+\w[^:]*:\s)/, epochFirst: false },
];

const bracketed = /\[\s{0,8}(\d+)\s{0,4}\/\s{0,8}(\d+)\s{0,4}[\](]/;

const header =
  /^\W{0,20}(?:(?:starting|begin|training)\s)?epoch\s{0,4}[:#]?\s{0,4}\[?(\d+)(?:\s{0,4}(?:\/|of\s)\s{0,4}(\d+))?\]?\W{0,100}$/i;
