/** How large and how slow a run's model is, as far as the run tells: artifacts, and metrics or params of the usual names. */
import type { MetricSummary } from '../../records/metric.ts';
import { parametersSaid } from '../../records/parameterCount.ts';

export interface ModelSize {
  /** Learned parameters. */
  readonly parameters: number | undefined;
  /** Bytes of the model artifacts. */
  readonly modelBytes: number | undefined;
  /** ms that one answer takes. */
  readonly latencyMs: number | undefined;
}

export interface SizedRun {
  readonly summaries: readonly MetricSummary[];
  readonly params: ReadonlyMap<string, string>;
  readonly modelBytes: number | undefined;
}

/**
 * Rules: parameters are told as records/parameterCount.ts has it; latency is the metric called `latency`, `latency_ms`,
 * `inference_ms` or `inference_time_ms`, or one of these with `_s` or `_seconds` instead, read as seconds. Metrics count
 * before params, with their last values.
 */
export function sizeOf({ summaries, params, modelBytes }: SizedRun): ModelSize {
  const values = new Map(summaries.map(({ key, last }) => [key, last.value]));
  for (const [key, text] of params) {
    const number = text.trim() === '' ? NaN : Number(text);
    if (!values.has(key) && Number.isFinite(number)) values.set(key, number);
  }
  const first = (pattern: RegExp) =>
    [...values].find(([key, value]) => pattern.test(key) && Number.isFinite(value))?.[1];
  const seconds = first(/(^|[/.])(latency|inference(_time)?)_(s|sec|seconds)$/i);
  return {
    parameters: parametersSaid(
      summaries.map(({ key, last }) => [key, last.value]),
      params,
    ),
    modelBytes,
    latencyMs:
      first(/(^|[/.])(latency|(latency|inference(_time)?)_ms)$/i) ??
      (seconds === undefined ? undefined : seconds * 1000),
  };
}
