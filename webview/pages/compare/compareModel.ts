/** What the compare page knows and is asked to show; every change ends in one `render`. */
import { Emitter } from '../../../src/base/emitter.ts';
import { toldNames } from '../../../src/base/toldNames.ts';
import type {
  ComparePageState,
  CompareScope,
  CompareTab,
  CompareView,
  CurvesState,
  LostComparePage,
} from '../../../src/protocol/compare/comparePage.ts';
import type { CatalogEntry, OrderQuery } from '../../../src/protocol/compare/compareShape.ts';
import { failureOf, type Failure } from '../../failure.ts';
import { commandLink } from '../../heartbeat.ts';
import type { PageEffects } from '../../pageModel.ts';
import { groupNumbers } from './groupNumbers.ts';
import { SameInAll } from './table/sameInAll.ts';
import type { KnownOfRuns } from './table/shownColumns.ts';
import { RunFrame, type ComparePageCall } from './runFrame.ts';
import { Spaced } from './spaced.ts';

export interface CompareWish {
  /** Null: as it is. */
  readonly filter: string | null;
  /** None: as they are. */
  readonly runs: readonly string[];
  readonly tab: CompareTab | null;
}

export interface PickedRun {
  readonly id: string;
  /** Ordinal in the frame. */
  readonly n: number;
  readonly name: string;
  /** Series colour 1 … 8; 0: none is free. */
  readonly slot: number;
}

export class CompareModel {
  readonly call: ComparePageCall;
  readonly frame: RunFrame;
  readonly #render: () => void;
  readonly #save: (state: ComparePageState) => void;
  readonly #reopenCommand: string;
  readonly #slots = new Map<string, number>();
  readonly #same: SameInAll;
  readonly #changesOf = new Map<string, number>();
  readonly #runsChanged = new Emitter<readonly string[] | 'all'>();
  readonly #catchUp = new Spaced(() => this.#follow(), catchUpMs);

  /** Runs have gone on: what was drawn of them is old. */
  readonly onRunsChanged = this.#runsChanged.event;

  state: ComparePageState;
  scope: CompareScope | undefined;
  catalog: readonly CatalogEntry[] = [];
  /** The filter that is shown cannot be read; the rows are those of the last one that could. */
  filterProblem: { readonly message: string; readonly column: number } | undefined;
  /** The runs could not be read at all. */
  failure: Failure | undefined;
  /** Nobody answers any more. */
  lost = false;
  /** The last thing a person asked for did not work. */
  refused: Failure | undefined;
  /** Counts changes of the picked runs, and of any, for what tabs keep of them. */
  revision = 0;
  changes = 0;
  /** True when the first answer is late. */
  slow = false;

  constructor(call: ComparePageCall, state: ComparePageState, effects: PageEffects<ComparePageState>) {
    this.#reopenCommand = effects.reopenCommand;
    this.call = call;
    this.state = state;
    this.#render = effects.render;
    this.#save = effects.save;
    this.frame = new RunFrame(call, {
      changed: () => this.#render(),
      failed: (error) => this.fail(error),
    });
    this.#same = new SameInAll(this.frame);
    this.frame.want([hintRef]);
  }

  async start(): Promise<void> {
    const late = setTimeout(() => {
      this.slow = true;
      this.#render();
    }, 1000);
    await Promise.all([this.readScope(), this.#filter()]);
    // Picked in an earlier window whose colours are not known any more.
    if (!this.state.picked.some((id) => this.#slots.has(id))) this.pick(this.state.picked);
    clearTimeout(late);
    this.slow = false;
    this.#render();
  }

  /** Changes what is shown but not which rows. */
  set(change: Partial<ComparePageState>): void {
    this.state = { ...this.state, ...change };
    this.#save(this.state);
    this.#render();
  }

  setCurves(change: Partial<CurvesState>): void {
    this.set({ curves: { ...this.state.curves, ...change } });
  }

  /** Changes the view; rows are asked for again where filter, sort or grouping are others. */
  async setView(change: Partial<CompareView>): Promise<void> {
    this.set({ view: { ...this.state.view, ...change } });
    if ('filter' in change) await this.#filter();
    else if ('sort' in change || 'grouping' in change) await this.#order();
    // Lines are others now, and so is who has a colour.
    if ('grouping' in change) this.pick(this.state.picked);
  }

  /** What there is to suggest columns from. */
  get known(): KnownOfRuns {
    const { catalog, scope, frame } = this;
    return {
      catalog,
      objective: scope?.objective ?? null,
      asksGoals: scope?.asksGoals ?? false,
      same: this.#same,
      hasHints: (frame.column(hintRef)?.texts.length ?? 0) > 0,
    };
  }

  /** Address of the command that opens another page in the place of this one, showing the same. */
  get reopenLink(): string {
    const lost: LostComparePage = { state: this.state };
    return commandLink(this.#reopenCommand, lost);
  }

  redraw(): void {
    this.#render();
  }

  /** Something a person asked for; what goes wrong is said in place. */
  act(work: (call: ComparePageCall) => Promise<unknown>): void {
    this.refused = undefined;
    work(this.call).catch((error: unknown) => {
      this.refused = failureOf(error);
      this.#render();
    });
  }

  fail(error: unknown): void {
    this.failure = failureOf(error);
    this.#render();
  }

  /** In the order they were picked, with names that tell them apart; those that are not there any more are left out. */
  get picked(): readonly PickedRun[] {
    const runs = this.state.picked.flatMap((id) => {
      const n = this.frame.ordinalOf(id);
      if (n === undefined) return [];
      return { id, n, name: this.frame.text('name', n), slot: this.#slots.get(id) ?? 0 };
    });
    const names = toldNames(runs);
    return runs.map((run, at) => ({ ...run, name: names[at] ?? run.name }));
  }

  /** How often a run has gone on while the page was open. */
  changesOf(id: string): number {
    return this.#changesOf.get(id) ?? 0;
  }

  slotOf(id: string): number {
    return this.#slots.get(id) ?? 0;
  }

  isPicked(id: string): boolean {
    return this.state.picked.includes(id);
  }

  /**
   * Gives each run that is new among the picked a colour that is free, and tells the other pages. Of runs that are
   * drawn as one line, because the table groups them, one has the colour of the line.
   */
  pick(ids: readonly string[]): void {
    const picked = [...new Set(ids)];
    const groups = groupNumbers(this.frame);
    const given: { run: string; slot: number }[] = [];
    const give = (run: string, slot: number) => {
      if (slot === 0) this.#slots.delete(run);
      else this.#slots.set(run, slot);
      given.push({ run, slot });
    };
    const kept = new Set(picked);
    for (const id of this.state.picked) if (!kept.has(id) && this.slotOf(id) > 0) give(id, 0);
    const colored = new Set<number | string>();
    const lineOf = (id: string) => groups?.get(this.frame.ordinalOf(id) ?? -1) ?? id;
    for (const id of picked) {
      if (this.slotOf(id) === 0) continue;
      if (colored.has(lineOf(id))) give(id, 0);
      colored.add(lineOf(id));
    }
    const taken = new Set(picked.map((id) => this.slotOf(id)));
    for (const id of picked) {
      if (colored.has(lineOf(id))) continue;
      const free = slots.find((slot) => !taken.has(slot));
      if (free === undefined) break;
      taken.add(free);
      colored.add(lineOf(id));
      give(id, free);
    }
    this.set({ picked });
    if (given.length > 0) this.act((call) => call('setColors', { colors: given }));
  }

  toggle(id: string): void {
    const { picked } = this.state;
    this.pick(this.isPicked(id) ? picked.filter((one) => one !== id) : [...picked, id]);
  }

  /** What another view asks to see: a filter, the runs to draw, and how. */
  async show({ filter, runs, tab }: CompareWish): Promise<void> {
    if (tab !== null) this.set({ tab });
    if (runs.length > 0) this.pick(runs);
    if (filter !== null) await this.setView({ filter });
  }

  async readScope(): Promise<void> {
    try {
      const [scope, colors] = await Promise.all([this.call('scope', {}), this.call('colors', {})]);
      this.scope = scope;
      this.#slots.clear();
      for (const { run, slot } of colors) this.#slots.set(run, slot);
      this.#render();
    } catch (error) {
      this.fail(error);
    }
  }

  /**
   * Rows changed elsewhere. Values change in place; rows are ordered anew only when runs came or went, or when others match
   * the filter now.
   */
  async refresh(runs: readonly string[] | 'all' = 'all'): Promise<void> {
    this.changes += 1;
    if (runs === 'all' || runs.some((id) => this.isPicked(id))) this.revision += 1;
    if (runs !== 'all') for (const id of runs) this.#changesOf.set(id, this.changesOf(id) + 1);
    this.#runsChanged.fire(runs);
    try {
      if (runs !== 'all' && (await this.frame.patch(runs))) {
        this.#catchUp.ask();
        return;
      }
      await this.frame.reload(this.query);
      await this.#readCatalog();
    } catch (error) {
      this.fail(error);
    }
  }

  /** What values that changed may bring with them: a column that no run had before, a run that matches now or no more. */
  async #follow(): Promise<void> {
    try {
      await this.frame.follow(this.query);
      await this.#readCatalog();
    } catch (error) {
      this.fail(error);
    }
  }

  /** What the rows that are shown were asked for with. */
  get query(): OrderQuery {
    const { filter, sort, grouping } = this.state.view;
    return { filter: this.filterProblem === undefined ? filter : this.state.lastFilter, sort, grouping };
  }

  async #filter(): Promise<void> {
    const { filter } = this.state.view;
    try {
      const problem = await this.call('checkFilter', { filter });
      this.filterProblem = problem ?? undefined;
      if (problem === null && filter !== this.state.lastFilter) this.set({ lastFilter: filter });
    } catch (error) {
      this.fail(error);
      return;
    }
    await this.#order();
    await this.#readCatalog().catch((error: unknown) => this.fail(error));
  }

  /** Of the same runs: which columns they have is known. */
  async #order(): Promise<void> {
    try {
      await this.frame.order(this.query);
      this.failure = undefined;
    } catch (error) {
      this.fail(error);
    }
  }

  async #readCatalog(): Promise<void> {
    this.catalog = await this.call('catalog', { filter: this.state.lastFilter });
    this.#render();
  }
}

const hintRef = { group: 'record', key: 'hint' } as const;
/** ms between two looks at what changed values brought with them. */
const catchUpMs = 500;
const slots = [1, 2, 3, 4, 5, 6, 7, 8];
