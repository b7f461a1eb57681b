/** How many parameters a model has learned, as runs say it: the usual names of metrics and params. */

/** `parameters`, `params`, `n_params`, `num_parameters`, `total_params`, `param_count`, also behind a `/` or `.`. */
const names = /(^|[/.])((n|num|total|model)_?)?(params|parameters|param_count|parameter_count)$/i;

/** Metrics count before params. Undefined where nothing says it with a finite number. */
export function parametersSaid(
  metrics: Iterable<readonly [key: string, value: number]>,
  params: Iterable<readonly [key: string, text: string]>,
): number | undefined {
  const fits = ([key, value]: readonly [string, number]) => names.test(key) && Number.isFinite(value);
  const inParams = Array.from(params, ([key, text]): readonly [string, number] => [
    key,
    text.trim() === '' ? NaN : Number(text),
  ]);
  return [...metrics, ...inParams].find(fits)?.[1];
}
