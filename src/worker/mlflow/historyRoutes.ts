/** `metrics/get-history`: all points of one metric of one run, a page at a time. */
import * as z from 'zod';
import type { MlflowContext } from './context.ts';
import { pageSize } from './fields.ts';
import { offsetOf, pageToken, tokenFor } from './pages.ts';
import { jsonRoute, type Answer, type Route } from './route.ts';
import { pointJson } from './runJson.ts';
import { runIdOf, runRef } from './runRef.ts';

const getHistory = runRef.extend({
  metric_key: z.string(),
  max_results: pageSize(25_000, 25_000),
  page_token: pageToken,
});

function history(input: z.infer<typeof getHistory>, { runs }: MlflowContext): Answer {
  const { steps, times, values } = runs.read(runIdOf(input)).series.read(input.metric_key);
  const from = offsetOf(input.page_token);
  const end = Math.min(from + input.max_results, steps.length);
  const metrics: Answer[] = [];
  for (let at = from; at < end; at += 1) {
    const point = { step: steps[at] ?? 0, time: times[at] ?? 0, value: values[at] ?? NaN };
    metrics.push(pointJson(input.metric_key, point));
  }
  return { metrics, next_page_token: tokenFor(end, steps.length) };
}

export const historyRoutes: readonly Route[] = [
  jsonRoute({
    method: 'GET',
    path: '/api/2.0/mlflow/metrics/get-history',
    input: getHistory,
    handle: history,
  }),
];
