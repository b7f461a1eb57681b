/** The pages of this window. Their code is loaded when the first one is asked for, so that a window without one starts faster. */
import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable.ts';
import type { Project } from '../project/project.ts';
import type { ComparePageState } from '../protocol/compare/comparePage.ts';
import type { LostDatasetPage } from '../protocol/datasetPage.ts';
import type { LostFairnessPage } from '../protocol/fairnessPage.ts';
import type { LostReviewPage } from '../protocol/reviewPage.ts';
import type { LostModelPage } from '../protocol/modelPage.ts';
import type { LostPage } from '../protocol/runPage.ts';
import type { CompareWish } from './panels/compare/comparePanel.ts';
import {
  changesScheme,
  codeScheme,
  comparePageType,
  datasetPageType,
  explainedPageType,
  fairnessPageType,
  modelPageType,
  reviewedScheme,
  reviewPageType,
  runPageType,
} from './panels/names.ts';
import type { ModelToOpen, OpenPages, PagesParts } from './panels/openPages.ts';
import { serveTexts } from './panels/recordedTexts.ts';

export class Pages implements vscode.Disposable {
  readonly #parts: PagesParts;
  readonly #owned = new DisposableStore();
  #opened: Promise<OpenPages> | undefined;

  constructor(parts: PagesParts) {
    this.#parts = parts;
    const restore = (type: string, by: (pages: OpenPages) => vscode.WebviewPanelSerializer) =>
      this.#owned.add(
        vscode.window.registerWebviewPanelSerializer(type, {
          deserializeWebviewPanel: async (panel, saved) =>
            await by(await this.#open()).deserializeWebviewPanel(panel, saved),
        }),
      );
    restore(runPageType, ({ runs }) => runs);
    restore(comparePageType, ({ compare }) => compare);
    restore(modelPageType, ({ models }) => models);
    restore(datasetPageType, ({ datasets }) => datasets);
    restore(fairnessPageType, ({ fairness }) => fairness);
    restore(reviewPageType, ({ reviews }) => reviews);
    this.#owned.add(
      vscode.window.registerWebviewPanelSerializer(explainedPageType, {
        deserializeWebviewPanel: async (panel, saved) => {
          const { restoreExplained } = await import('./reviews/explained.ts');
          await restoreExplained(panel, saved, parts);
        },
      }),
    );
    this.#owned.add(
      serveTexts(changesScheme, async (uri) => await (await this.#open()).runs.changes.textOf(uri)),
    );
    this.#owned.add(
      serveTexts(reviewedScheme, async (uri) => {
        const { reviewedText } = await import('./reviews/reviewDiff.ts');
        return reviewedText(parts, uri);
      }),
    );
    this.#owned.add(serveTexts(codeScheme, async (uri) => await (await this.#open()).codeText(uri)));
  }

  /** Shows the page of a run; one that is open already comes to the front. */
  async openRun(project: Project, run: string): Promise<void> {
    (await this.#open()).runs.open(project, run);
  }

  /** Puts a page in the place of one whose extension host died. */
  async reopenRun(project: Project, lost: Pick<LostPage, 'run' | 'state'>): Promise<void> {
    await (await this.#open()).runs.reopen(project, lost);
  }

  /** Shows the compare page of a folder with what is wished for. */
  async compare(project: Project, wish: CompareWish): Promise<void> {
    (await this.#open()).compare.open(project, wish);
  }

  /** Puts a page in the place of one whose extension host died. */
  async reopenCompare(project: Project, state: ComparePageState): Promise<void> {
    await (await this.#open()).compare.reopen(project, state);
  }

  /** Shows the page of a registered model, at one of its versions when that is named. */
  async openModel(project: Project, model: ModelToOpen): Promise<void> {
    (await this.#open()).openModel(project, model);
  }

  /** Puts a page in the place of one whose extension host died. */
  async reopenModel(project: Project, lost: Pick<LostModelPage, 'name' | 'state'>): Promise<void> {
    await (await this.#open()).models.reopen(project, lost);
  }

  /** Shows the page of a dataset. */
  async openDataset(project: Project, name: string): Promise<void> {
    (await this.#open()).datasets.open(project, { name });
  }

  /** Puts a page in the place of one whose extension host died. */
  async reopenDataset(project: Project, lost: Pick<LostDatasetPage, 'name' | 'state'>): Promise<void> {
    await (await this.#open()).datasets.reopen(project, lost);
  }

  /** Shows how predictions treat groups; `name` as fairnessSubject.ts writes it. */
  async openFairness(project: Project, name: string, isAsked = false): Promise<void> {
    await (await this.#open()).openFairness(project, name, isAsked);
  }

  /** Puts a page in the place of one whose extension host died. */
  async reopenFairness(project: Project, lost: Pick<LostFairnessPage, 'name' | 'state'>): Promise<void> {
    await (await this.#open()).fairness.reopen(project, lost);
  }

  /** Shows the review of a script, by its path from the folder. */
  async openReview(project: Project, script: string): Promise<void> {
    (await this.#open()).reviews.open(project, { name: script });
  }

  /** Puts a page in the place of one whose extension host died. */
  async reopenReview(project: Project, lost: Pick<LostReviewPage, 'name' | 'state'>): Promise<void> {
    await (await this.#open()).reviews.reopen(project, lost);
  }

  dispose(): void {
    this.#owned.dispose();
    void this.#opened?.then(({ runs, compare, models, datasets, fairness, reviews }) => {
      reviews.dispose();
      fairness.dispose();
      datasets.dispose();
      runs.dispose();
      models.dispose();
      compare.dispose();
    });
  }

  async #open(): Promise<OpenPages> {
    this.#opened ??= import('./panels/openPages.ts').then(({ openPages }) => openPages(this.#parts));
    return await this.#opened;
  }
}
