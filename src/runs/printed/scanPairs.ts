/** Finds `key=value`, `key: value` and, for names that sound like metrics, `key value` in one printed line. */

export interface Pair {
  /** As printed, `train loss`, `val/acc`; LightGBM's `valid_0's auc` becomes `valid_0-auc`. */
  readonly key: string;
  readonly value: number;
  readonly start: number;
  readonly end: number;
}

/** Every pair of `text` in order; of a repeated key the first. Linear in the length of `text`. */
export function scanPairs(text: string): readonly Pair[] {
  const pairs: Pair[] = [];
  const seen = new Set<string>();
  let previousEnd = 0;
  pairPattern.lastIndex = 0;
  for (let match = pairPattern.exec(text); match !== null; match = pairPattern.exec(text)) {
    const [whole, word = '', suffix = '', separator = '', number = '', denominator] = match;
    const end = match.index + whole.length;
    const named = isPairSeparator(separator)
      ? !isTagLike(text, match.index, word, separator)
      : soundsLikeMetric(word) && separator.length > 0;
    const value = named ? valueOf(word, number, denominator) : undefined;
    if (value === undefined) {
      // The number may belong to a name that follows: go on right after the word.
      pairPattern.lastIndex = match.index + word.length;
      continue;
    }
    const before = text.slice(previousEnd, match.index);
    const start = match.index - wordsBefore(before, isPairSeparator(separator)).length;
    const key = `${text.slice(start, match.index)}${word}${suffix}`.replace(/['’]s\s+/, '-').trim();
    previousEnd = end;
    if (isNeverMetric(key) || isNeverMetric(word) || key.length > maxKeyLength || seen.has(key)) continue;
    seen.add(key);
    pairs.push({ key, value, start, end });
  }
  return pairs;
}

/** Whether a name says by itself that its number is a metric. */
export function soundsLikeMetric(name: string): boolean {
  return metricWord.test(name.replace(/([a-z])([A-Z])/g, '$1_$2'));
}

const maxKeyLength = 120;

/** Names whose numbers are settings, identities or the step itself. */
export function isNeverMetric(name: string): boolean {
  return neverMetrics.test(name);
}

/** A number as training scripts print it; the look-ahead refuses units, times, versions, addresses and ids. */
export const numberPattern = String.raw`[-+]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|nan|inf(?:inity)?)`;
const boundary = String.raw`(?=$|[\s,;|)\]}%'"•]|\.(?:\s|$))`;

/** A word starts only after a character that no word holds, so no character is read twice. */
const pairPattern = new RegExp(
  String.raw`(?<=^|[\s=:,;|()[\]{}'"•])([\p{L}_][^\s=:,;|()[\]{}'"•]*)` + // word
    String.raw`(\s?\([^()\s]{1,12}\))?['"]?` + // unit: `Acc (%)`
    String.raw`(\s{0,12}[=:]\s{0,12}|\s{1,12})` + // separator
    String.raw`(?:(?:tensor|Array|(?:np|jnp|numpy)\.float\d+)\(|['"])?` + // wrapper
    String.raw`(${numberPattern})(?:\/(\d+)(?=[\s,;)]|$)|${boundary})`,
  'giu',
);

/** Valued as they stand: the step itself, settings, identities, and times that are left or gone. */
const neverMetrics =
  /^(?:(?:global_?|env_?)?(?:epochs?|steps?|iters?|iterations?|batch(?:es)?|episodes?|rounds?|trials?|updates?|folds?)|timesteps?|total_timesteps|(?:num|max|n|total)_?(?:epochs?|steps?|iters?)|batch[_ ]?size|seed|num_workers|workers|v_num|pid|rank|local_rank|world_size|port|gpus?|devices?|line|lineno|id|run_id|job|eta|remaining|elapsed|total|version|exit[_ ]code|status|size|bytes|python|cuda)$/i;

const metricWord =
  /(?:^|[^a-z])(?:loss|losses|nll|ppl|perplexity|acc|accuracy|top[15]|auc|auroc|auprc|roc|f1|f_?score|fbeta|precision|recall|map|ap|ar|iou|miou|dice|mcc|kappa|r2|mse|rmse|mae|mape|err|error|wer|cer|bleu|rouge|meteor|ndcg|mrr|hits|score|reward|return|rew|lr|learning_rate|norm|grad_norm|kl|elbo|entropy|inertia|logloss|psnr|ssim|fid|regret|fitness|objective|val|valid|validation|train|test)(?:$|[^a-z])/i;

const connectors = new Set([
  'with',
  'and',
  'is',
  'at',
  'in',
  'of',
  'the',
  'to',
  'for',
  'from',
  'by',
  'on',
  'step',
  'epoch',
]);

function isPairSeparator(separator: string): boolean {
  return separator.includes('=') || separator.includes(':');
}

/** `FROM python:3.11`, `localhost:8080`: a name glued to a number after a word, unless it sounds like a metric. */
function isTagLike(text: string, start: number, word: string, separator: string): boolean {
  if (separator !== ':' || soundsLikeMetric(word)) return false;
  return start >= 2 && text[start - 1] === ' ' && /\p{L}/u.test(text[start - 2] ?? '');
}

/** The words of a name that stand before its last one: `train ` of `train loss: 1.9`. Two at most. */
function wordsBefore(text: string, anyWord: boolean): string {
  const tail = /(?:^|[^\p{L}\w.'’/-])((?:[\p{L}_][\w'’-]{0,30} ){0,2})$/u.exec(text.slice(-70))?.[1] ?? '';
  const words = tail.split(' ').filter((word) => word !== '');
  let kept = '';
  for (const word of words.reverse()) {
    if (connectors.has(word.toLowerCase()) || !(anyWord || namePrefix.test(word))) break;
    kept = `${word} ${kept}`;
  }
  return kept;
}

const namePrefix =
  /^(?:train|training|val|valid|validation|test|eval|dev|avg\.?|average|mean|total|lm|best|learning|grad|running|valid_\w+)$/i;

function valueOf(word: string, number: string, denominator: string | undefined): number | undefined {
  const value = numberOf(number);
  if (denominator === undefined) return value;
  // `Accuracy: 9821/10000` is a share; any other fraction is a count of how far something is.
  return /^(?:acc|accuracy|correct)$/i.test(word) && Number(denominator) > 0
    ? value / Number(denominator)
    : undefined;
}

/** Reads what `numberPattern` matched. */
export function numberOf(text: string): number {
  const plain = text.toLowerCase().replaceAll(',', '');
  if (plain.includes('nan')) return NaN;
  if (plain.includes('inf')) return plain.startsWith('-') ? -Infinity : Infinity;
  return Number(plain);
}
