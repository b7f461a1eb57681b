/** Predictions that the shown ones are held against: counted together once, then worked out for every threshold that is moved to. */
import type { GapSettings } from '../../../src/fairness/attributeGaps.ts';
import { unevenProblems } from '../../../src/fairness/comparison.ts';
import { sliceReport } from '../../../src/fairness/fairnessReport.ts';
import { gapChanges } from '../../../src/fairness/gapChanges.ts';
import { pairedCounts, type PairedCounts, type PairedSlice } from '../../../src/fairness/pairedCounts.ts';
import { pairedDifference } from '../../../src/fairness/pairedDifference.ts';
import { sliceKey } from '../../../src/fairness/sliceKey.ts';
import { versusSentences } from '../../../src/fairness/versusSentence.ts';
import type { GapChange, RateChange } from '../../../src/protocol/fairnessComparison.ts';
import type { FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import type { fairnessPage, FairnessPageState, VersusSource } from '../../../src/protocol/fairnessPage.ts';
import type { Rate, SliceReport } from '../../../src/protocol/fairnessReport.ts';
import type { VersusCounts } from '../../../src/protocol/fairnessVersus.ts';
import type { Call } from '../../../src/protocol/rpcShape.ts';
import type { Against, MeasureName } from '../../../src/records/fairnessNames.ts';
import { failureOf, type Failure } from '../../failure.ts';
import { gapRows } from './shownSlices.ts';

/** What it needs of the page that it is a part of. */
interface Page {
  readonly state: Pick<FairnessPageState, 'versus'>;
  readonly counts: FairnessCounts | undefined;
  /** At the threshold that is shown. */
  readonly shown: FairnessCounts | undefined;
  readonly settings: GapSettings;
  readonly against: Against;
  readonly isSettled: boolean;
  readonly call: PageCall;
  act(action: (call: PageCall) => Promise<unknown>): Promise<boolean>;
  set(change: Pick<FairnessPageState, 'versus'>): void;
  settle(ms: number): void;
  cancel(): Promise<void>;
  redraw(): void;
}

type PageCall = Call<(typeof fairnessPage)['methods']>;

export interface Beside {
  /** Of the other. */
  readonly rate: Rate | undefined;
  /** This − the other. */
  readonly change: RateChange;
}

interface Placed {
  readonly columns: readonly string[];
  readonly slice: PairedSlice;
}

interface SettledVersus {
  readonly sentences: readonly string[];
  /** By attribute, in the order of `gapRows`. */
  readonly gaps: ReadonlyMap<string, readonly GapChange[]>;
}

interface Known {
  readonly source: VersusSource;
  readonly content: string;
  readonly counts: VersusCounts;
  /** The own counts that they belong to. */
  readonly of: FairnessCounts;
}

export class VersusPart {
  readonly #model: Page;
  failure: Failure | undefined;
  isCounting = false;
  settled: SettledVersus | undefined;
  #known: Known | undefined;
  #turn = 0;
  #paired:
    | { readonly shown: FairnessCounts; readonly counts: PairedCounts; slices: Map<string, Placed> }
    | undefined;
  #reports = new Map<string, SliceReport>();

  constructor(model: Page) {
    this.#model = model;
  }

  get name(): string | null {
    return this.#model.state.versus;
  }

  /** What is shown beside; undefined until it has been counted. */
  get known(): Known | undefined {
    const { state, counts } = this.#model;
    return state.versus !== null && this.#known?.of === counts ? this.#known : undefined;
  }

  get label(): string {
    const source = this.#known?.source;
    return source?.name === this.name ? source.label : '';
  }

  get paired(): PairedCounts | undefined {
    const { known } = this;
    const { shown } = this.#model;
    if (known === undefined || shown === undefined) return undefined;
    if (this.#paired?.shown !== shown) {
      const counts = pairedCounts(shown, known.counts);
      const slices = new Map<string, Placed>([['{}', { columns: [], slice: counts.overall }]]);
      for (const { columns, slices: own } of counts.attributes)
        for (const slice of own) slices.set(keyOf(columns, slice), { columns, slice });
      this.#paired = { shown, counts, slices };
    }
    return this.#paired.counts;
  }

  /** Of a slice by its key; `own` is what is shown of it here. */
  beside(key: string, own: Rate | undefined, measure: MeasureName): Beside | undefined {
    const { paired } = this;
    const placed = this.#paired?.slices.get(key);
    if (paired === undefined || placed === undefined) return undefined;
    const rate = this.rate(key, measure);
    return { rate, change: pairedDifference(paired, placed.slice, measure, { own, other: rate }) };
  }

  /** Of the other. */
  rate(key: string, measure: MeasureName): Rate | undefined {
    const { paired } = this;
    const placed = this.#paired?.slices.get(key);
    if (paired === undefined || placed?.slice.other === undefined) return undefined;
    return this.#report(paired, key, placed).rates[measure];
  }

  /** The other's slice is too small to judge. */
  isSmall(key: string): boolean {
    return (this.slice(key)?.other?.rows ?? 0) < this.#model.settings.minSize;
  }

  slice(key: string): PairedSlice | undefined {
    return this.paired && this.#paired?.slices.get(key)?.slice;
  }

  gapsOf(columns: readonly string[]): { readonly gaps: readonly GapChange[]; readonly isSettled: boolean } {
    const { paired } = this;
    const key = JSON.stringify(columns);
    const settled = this.#model.isSettled ? this.settled?.gaps.get(key) : undefined;
    if (settled !== undefined) return { gaps: settled, isSettled: true };
    const attribute = paired?.attributes.find((one) => JSON.stringify(one.columns) === key);
    if (paired === undefined || attribute === undefined) return { gaps: [], isSettled: false };
    const specs = gapRows(paired.own, this.#model.against).flatMap((row) => row);
    const gaps = gapChanges(paired, attribute, specs, { ...this.#model.settings, replicates: 0 });
    return { gaps, isSettled: false };
  }

  /** How rows were paired, what was not, and what else is to be known. */
  get says(): string[] {
    const { known, paired } = this;
    if (known === undefined || paired === undefined) return [];
    const { pairing, other } = known.counts;
    const uneven = unevenProblems(paired, this.#model.settings.minSize, known.source.label);
    return [...pairing.says, ...[...other.problems, ...uneven].map(({ message }) => message)];
  }

  async choose(): Promise<void> {
    await this.#model.act(async (call) => {
      const chosen = await call('chooseVersus', {});
      if (chosen === null) return;
      this.#known = undefined;
      this.#model.set({ versus: chosen.name });
      void this.load();
    });
  }

  remove(): void {
    this.#turn += 1;
    this.#known = undefined;
    this.settled = undefined;
    this.failure = undefined;
    if (this.isCounting) void this.#model.cancel();
    this.isCounting = false;
    this.#model.set({ versus: null });
  }

  /** Counts where the own counts or the other's file are others than before. */
  async load(): Promise<void> {
    const { counts: own, state, call } = this.#model;
    if (state.versus === null || own === undefined) return;
    const turn = (this.#turn += 1);
    const before =
      this.#known?.of === own && this.#known.source.name === state.versus ? this.#known : undefined;
    this.isCounting = before === undefined;
    this.failure = undefined;
    this.#model.redraw();
    try {
      const answer = await call('versus', {
        name: state.versus,
        thresholds: [...(own.scores?.thresholds ?? [])],
        content: before?.content ?? null,
      });
      if (turn !== this.#turn) return;
      this.isCounting = false;
      if (answer === null) {
        this.#model.redraw();
        return;
      }
      this.#known = { ...answer, of: own };
      this.#paired = undefined;
      this.#reports = new Map();
      this.#model.settle(0);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.isCounting = false;
      this.failure = failureOf(error);
      this.#model.redraw();
    }
  }

  /** What takes a bootstrap; false when it is not wanted any more. */
  async settle(isWanted: () => boolean): Promise<boolean> {
    const { paired, known } = this;
    if (paired === undefined || known === undefined) {
      this.settled = undefined;
      return true;
    }
    const { settings } = this.#model;
    const specs = gapRows(paired.own, this.#model.against).flatMap((row) => row);
    const gaps = new Map<string, readonly GapChange[]>();
    for (const attribute of paired.attributes) {
      gaps.set(JSON.stringify(attribute.columns), gapChanges(paired, attribute, specs, settings));
      await new Promise((resolve) => setTimeout(resolve));
      if (!isWanted()) return false;
    }
    this.settled = { sentences: versusSentences(paired, settings, known.source.label), gaps };
    return true;
  }

  #report(paired: PairedCounts, key: string, { columns, slice: { other } }: Placed): SliceReport {
    const known = this.#reports.get(key);
    if (known !== undefined || other === undefined) return known ?? emptyReport;
    const found = sliceReport(paired.other, [...columns], other, this.#model.settings);
    this.#reports.set(key, found);
    return found;
  }
}

const emptyReport: SliceReport = { slice: {}, n: 0, rates: {}, suppressed: true };

function keyOf(columns: readonly string[], { values }: PairedSlice): string {
  return JSON.stringify(sliceKey([...columns], [...values]));
}
