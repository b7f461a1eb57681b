/** The compare page on a stage: its host is the real protocol and the real index code in this process, over generated runs. */
import { readFileSync } from 'node:fs';
import initSqlJs from 'sql.js';
import type { Page } from 'playwright-core';
import { UserError } from '../../../src/base/errors.ts';
import { comparePage } from '../../../src/protocol/compare/comparePage.ts';
import { differencesMethods } from '../../../src/protocol/compare/differences.ts';
import { mediaMethods } from '../../../src/protocol/compare/media.ts';
import { tableMethods, type NamedView } from '../../../src/protocol/compare/tableMethods.ts';
import type { Handlers } from '../../../src/protocol/rpcShape.ts';
import type { CairnConfig } from '../../../src/records/config.ts';
import { columnCatalog } from '../../../src/runs/compare/columnCatalog.ts';
import { columnValues, type ColumnSource } from '../../../src/runs/compare/columnValues.ts';
import { differences } from '../../../src/runs/compare/differences.ts';
import { importanceOf } from '../../../src/runs/compare/importanceOf.ts';
import { orderRuns } from '../../../src/runs/compare/orderRuns.ts';
import { everyOrdinal, packColumn } from '../../../src/runs/compare/packColumn.ts';
import { tableText } from '../../../src/runs/compare/tableText.ts';
import { valueAtStep } from '../../../src/runs/compare/valueAtStep.ts';
import { curves } from '../../../src/runs/curves/curves.ts';
import { completeFilter, valueWanted } from '../../../src/runs/filter/completions.ts';
import { parseFilter } from '../../../src/runs/filter/parse.ts';
import { names } from '../../../src/runs/query.ts';
import { statedGoals } from '../../../src/runs/objective/statedGoals.ts';
import { metricShapeOf } from '../../../src/runs/shapeRun.ts';
import { RunTable } from '../../../src/runs/runTable.ts';
import { RunIndex } from '../../../src/storage/runIndex.ts';
import { runDetailOf } from '../../unit/runs/compare/runDetailOf.ts';
import { courseOf, idOf, indexedRun, type GivenRun } from './comparedRuns.ts';
import { PageStage, type Show, type Shown } from './pageStage.ts';
import { serveOn } from './serveOn.ts';

const sql = initSqlJs({
  wasmBinary: new Uint8Array(readFileSync('node_modules/sql.js/dist/sql-wasm.wasm')).buffer,
});

/** What the table asks; whatever other parts of the page ask is refused, as by a host that does not know it. */
const { order, columns, catalog, ordinals, curves: curvesMethod, importance } = comparePage.methods;
const { scope, checkFilter, completeFilter: completeMethod, colors, setColors } = comparePage.methods;
const { openRun, copy, manageTrust, ping } = comparePage.methods;
const stagedPage = {
  methods: {
    ...{ order, columns, catalog, ordinals, curves: curvesMethod, importance },
    ...{ scope, checkFilter, completeFilter: completeMethod, colors, setColors, openRun, copy, manageTrust },
    ping,
    ...tableMethods,
    ...mediaMethods,
    ...differencesMethods,
  },
  events: comparePage.events,
} as const;
export type StagedHandlers = Handlers<(typeof stagedPage)['methods']>;

export interface HostOptions {
  /** Answers that go before those of the stage. */
  readonly own?: Partial<StagedHandlers>;
  /** Awaited before a question of this method is answered. */
  readonly hold?: (method: string) => Promise<void>;
  /** config.yaml. */
  readonly config?: CairnConfig;
}

/** What a test can do behind the page's back, and what the page asked for. */
export class CompareHost {
  readonly calls: { readonly method: string; readonly params: unknown }[] = [];
  readonly copied: string[] = [];
  /** It answers nothing any more. */
  isDead = false;
  readonly #runs: GivenRun[];
  readonly #index: RunIndex;
  readonly #table: RunTable;
  readonly #given = new Map<string, GivenRun>();
  readonly #colors = new Map<string, number>();
  readonly views: { shared: NamedView[]; own: NamedView[] } = { shared: [], own: [] };
  #changed: ((runs: string[] | 'all') => void) | undefined;

  readonly #own: Partial<StagedHandlers>;
  readonly #config: CairnConfig;
  readonly #hold: HostOptions['hold'];

  private constructor(
    index: RunIndex,
    runs: readonly GivenRun[],
    { own = {}, config = {}, hold }: HostOptions,
  ) {
    this.#own = own;
    this.#hold = hold;
    this.#config = config;
    this.#runs = [...runs];
    this.#index = index;
    index.transaction(() => this.#runs.forEach((run, place) => index.put(indexedRun(run, place))));
    for (const [place, run] of this.#runs.entries()) this.#given.set(idOf(run, place), run);
    this.#table = new RunTable(index);
  }

  static async of(runs: readonly GivenRun[], options: HostOptions = {}): Promise<CompareHost> {
    return new CompareHost(RunIndex.empty(await sql), runs, options);
  }

  get names(): readonly string[] {
    return this.#runs.map(({ name }) => name);
  }

  idOf(name: string): string {
    const place = this.#runs.findIndex((run) => run.name === name);
    const run = this.#runs[place];
    if (run === undefined) throw new Error(`There is no run ${name}.`);
    return idOf(run, place);
  }

  /** The run becomes another one, as if its files had changed. */
  change(name: string, change: Partial<GivenRun>): void {
    const place = this.#runs.findIndex((run) => run.name === name);
    const run = this.#runs[place];
    if (run === undefined) throw new Error(`There is no run ${name}.`);
    const id = idOf(run, place);
    const next = { ...run, ...change, id };
    this.#runs[place] = next;
    this.#given.set(id, next);
    this.#table.update(this.#index.put(indexedRun(next, place)), id);
    this.#changed?.([id]);
  }

  remove(name: string): void {
    const id = this.idOf(name);
    const entry = this.#table.byId(id);
    this.#index.remove(id);
    if (entry !== undefined) this.#table.update(entry.n, id);
    this.#changed?.('all');
  }

  async attach(page: Page): Promise<void> {
    const served = await serveOn(page, stagedPage, {
      handlers: this.#handlers(),
      isDead: () => this.isDead,
    });
    this.#changed = (runs) => served.emit('changed', { runs });
  }

  #source(): ColumnSource {
    const runs = { index: this.#index, table: this.#table };
    return { ...runs, config: this.#config, valueAt: valueAtStep(runs, (id, key) => this.#series(id, key)) };
  }

  #series(id: string, key: string) {
    const given = this.#given.get(id);
    const last = given?.metrics?.[key];
    const course =
      given === undefined || last === undefined ? { steps: [], values: [] } : courseOf(given, key, last);
    const steps = Float64Array.from(course.steps);
    return { steps, times: steps, values: Float64Array.from(course.values) };
  }

  #detail(id: string) {
    const place = this.#runs.findIndex((run, at) => idOf(run, at) === id);
    const run = this.#runs[place];
    if (run === undefined) throw new UserError('gone', 'The run is not there any more.');
    const { name, params = {}, tags = {} } = run;
    const metrics = indexedRun(run, place).metrics.map(
      (summary) => [summary.key, metricShapeOf(summary, this.#config)] as const,
    );
    return runDetailOf({ id, name, params, tags, metrics: Object.fromEntries(metrics) });
  }

  #edit(ids: readonly string[], change: (run: GivenRun) => Partial<GivenRun>): null {
    for (const id of ids) {
      const run = this.#given.get(id);
      if (run === undefined) throw new UserError('gone', 'The run is not there any more.');
      if (run.foreign === true)
        throw new UserError(
          'foreign',
          'Runs that another tool recorded are shown as they are.',
          'Import a run to star it.',
        );
    }
    for (const id of ids) {
      const place = this.#runs.findIndex((run, at) => idOf(run, at) === id);
      const run = this.#runs[place];
      if (run === undefined) continue;
      const next = { ...run, ...change(run), id };
      this.#runs[place] = next;
      this.#given.set(id, next);
      this.#table.update(this.#index.put(indexedRun(next, place)), id);
    }
    this.#changed?.([...ids]);
    return null;
  }

  #handlers(): StagedHandlers {
    const epoch = 1;
    const table = this.#table;
    const answers: StagedHandlers = {
      order: (query) => this.#now(() => orderRuns(this.#source(), query, epoch)),
      columns: ({ columns, only }) =>
        this.#now(() => {
          const source = this.#source();
          const ordinals = only ?? everyOrdinal(table.span);
          return {
            epoch,
            size: table.span,
            columns: columns.map((column) => packColumn(columnValues(source, column), ordinals)),
          };
        }),
      ordinals: ({ ids }) =>
        this.#now(() => ({ epoch, ordinals: ids.map((id) => table.byId(id)?.n ?? null) })),
      catalog: ({ filter }) => this.#now(() => columnCatalog(this.#source(), filter)),
      importance: ({ filter, metric }) => this.#now(() => importanceOf(this.#source(), filter, metric)),
      curves: (query) =>
        this.#now(() =>
          curves(
            { series: (id, key) => this.#series(id, key), startOf: (id) => table.byId(id)?.started ?? 0 },
            query,
          ),
        ),
      scope: () =>
        this.#now(() => ({
          ...{ name: 'credit', trusted: true, objective: null },
          ...statedGoals(this.#config),
        })),
      checkFilter: ({ filter }) =>
        this.#now(() => {
          const parsed = parseFilter(filter);
          return parsed.ok ? null : { message: parsed.error.message, column: parsed.error.column };
        }),
      completeFilter: ({ filter, cursor }) =>
        this.#now(() => {
          const wanted = valueWanted(filter, cursor);
          const column = wanted && packColumn(columnValues(this.#source(), wanted), everyOrdinal(table.span));
          const known = names({ index: this.#index, table });
          return completeFilter(filter, cursor, {
            ...known,
            ...(wanted && { values: column?.kind === 'text' ? column.texts : [] }),
          });
        }),
      colors: () => this.#now(() => [...this.#colors].map(([run, slot]) => ({ run, slot }))),
      setColors: ({ colors }) =>
        this.#now(() => {
          for (const { run, slot } of colors) this.#colors.set(run, slot);
          return null;
        }),
      ping: () => this.#now(() => null),
      openRun: () => this.#now(() => null),
      copy: () => this.#now(() => null),
      manageTrust: () => this.#now(() => null),
      mediaOf: ({ runs }) =>
        this.#now(() => runs.map((run) => ({ run, items: [], more: 0, predictions: [] }))),
      media: () => Promise.reject(new UserError('gone', 'The run has no such artifact any more.')),
      scores: () => Promise.reject(new UserError('gone', 'The run has no such artifact any more.')),
      differences: ({ runs }) =>
        this.#now(() => ({
          sections: differences(runs.map((run) => ({ detail: this.#detail(run), patch: '', packages: '' }))),
        })),
      codeDifferences: ({ runs: [first, ...others] }) =>
        this.#now(() =>
          others.map((run) => {
            const noCode = [first, run].flatMap((id) => (id && this.#given.get(id)?.foreign ? [id] : []));
            return { run, files: [], more: 0, noCode, problem: null };
          }),
        ),
      openCodeDifference: () => this.#now(() => null),
      starRuns: ({ runs, on }) => this.#now(() => this.#edit(runs, () => ({ star: on }))),
      noteRun: ({ run, text }) => this.#now(() => this.#edit([run], () => ({ note: text }))),
      tagRuns: ({ runs, key, value }) =>
        this.#now(() =>
          this.#edit(runs, ({ tags }) => {
            const { [key]: _, ...rest } = tags ?? {};
            return { tags: value === null ? rest : { ...rest, [key]: value } };
          }),
        ),
      copyTable: async ({ query, runs, columns }) => {
        const source = this.#source();
        const order = new Uint32Array(orderRuns(source, query, epoch).ordinals);
        const ordinals = order.filter((n) => runs?.includes(table.get(n)?.id ?? '') ?? true);
        const data = columns.map(({ column }) =>
          packColumn(columnValues(source, column), everyOrdinal(table.span)),
        );
        this.copied.push(
          await tableText({ columns, data, ordinals, format: 'tsv', pause: () => Promise.resolve() }),
        );
        return { rows: ordinals.length };
      },
      exportTable: () => this.#now(() => ({ file: 'runs.csv' })),
      savedViews: () => this.#now(() => this.views),
      saveView: ({ name, view, place }) =>
        this.#now(() => {
          this.views[place] = [...this.views[place].filter((one) => one.name !== name), { name, view }];
          return null;
        }),
      deleteView: ({ name, place }) =>
        this.#now(() => {
          this.views[place] = this.views[place].filter((one) => one.name !== name);
          return null;
        }),
    };
    return this.#noting({ ...answers, ...this.#own });
  }

  #noting(handlers: StagedHandlers): StagedHandlers {
    return new Proxy(handlers, {
      get: (target, name, receiver) => {
        const handler: unknown = Reflect.get(target, name, receiver);
        if (typeof handler !== 'function') return handler;
        return async (params: unknown): Promise<unknown> => {
          this.calls.push({ method: String(name), params });
          await this.#hold?.(String(name));
          const answer: unknown = await Reflect.apply(handler, target, [params]);
          return answer;
        };
      },
    });
  }

  async #now<T>(answer: () => T): Promise<T> {
    return await Promise.resolve(answer());
  }
}

export async function openCompareStage(): Promise<PageStage> {
  return await PageStage.open({ page: 'compare', fakeHost: 'compareBridge.ts', subject: '' });
}

export async function showCompare(
  stage: PageStage,
  runs: readonly GivenRun[],
  show: Omit<Show, 'scenario' | 'before'> & HostOptions = {},
): Promise<Shown & { readonly host: CompareHost }> {
  const host = await CompareHost.of(runs, show);
  const shown = await stage.show({ ...show, before: (page) => host.attach(page) });
  return { ...shown, host };
}

/** State of a page that shows this view. */
export function savedState(change: Record<string, unknown> = {}): Record<string, unknown> {
  return { page: 'compare', folder: 'file:///home/sam/credit', view: {}, ...change };
}
