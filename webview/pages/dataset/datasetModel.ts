/** What the dataset page knows and is asked to show; every change ends in one `render`. */
import type { DatasetDetail } from '../../../src/protocol/catalogThread.ts';
import type {
  datasetPage,
  DatasetAction,
  DatasetPageState,
  LostDatasetPage,
  ShownComparison,
  ShownProfile,
} from '../../../src/protocol/datasetPage.ts';
import type { RowsResult } from '../../../src/protocol/dataProcess.ts';
import type { Call } from '../../../src/protocol/rpcShape.ts';
import { failureOf, type Failure } from '../../failure.ts';
import { lateMs, PageModel } from '../../pageModel.ts';

export type DatasetPageCall = Call<(typeof datasetPage)['methods']>;

/** Something that is asked for: an answer, a failure, or neither yet. */
export interface Part<T> {
  readonly value?: T;
  readonly failure?: Failure;
}

export class DatasetModel extends PageModel<DatasetPageState, DatasetPageCall> {
  view: { readonly detail: DatasetDetail | null; readonly profiled: readonly string[] } | undefined;
  profile: Part<ShownProfile> = {};
  comparison: Part<ShownComparison> | undefined;
  /** Hash of the version it is held against; null: none. */
  comparedWith: string | null = null;
  rows: Part<RowsResult> | undefined;
  /** 0 … 1 of what is being worked out. */
  share: number | undefined;
  /** Lists that are shown whole. */
  readonly opened = new Set<string>();
  #asked = 0;
  /** What the profile and the rows are of. */
  #content = '';
  #turn = 0;
  /** What is waited for. */
  #waiting = 0;
  /** What is shown is of the content before, until its successor comes or is late. */
  #isFormer = false;

  protected override get lostPage(): LostDatasetPage {
    const { folder, name } = this.state;
    return { folder, name, state: this.state };
  }

  /** Hash of the content that is shown; null while the disk has not been read. */
  get shownHash(): string | null {
    return this.state.shown ?? this.view?.detail?.disk.hash ?? null;
  }

  /** The newest version before what is shown, of those whose profile is kept; null: there is none. */
  get before(): string | null {
    const { versions = [] } = this.view?.detail ?? {};
    const profiled = new Set(this.view?.profiled);
    const at = versions.findIndex(({ hash }) => hash === this.shownHash);
    return versions.slice(at + 1).find(({ hash }) => profiled.has(hash))?.hash ?? null;
  }

  async start(): Promise<void> {
    await this.#whileLate(async () => await this.#look());
    await this.#load();
  }

  override async refresh(): Promise<void> {
    await this.#look();
    await this.#load();
  }

  async #look(): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const view = await this.call('view', {});
      if (asked !== this.#asked) return;
      this.view = view;
      this.failure = undefined;
      this.#forgetLost();
    } catch (error) {
      if (asked !== this.#asked) return;
      this.failure = failureOf(error);
    }
    this.redraw();
  }

  progress(share: number): void {
    this.share = share;
    this.redraw();
  }

  /** Shows all of a list that is shown in part. */
  openList(name: string): void {
    this.opened.add(name);
    this.redraw();
  }

  /** Shows a version, or what is on disk (null), held against the version before it where that is known. */
  async show(shown: string | null): Promise<void> {
    this.set({ shown, against: null });
    await this.#load();
  }

  async holdAgainst(against: string | null): Promise<void> {
    this.set({ against });
    await this.#load();
  }

  async cancel(): Promise<void> {
    await this.call('cancel', {}).catch(() => undefined);
  }

  /** Once more what failed or was cancelled. */
  async again(): Promise<void> {
    this.#content = '';
    await this.#load();
  }

  async run(action: DatasetAction): Promise<void> {
    await this.act((call) => call('act', { action }));
    await this.refresh();
  }

  /** A version that is not in the catalog any more is not shown. */
  #forgetLost(): void {
    const known = new Set(this.view?.detail?.versions.map(({ hash }) => hash));
    const { shown, against } = this.state;
    if (shown !== null && !known.has(shown)) this.keep({ shown: null });
    if (against !== null && !known.has(against)) this.keep({ against: null });
  }

  /** Profile, comparison and rows, each when what they are of has changed. */
  async #load(): Promise<void> {
    const detail = this.view?.detail;
    if (!detail) return;
    const { shown } = this.state;
    const { hash, state } = detail.disk;
    const content = JSON.stringify(shown ?? [hash, state]);
    const against = this.state.against ?? this.before;
    const isOther = content !== this.#content;
    if (!isOther && against === this.comparedWith) return;
    if (this.#waiting > 0) void this.cancel();
    const turn = (this.#turn += 1);
    const isCurrent = () => turn === this.#turn;
    const isUnanswered = this.profile.value === undefined && this.profile.failure === undefined;
    this.#content = content;
    this.comparedWith = against;
    this.share = undefined;
    if (isOther) this.#isFormer = true;
    else this.comparison = against === null ? undefined : {};
    this.redraw();
    // What is being hashed would be read twice, and tells when it is done.
    if (shown === null && state !== 'known') {
      this.#forgetFormer();
      return;
    }
    await this.#whileLate(async () => {
      if (isOther || isUnanswered) {
        const profile = await this.#part(this.call('profile', { hash: shown }));
        if (!isCurrent()) return;
        this.#forgetFormer();
        this.profile = profile;
      }
      await this.#compare(against, isCurrent);
      if (!isCurrent() || !this.profile.value || this.rows?.value) return;
      if (shown !== null && shown !== hash) return;
      const limit = Math.max(20, Math.min(500, Math.floor(100_000 / this.profile.value.columns.length)));
      const rows = await this.#part(this.call('rows', { limit }));
      if (isCurrent()) this.rows = rows;
    });
  }

  async #compare(before: string | null, isCurrent: () => boolean): Promise<void> {
    const after = this.shownHash;
    if (!this.profile.value || before === null || after === null || before === after) return;
    this.comparison = {};
    this.redraw();
    const comparison = await this.#part(this.call('compare', { before, after }));
    if (!isCurrent()) return;
    this.comparison = comparison;
    this.redraw();
  }

  async #part<T>(work: Promise<T>): Promise<Part<T>> {
    try {
      return { value: await work };
    } catch (error) {
      return { failure: failureOf(error) };
    }
  }

  #forgetFormer(): void {
    if (!this.#isFormer) return;
    this.#isFormer = false;
    this.profile = {};
    this.comparison = undefined;
    this.rows = undefined;
  }

  async #whileLate(work: () => Promise<void>): Promise<void> {
    this.#waiting += 1;
    const late = setTimeout(() => {
      this.slow = true;
      this.#forgetFormer();
      this.redraw();
    }, lateMs);
    await work();
    clearTimeout(late);
    this.#waiting -= 1;
    if (this.#waiting === 0) {
      this.slow = false;
      this.share = undefined;
    }
    this.redraw();
  }
}
