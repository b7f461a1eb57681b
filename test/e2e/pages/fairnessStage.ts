/** The fairness page on a stage: its host is the real protocol over scenarios. */
import type { Page } from 'playwright-core';
import { UserError } from '../../../src/base/errors.ts';
import {
  fairnessPage,
  type FairnessPageHandlers,
  type VersusSource,
} from '../../../src/protocol/fairnessPage.ts';
import type { VersusCounts } from '../../../src/protocol/fairnessVersus.ts';
import { fairnessScenarios, fairnessSubjectName, type FairnessScenario } from './fairnessScenarios.ts';
import { fairnessTasks } from './fairnessTasks.ts';
import { PageStage, type Show, type Shown } from './pageStage.ts';
import { serveOn } from './serveOn.ts';

export const stagedFairness = { ...fairnessScenarios, ...fairnessTasks };
export type FairnessScenarioName = keyof typeof stagedFairness;

export async function openFairnessStage(): Promise<PageStage> {
  return await PageStage.open({
    page: 'fairness',
    fakeHost: 'compareBridge.ts',
    subject: fairnessSubjectName,
  });
}

export interface StagedFairness extends Shown {
  readonly host: FairnessHost;
}

export async function showFairness(
  stage: PageStage,
  scenario: FairnessScenarioName | FairnessHost,
  show: Omit<Show, 'before' | 'scenario'> = {},
): Promise<StagedFairness> {
  const host = scenario instanceof FairnessHost ? scenario : new FairnessHost(stagedFairness[scenario]);
  const shown = await stage.show({ ...show, before: async (page) => await host.attach(page) });
  await shown.page.waitForSelector('main h1');
  return { ...shown, host };
}

export class FairnessHost {
  scenario: FairnessScenario;
  /** What `counts` answers with instead. */
  failure: UserError | undefined;
  /** What they are held against, once somebody chose it or the state names it. */
  beside: { readonly source: VersusSource; readonly counts: VersusCounts } | undefined;
  /** What `versus` answers with instead. */
  besideFailure: UserError | undefined;
  /** While true counts are not answered before they are cancelled. */
  isHeld = false;
  /** While true the page hears nothing, as when its host died. */
  isDead = false;
  /** What the page asked for, besides views, counts and signs of life. */
  readonly calls: { readonly method: string; readonly params: unknown }[] = [];
  #changed: () => void = () => undefined;
  #progress: (share: number) => void = () => undefined;
  #stop: () => void = () => undefined;

  constructor(scenario: FairnessScenario) {
    this.scenario = scenario;
  }

  change(change: Partial<FairnessScenario>): void {
    this.scenario = { ...this.scenario, ...change };
    this.#changed();
  }

  progress(share: number): void {
    this.#progress(share);
  }

  async attach(page: Page): Promise<void> {
    const served = await serveOn(page, fairnessPage, {
      handlers: this.#handlers(),
      isDead: () => this.isDead,
    });
    this.#changed = () => served.emit('changed', {});
    this.#progress = (share) => served.emit('progress', { share });
  }

  #handlers(): FairnessPageHandlers {
    const noted = (method: string) => (params: unknown) => {
      this.calls.push({ method, params });
      return Promise.resolve(null);
    };
    return {
      ping: () => Promise.resolve(null),
      view: () => Promise.resolve(this.scenario.view),
      counts: async () => {
        if (this.isHeld)
          await new Promise<void>((_, reject) => {
            this.#stop = () => reject(new UserError('cancelled', 'It was cancelled.'));
          });
        if (this.failure) throw this.failure;
        return this.scenario.counts;
      },
      chooseVersus: async (params) => {
        await noted('chooseVersus')(params);
        return this.beside?.source ?? null;
      },
      versus: async ({ name, content, thresholds }) => {
        this.calls.push({ method: 'versus', params: { name, content, thresholds: thresholds.length } });
        if (this.besideFailure) throw this.besideFailure;
        await Promise.resolve();
        if (this.beside === undefined || content === '1') return null;
        return { source: this.beside.source, content: '1', counts: this.beside.counts };
      },
      deepCounts: () => {
        this.calls.push({ method: 'deepCounts', params: {} });
        const { deep } = this.scenario;
        return deep === undefined
          ? Promise.reject(new UserError('groups', 'The crossings have more than 50 000 slices.'))
          : Promise.resolve(deep);
      },
      cancel: async (params) => {
        this.#stop();
        return await noted('cancel')(params);
      },
      choose: noted('choose'),
      openFile: noted('openFile'),
      openRun: noted('openRun'),
      openScript: noted('openScript'),
      openModel: noted('openModel'),
      openPolicy: noted('openPolicy'),
      copy: noted('copy'),
      save: noted('save'),
      savePicture: noted('savePicture'),
    };
  }
}
