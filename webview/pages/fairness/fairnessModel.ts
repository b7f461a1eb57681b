/** What the fairness page knows and is asked to show. Rates follow a threshold at once; what is drawn by lot follows when it rests. */
import { attributeGaps, type GapSettings } from '../../../src/fairness/attributeGaps.ts';
import { defaultSettings, fairnessReport, measuredRate } from '../../../src/fairness/fairnessReport.ts';
import { finding } from '../../../src/fairness/headline.ts';
import { remedy } from '../../../src/fairness/remedy.ts';
import { policyVerdict } from '../../../src/fairness/policyVerdict.ts';
import { atThreshold, thresholdPlace } from '../../../src/fairness/thresholds.ts';
import type { FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import type {
  fairnessPage,
  FairnessPageState,
  FairnessView,
  LostFairnessPage,
  ReportFormat,
} from '../../../src/protocol/fairnessPage.ts';
import type { Aggregate, FairnessReport, PolicyVerdict, Rate } from '../../../src/protocol/fairnessReport.ts';
import type { Call } from '../../../src/protocol/rpcShape.ts';
import type { Against, MeasureName } from '../../../src/records/fairnessNames.ts';
import { failureOf, type Failure } from '../../failure.ts';
import { PageModel } from '../../pageModel.ts';
import { VersusPart } from './versusPart.ts';
import { DeepSearch } from './deepSearch.ts';
import { RowsInView } from './rowsInView.ts';
import { searchedSlices } from './searchedSlices.ts';
import { gapRows, measuresOf, moreUnequal, slicesOf, type ShownAttribute } from './shownSlices.ts';

export type FairnessPageCall = Call<(typeof fairnessPage)['methods']>;

/** What takes a bootstrap, of one threshold and smallest slice. */
export interface Settled {
  readonly sentence: string;
  /** What it would take. */
  readonly remedy: string | undefined;
  /** By attribute, in the order of `gapRows`. */
  readonly gaps: ReadonlyMap<string, readonly Aggregate[]>;
  readonly verdict: PolicyVerdict | undefined;
}

export class FairnessModel extends PageModel<FairnessPageState, FairnessPageCall> {
  view: FairnessView | undefined;
  counts: FairnessCounts | undefined;
  /** Why there are no counts. */
  uncounted: Failure | undefined;
  /** 0 … 1 of the counting. */
  share: number | undefined;
  settled: Settled | undefined;
  /** Whether `settled` is of what is shown now. */
  isSettled = false;
  /** Whether the threshold has not come to rest yet. */
  isMoving = false;
  readonly rows = new RowsInView();
  readonly versus = new VersusPart(this);
  /** Crossings of three columns, for the search of the worst slices. */
  readonly deep: DeepSearch = new DeepSearch({
    ask: () => this.call('deepCounts', {}),
    redraw: () => this.redraw(),
  });
  #asked = 0;
  #counting = 0;
  #turn = 0;
  #counted = '';
  /** What was counted: file and columns. */
  #content = '';
  /** What slices are told by until somebody chooses. */
  #usual: MeasureName = 'fpr';
  #rest: ReturnType<typeof setTimeout> | undefined;
  #shown:
    { readonly of: FairnessCounts; readonly place: number; readonly counts: FairnessCounts } | undefined;
  #slices:
    { readonly key: unknown; readonly minSize: number; readonly all: readonly ShownAttribute[] } | undefined;

  protected override get lostPage(): LostFairnessPage {
    const { folder, name } = this.state;
    return { folder, name, state: this.state };
  }

  /** The counts at the threshold that is shown. */
  get shown(): FairnessCounts | undefined {
    const { counts } = this;
    const { threshold } = this.state;
    if (counts === undefined || threshold === null || counts.scores === null) return counts;
    const place = thresholdPlace(counts, threshold);
    if (this.#shown?.of !== counts || this.#shown.place !== place)
      this.#shown = { of: counts, place, counts: atThreshold(counts, place) };
    return this.#shown.counts;
  }

  get settings(): GapSettings {
    const { minSize, reference } = this.view?.policy ?? {};
    return {
      ...defaultSettings,
      minSize: this.state.minSize ?? minSize ?? defaultSettings.minSize,
      reference: { ...reference, ...this.state.referenceGroups },
    };
  }

  /** What each group is held against in disparities. */
  get against(): Against {
    return this.state.heldAgainst ?? defaultSettings.against;
  }

  get measure(): MeasureName {
    const known = this.shown ? measuresOf(this.shown) : [];
    const wanted = known.find((name) => name === this.state.metric);
    return wanted ?? known.find((name) => name === this.#usual) ?? known[0] ?? 'accuracy';
  }

  /** Attributes with the rates of their slices. */
  get attributes(): readonly ShownAttribute[] {
    const { shown } = this;
    if (shown === undefined) return [];
    const { settings } = this;
    if (this.#slices?.key !== shown || this.#slices.minSize !== settings.minSize)
      this.#slices = { key: shown, minSize: settings.minSize, all: slicesOf(shown, settings) };
    return this.#slices.all;
  }

  /** Of all rows, by the metric that is shown. */
  overallRate(shown: FairnessCounts): Rate | undefined {
    return measuredRate(shown, [], shown.overall, this);
  }

  async start(): Promise<void> {
    await this.whileLate(async () => await this.refresh());
  }

  /** Counts again where the file or its columns are others. */
  override async refresh(): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const view = await this.call('view', {});
      if (asked !== this.#asked) return;
      this.view = view;
      this.failure = undefined;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.failure = failureOf(error);
      this.redraw();
      return;
    }
    this.redraw();
    const columns = JSON.stringify(this.view.columns);
    if (this.#counted !== '' && this.#counted !== columns)
      this.keep({
        ...{ threshold: null, hidden: [], drawn: null, chosen: null },
        ...{ referenceGroups: {}, wanted: null },
      });
    this.#counted = columns;
    const content = JSON.stringify([this.view.content, columns]);
    if (content === this.#content && this.counts !== undefined && this.uncounted === undefined)
      this.settle(0);
    else await this.#count(content);
    await this.versus.load();
  }

  /** Once more, whatever is known. */
  async again(): Promise<void> {
    this.#content = '';
    await this.refresh();
  }

  async #count(content: string): Promise<void> {
    this.#content = content;
    const turn = (this.#counting += 1);
    const late = setTimeout(() => {
      this.slow = true;
      this.redraw();
    }, 1000);
    this.share = undefined;
    try {
      const counts = await this.call('counts', {});
      if (turn !== this.#counting) return;
      this.counts = counts;
      this.deep.start(counts, this.view?.columns);
      this.#usual = moreUnequal(counts, this.settings, this.view?.policy);
      this.uncounted = undefined;
      this.settle(0);
    } catch (error) {
      if (turn !== this.#counting) return;
      this.uncounted = failureOf(error);
    } finally {
      clearTimeout(late);
      if (turn === this.#counting) this.slow = false;
      this.redraw();
    }
  }

  progress(share: number): void {
    this.share = share;
    this.redraw();
  }

  async cancel(): Promise<void> {
    await this.call('cancel', {}).catch(() => undefined);
  }

  /** Null: as the predictions have it. */
  moveThreshold(threshold: number | null): void {
    this.isMoving = true;
    this.set({ threshold });
    this.settle(restMs);
  }

  scrolled(): void {
    this.rows.forget();
    if (this.isMoving) this.redraw();
  }

  hold(change: Partial<Pick<FairnessPageState, 'heldAgainst' | 'referenceGroups'>>): void {
    this.set(change);
    this.settle(0);
  }

  setMinSize(minSize: number): void {
    this.set({ minSize });
    this.settle(restMs);
  }

  /** All numbers, as they are kept and exported. */
  report(): FairnessReport | undefined {
    const { shown, settings } = this;
    if (shown === undefined) return undefined;
    const report = fairnessReport(shown, {
      ...settings,
      against: this.against,
    });
    return { ...report, worst: searchedSlices(this, shown) ?? null, policy: this.#verdict(shown) ?? null };
  }

  async save(format: ReportFormat, text: string): Promise<void> {
    await this.act((call) => call('save', { format, text }));
  }

  settle(ms: number): void {
    this.#turn += 1;
    this.isSettled = false;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => void this.#settle(), ms);
    this.redraw();
  }

  /** One attribute after the other, so that the page answers between them. */
  async #settle(): Promise<void> {
    const turn = this.#turn;
    this.isMoving = false;
    this.redraw();
    const { shown, settings } = this;
    if (shown === undefined) return;
    const gaps = new Map<string, readonly Aggregate[]>();
    const specs = gapRows(shown, this.against).flatMap((row) => row);
    for (const attribute of shown.attributes) {
      gaps.set(JSON.stringify(attribute.columns), attributeGaps(shown, attribute, specs, settings));
      await new Promise((resolve) => setTimeout(resolve));
      if (turn !== this.#turn) return;
    }
    if (!(await this.versus.settle(() => turn === this.#turn))) return;
    this.settled = {
      ...this.told(shown),
      gaps,
      verdict: this.#verdict(shown),
    };
    this.isSettled = true;
    this.redraw();
  }

  /** What was found, and what it would take. */
  told(shown: FairnessCounts): Pick<Settled, 'sentence' | 'remedy'> {
    const { counts = shown, view } = this;
    const policy = view?.policy ?? null;
    const found = finding(shown, this.settings, policy);
    return {
      sentence: found.text,
      remedy: remedy({ counts, shown, finding: found, policy, settings: this.#judged() }),
    };
  }

  #verdict(shown: FairnessCounts): PolicyVerdict | undefined {
    const policy = this.view?.policy;
    if (policy?.limits === undefined) return undefined;
    return policyVerdict(shown, policy, { ...this.#judged(), now: Date.now() });
  }

  /** Limits are judged by the policy's own reference groups, whatever is held against whom on the page. */
  #judged(): GapSettings {
    return { ...this.settings, reference: { ...this.view?.policy?.reference } };
  }
}

/** ms that a threshold rests before intervals are drawn. */
const restMs = 150;
