/** Runs inside the browser in the place of VS Code: answers a compare page's questions about curves through the real rpc. */
import '../../../webview/policy.ts';
import * as z from 'zod';
import { comparePage } from '../../../src/protocol/compare/comparePage.ts';
import { bufferOf, type ColumnData, type ColumnRef } from '../../../src/protocol/compare/compareShape.ts';
import { serve } from '../../../src/protocol/rpc.ts';
import type { Handlers } from '../../../src/protocol/rpcShape.ts';
import { curves, type CurveSource } from '../../../src/runs/curves/curves.ts';
import { curvesCsv } from '../../../src/runs/curves/curvesCsv.ts';
import type { PointColumns } from '../../../src/storage/series/seriesFormat.ts';
import {
  curveScenarios,
  type ChartRun,
  type CurveScenario,
  type CurveScenarioName,
} from './curveScenarios.ts';
import { openHostPort } from './hostPort.ts';

declare global {
  interface Window {
    curveScenario: CurveScenarioName;
    /** Questions for curves: metric, lines, range. */
    curveCalls: {
      readonly key: string;
      readonly lines: number;
      readonly from: number | null;
      readonly to: number | null;
    }[];
    /** What was saved: name, and the text or the size. */
    curveSaved: { readonly name: string; readonly text: string; readonly bytes: number }[];
    /** Another point of a metric of a run. */
    curveGrow: (run: number, key: string, value: number) => void;
    /** From now on curves cannot be read. */
    curveFail: () => void;
  }
}

const scenario: CurveScenario = curveScenarios[window.curveScenario]();
window.curveCalls = [];
window.curveSaved = [];
let fails = false;

const port = openHostPort();

const { runs } = scenario;
const size = runs.length;
const byId = new Map<string, ChartRun>(runs.map((run) => [run.id, run]));
/** What was logged since the page was opened, by run and key. */
const grown = new Map<string, PointColumns>();
const source: CurveSource = {
  series: (id, key) => grown.get(`${id} ${key}`) ?? byId.get(id)?.series(key) ?? none,
  startOf: () => Date.UTC(2026, 10, 22, 17, 40),
};
const none: PointColumns = {
  steps: new Float64Array(),
  times: new Float64Array(),
  values: new Float64Array(),
};

function column(ref: ColumnRef, only: readonly number[]): ColumnData {
  const text = (value: (run: ChartRun) => string): ColumnData => ({
    kind: 'text',
    codes: bufferOf(Int32Array.from(only.keys())),
    texts: only.map((n) => {
      const run = runs[n];
      return run === undefined ? '' : value(run);
    }),
  });
  if (ref.group === 'record' && ref.key === 'id') return text(({ id }) => id);
  if (ref.group === 'record' && ref.key === 'name') return text(({ name }) => name);
  if (ref.group === 'record' && ref.key === 'status') return text(() => 'finished');
  return {
    kind: 'number',
    values: bufferOf(new Float64Array(only.length)),
    has: bufferOf(new Uint8Array(only.length)),
  };
}

const colorList = z.array(z.object({ run: z.string(), slot: z.number() }));
const everyOne = Array.from({ length: size }, (_, n) => n);
const done = () => Promise.resolve(null);

/** What the page asks while curves are looked at; anything else is refused, as an older host would do. */
const { order, columns, ordinals, catalog, scope, colors, setColors, checkFilter, ...others } =
  comparePage.methods;
const { curves: curvesMethod, curvesCsv: csvMethod, saveChart, saveCurves } = others;
const methods = {
  ...{ order, columns, ordinals, catalog, scope, colors, setColors, checkFilter },
  ...{ curves: curvesMethod, curvesCsv: csvMethod, saveChart, saveCurves },
};

const handlers: Handlers<typeof methods> = {
  order: () =>
    Promise.resolve({
      ...{ epoch: 1, size, total: size, blame: null },
      ordinals: bufferOf(Uint32Array.from(everyOne)),
      groups: scenario.groups === undefined ? null : bufferOf(Uint32Array.from(scenario.groups)),
    }),
  columns: ({ columns, only }) =>
    Promise.resolve({ epoch: 1, size, columns: columns.map((ref) => column(ref, only ?? everyOne)) }),
  ordinals: ({ ids }) =>
    Promise.resolve({
      epoch: 1,
      ordinals: ids.map((id) => (byId.has(id) ? runs.findIndex((run) => run.id === id) : null)),
    }),
  catalog: () =>
    Promise.resolve(
      scenario.metrics.map((key) => ({ group: 'metrics' as const, key, runs: size, differs: true })),
    ),
  curves: (query) => {
    if (fails) return Promise.reject(new Error('The disk is gone.'));
    // The table's sparklines are no charts.
    if (query.columns >= 50)
      window.curveCalls.push({
        key: query.keys[0] ?? '',
        lines: query.lines.length,
        from: query.from,
        to: query.to,
      });
    return Promise.resolve(curves(source, query));
  },
  curvesCsv: (query) =>
    Promise.resolve({ csv: bufferOf(new TextEncoder().encode(curvesCsv(source, query))) }),
  scope: () =>
    Promise.resolve({
      ...{ name: 'credit', trusted: true, directions: [], asksGoals: false },
      objective:
        scenario.objective === undefined
          ? null
          : { metric: scenario.objective, direction: 'maximize' as const },
    }),
  checkFilter: done,
  colors: () => Promise.resolve(colorList.parse(JSON.parse(sessionStorage.getItem('colors') ?? '[]'))),
  setColors: ({ colors }) => {
    sessionStorage.setItem('colors', JSON.stringify(colors.filter(({ slot }) => slot > 0)));
    return done();
  },
  saveChart: ({ name, kind, bytes }) => {
    const text = kind === 'svg' ? new TextDecoder().decode(bytes) : '';
    window.curveSaved.push({ name: `${name}.${kind}`, text, bytes: bytes.byteLength });
    return Promise.resolve(true);
  },
  saveCurves: ({ name, query, labels }) => {
    const text = curvesCsv(source, { query, labels });
    window.curveSaved.push({ name: `${name}.csv`, text, bytes: text.length });
    return Promise.resolve(true);
  },
};

const host = serve(
  { methods, events: comparePage.events },
  { port, handlers, log: (line) => console.info(line) },
);

window.curveGrow = (run, key, value) => {
  const { id } = runs[run] ?? { id: '' };
  const { steps, times, values } = source.series(id, key);
  const more = (column: Float64Array, next: number) => Float64Array.from([...column, next]);
  grown.set(`${id} ${key}`, {
    steps: more(steps, (steps.at(-1) ?? 0) + 10),
    times: more(times, (times.at(-1) ?? 0) + 1000),
    values: more(values, value),
  });
  host.emit('changed', { runs: [id] });
};
window.curveFail = () => {
  fails = true;
};
