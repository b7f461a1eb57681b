/** What the dataset page knows and is asked to show; every change ends in one `render`. */
import { UserError, messageOf } from '../../../src/base/errors.ts';
import type { DatasetDetail } from '../../../src/protocol/catalogThread.ts';
import type {
  datasetPage,
  DatasetAction,
  DatasetPageState,
  LostDatasetPage,
  ShownProfile,
} from '../../../src/protocol/datasetPage.ts';
import type { DataComparison } from '../../../src/protocol/dataProfile.ts';
import type { RowsResult } from '../../../src/protocol/dataProcess.ts';
import type { Call } from '../../../src/protocol/rpcShape.ts';
import { commandLink } from '../../heartbeat.ts';

export type DatasetPageCall = Call<(typeof datasetPage)['methods']>;

export interface Failure {
  readonly sentence: string;
  readonly next: string | undefined;
  readonly code: string;
}

/** Something that is asked for: an answer, a failure, or neither yet. */
export interface Part<T> {
  readonly value?: T;
  readonly failure?: Failure;
}

export class DatasetModel {
  readonly call: DatasetPageCall;
  readonly #render: () => void;
  readonly #save: (state: DatasetPageState) => void;
  readonly #reopenCommand: string;

  state: DatasetPageState;
  view: { readonly detail: DatasetDetail | null; readonly profiled: readonly string[] } | undefined;
  profile: Part<ShownProfile> = {};
  comparison: Part<DataComparison> | undefined;
  rows: Part<RowsResult> | undefined;
  /** 0 … 1 of what is being worked out. */
  share: number | undefined;
  failure: Failure | undefined;
  /** The last thing a person asked for did not work. */
  refused: Failure | undefined;
  /** The extension host does not answer any more. */
  lost = false;
  /** True when an answer is late. */
  slow = false;
  #asked = 0;
  /** What the profile, the comparison and the rows are of. */
  #loaded = '';

  constructor(
    call: DatasetPageCall,
    state: DatasetPageState,
    effects: { render: () => void; save: (state: DatasetPageState) => void; reopenCommand: string },
  ) {
    this.call = call;
    this.state = state;
    this.#render = effects.render;
    this.#save = effects.save;
    this.#reopenCommand = effects.reopenCommand;
  }

  /** Address of the command that opens another page in the place of this one. */
  get reopenLink(): string {
    const { folder, name } = this.state;
    const lost: LostDatasetPage = { folder, name, state: this.state };
    return commandLink(this.#reopenCommand, lost);
  }

  /** Hash of the content that is shown; null while the disk has not been read. */
  get shownHash(): string | null {
    return this.state.shown ?? this.view?.detail?.disk.hash ?? null;
  }

  async start(): Promise<void> {
    await this.#whileLate(async () => await this.refresh());
  }

  async refresh(): Promise<void> {
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
    this.#render();
    await this.#load();
  }

  progress(share: number): void {
    this.share = share;
    this.#render();
  }

  /** Remembered over a reload, without drawing. */
  keep(change: Partial<DatasetPageState>): void {
    this.state = { ...this.state, ...change };
    this.#save(this.state);
  }

  set(change: Partial<DatasetPageState>): void {
    this.keep(change);
    this.#render();
  }

  redraw(): void {
    this.#render();
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
    this.#loaded = '';
    await this.#load();
  }

  /** Does something a person asked for; what goes wrong is shown above the page's content. */
  async act(action: (call: DatasetPageCall) => Promise<unknown>): Promise<void> {
    this.refused = undefined;
    try {
      await action(this.call);
    } catch (error) {
      this.refused = failureOf(error);
    }
    this.#render();
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
    const against = this.state.against ?? this.#before(detail);
    const key = JSON.stringify([shown, against, detail.disk.hash, detail.disk.state]);
    if (key === this.#loaded) return;
    this.#loaded = key;
    const isCurrent = () => this.#loaded === key;
    const ask = async <T>(work: Promise<T>, take: (part: Part<T>) => void) => {
      try {
        const value = await work;
        if (isCurrent()) take({ value });
      } catch (error) {
        if (isCurrent()) take({ failure: failureOf(error) });
      }
      if (isCurrent()) this.share = undefined;
      this.#render();
    };
    this.profile = {};
    this.comparison = undefined;
    this.rows = undefined;
    this.#render();
    if (shown === null && detail.files.length === 0) return;
    await this.#whileLate(async () => {
      await ask(this.call('profile', { hash: shown }), (part) => (this.profile = part));
      const after = this.shownHash;
      if (!isCurrent() || this.profile.failure) return;
      if (against !== null && after !== null && against !== after) {
        this.comparison = {};
        await ask(this.call('compare', { before: against, after }), (part) => (this.comparison = part));
      }
      if (!isCurrent() || (shown !== null && shown !== detail.disk.hash)) return;
      await ask(this.call('rows', { limit: sampleRows }), (part) => (this.rows = part));
    });
  }

  /** The newest version before what is shown, of those whose profile is kept. */
  #before({ versions, disk }: DatasetDetail): string | null {
    const profiled = new Set(this.view?.profiled);
    const shown = this.state.shown ?? disk.hash;
    const at = versions.findIndex(({ hash }) => hash === shown);
    return versions.slice(at + 1).find(({ hash }) => hash !== shown && profiled.has(hash))?.hash ?? null;
  }

  async #whileLate(work: () => Promise<void>): Promise<void> {
    const late = setTimeout(() => {
      this.slow = true;
      this.#render();
    }, 1000);
    await work();
    clearTimeout(late);
    this.slow = false;
    this.#render();
  }
}

function failureOf(error: unknown): Failure {
  const known = error instanceof UserError ? error : undefined;
  return { sentence: messageOf(error), next: known?.next, code: known?.code ?? 'bug' };
}

const sampleRows = 500;
