/** The dataset page on a stage: its host is the real protocol and what the real one does with profiles, over scenarios. */
import type { Page } from 'playwright-core';
import { UserError } from '../../../src/base/errors.ts';
import { compareProfiles } from '../../../src/data/compareProfiles.ts';
import { datasetPage, type DatasetPageHandlers } from '../../../src/protocol/datasetPage.ts';
import { shownComparisonOf, shownProfileOf, shownRowsOf } from '../../../src/views/panels/shownData.ts';
import {
  datasetName,
  datasetScenarios,
  type DatasetScenario,
  type DatasetScenarioName,
} from './datasetScenarios.ts';
import { PageStage, type Show, type Shown } from './pageStage.ts';
import { serveOn } from './serveOn.ts';

export async function openDatasetStage(): Promise<PageStage> {
  return await PageStage.open({ page: 'dataset', fakeHost: 'compareBridge.ts', subject: datasetName });
}

export interface StagedDataset extends Shown {
  readonly host: DatasetHost;
}

export async function showDataset(
  stage: PageStage,
  scenario: DatasetScenarioName | DatasetHost,
  show: Omit<Show, 'before' | 'scenario'> = {},
): Promise<StagedDataset> {
  const host = scenario instanceof DatasetHost ? scenario : new DatasetHost(datasetScenarios[scenario]);
  const shown = await stage.show({ ...show, before: async (page) => await host.attach(page) });
  await shown.page.waitForSelector('main h1');
  return { ...shown, host };
}

type Asked = 'view' | 'profile' | 'compare' | 'rows';

export class DatasetHost {
  scenario: DatasetScenario;
  /** What is answered with instead. */
  readonly failures = new Map<Asked, UserError>();
  /** Questions that are not answered before they are let go or cancelled. */
  readonly held = new Set<Asked>();
  /** While true the page hears nothing, as when its host died. */
  isDead = false;
  /** What the page asked for, besides views and signs of life. */
  readonly calls: { readonly method: string; readonly params: unknown }[] = [];
  #changed: () => void = () => undefined;
  #progress: (share: number) => void = () => undefined;
  #waiting: { readonly go: () => void; readonly stop: () => void }[] = [];

  constructor(scenario: DatasetScenario) {
    this.scenario = scenario;
  }

  change(change: Partial<DatasetScenario>): void {
    this.scenario = { ...this.scenario, ...change };
    this.#changed();
  }

  progress(share: number): void {
    this.#progress(share);
  }

  letGo(): void {
    this.held.clear();
    for (const { go } of this.#waiting.splice(0)) go();
  }

  async attach(page: Page): Promise<void> {
    const served = await serveOn(page, datasetPage, {
      handlers: this.#handlers(),
      isDead: () => this.isDead,
    });
    this.#changed = () => served.emit('changed', {});
    this.#progress = (share) => served.emit('progress', { share });
  }

  async #asked(method: Asked, params: unknown): Promise<void> {
    if (method !== 'view') this.calls.push({ method, params });
    if (this.held.has(method))
      await new Promise<void>((resolve, reject) => {
        const stop = () => reject(new UserError('cancelled', 'It was cancelled.'));
        this.#waiting.push({ go: resolve, stop });
      });
    const failure = this.failures.get(method);
    if (failure) throw failure;
  }

  #profile(hash: string | null) {
    const wanted = hash ?? this.scenario.detail?.disk.hash;
    const found = this.scenario.profiles[wanted ?? ''];
    if (found) return found;
    throw new UserError(
      'noProfile',
      'This version was never profiled on this machine, and its data is not on disk.',
    );
  }

  #handlers(): DatasetPageHandlers {
    const noted = (method: string) => (params: unknown) => {
      this.calls.push({ method, params });
      return Promise.resolve(null);
    };
    return {
      ping: () => Promise.resolve(null),
      view: async () => {
        await this.#asked('view', {});
        const { detail, profiles } = this.scenario;
        return { detail, profiled: Object.keys(profiles) };
      },
      profile: async (params) => {
        await this.#asked('profile', params);
        return shownProfileOf(this.#profile(params.hash));
      },
      compare: async (params) => {
        await this.#asked('compare', params);
        const reference = this.#profile(params.before);
        const found = compareProfiles(reference, this.#profile(params.after));
        const approximate = params.after !== this.scenario.detail?.disk.hash;
        return shownComparisonOf({ reference, comparison: { ...found, approximate } });
      },
      rows: async (params) => {
        await this.#asked('rows', params);
        const { rows } = this.scenario;
        if (rows === null) throw new UserError('unread', 'There is no file on disk.');
        return shownRowsOf({ ...rows, rows: rows.rows.slice(0, params.limit) });
      },
      cancel: async (params) => {
        for (const { stop } of this.#waiting.splice(0)) stop();
        return await noted('cancel')(params);
      },
      act: noted('act'),
      openRun: noted('openRun'),
      openModel: noted('openModel'),
      openFeature: () =>
        Promise.reject(new UserError('gone', 'The feature is not there any more.', 'Look in git.')),
      revealCopy: noted('revealCopy'),
    };
  }
}
