/** The model page on a stage: its host is the real protocol and the real reading of model files, over scenarios. */
import type { Page } from 'playwright-core';
import { UserError } from '../../../src/base/errors.ts';
import { parseModelFile } from '../../../src/models/modelFile.ts';
import { modelDetailOf, versionDetailOf, versionToShow } from '../../../src/models/shapeModel.ts';
import { staleness } from '../../../src/models/staleness.ts';
import { modelPage, type ModelPageHandlers } from '../../../src/protocol/modelPage.ts';
import type { ModelDetail } from '../../../src/protocol/modelShape.ts';
import { modelName, modelScenarios, type ModelScenario, type ModelScenarioName } from './modelScenarios.ts';
import { PageStage, type Show, type Shown } from './pageStage.ts';
import { serveOn } from './serveOn.ts';

export async function openModelStage(): Promise<PageStage> {
  return await PageStage.open({ page: 'model', fakeHost: 'compareBridge.ts', subject: modelName });
}

export interface StagedModel extends Shown {
  readonly host: ModelHost;
}

export async function showModel(
  stage: PageStage,
  scenario: ModelScenarioName,
  show: Omit<Show, 'before' | 'scenario'> = {},
): Promise<StagedModel> {
  const host = new ModelHost(modelScenarios[scenario]);
  const shown = await stage.show({ ...show, before: async (page) => await host.attach(page) });
  await shown.page.waitForSelector('main h1');
  return { ...shown, host };
}

export class ModelHost {
  scenario: ModelScenario;
  /** What `view` answers with instead. */
  failure: UserError | undefined;
  /** While true the page hears nothing, as when its host died. */
  isDead = false;
  /** What the page asked for, besides views and signs of life. */
  readonly calls: { readonly method: string; readonly params: unknown }[] = [];
  #changed: () => void = () => undefined;

  constructor(scenario: ModelScenario) {
    this.scenario = scenario;
  }

  change(change: Partial<ModelScenario>): void {
    this.scenario = { ...this.scenario, ...change };
    this.#changed();
  }

  async attach(page: Page): Promise<void> {
    const served = await serveOn(page, modelPage, {
      handlers: this.#handlers(),
      isDead: () => this.isDead,
    });
    this.#changed = () => served.emit('changed', {});
  }

  #handlers(): ModelPageHandlers {
    const noted = (method: string) => (params: unknown) => {
      this.calls.push({ method, params });
      return Promise.resolve(null);
    };
    return {
      ping: () => Promise.resolve(null),
      view: ({ name, version }) => {
        if (this.failure) return Promise.reject(this.failure);
        return Promise.resolve({ detail: detailOf(this.scenario, name, version), trusted: true });
      },
      act: noted('act'),
      verify: async (params) => {
        await noted('verify')(params);
        const { artifact: state } = this.scenario;
        return { state, sentence: `The artifact is ${state}.`, sha256: null };
      },
      openRun: noted('openRun'),
      openScript: () =>
        Promise.reject(new UserError('gone', 'The script is not there any more.', 'Look in git.')),
      openFile: noted('openFile'),
      openEntry: noted('openEntry'),
      openFairness: noted('openFairness'),
      compareRuns: noted('compareRuns'),
    };
  }
}

function detailOf(scenario: ModelScenario, name: string, wanted: number | null): ModelDetail | null {
  const { model, problems } = parseModelFile(scenario.text, `.cairn/models/${name}.yaml`);
  if (model?.name !== name) return null;
  const version = versionToShow(model, wanted ?? undefined);
  const nameOfRun = (id: string) => scenario.runsHere.find((one) => one === id);
  const around = { nameOfRun, objective: undefined, policy: scenario.policy };
  const datasets = new Map(
    Object.entries(scenario.datasets).map(([dataset, latest]) => [dataset, { version: latest, hash: '' }]),
  );
  const shown =
    version === undefined
      ? null
      : versionDetailOf(model, version, {
          nameOfRun,
          policy: scenario.policy,
          hasDataset: (dataset) => datasets.has(dataset),
          feature: (feature) =>
            Object.hasOwn(scenario.features, feature) ? { dataset: scenario.features[feature] } : undefined,
          stale: staleness(
            { ...version, datasets: version.datasets.map((use) => ({ ...use, hash: undefined })) },
            {
              run: version.run === undefined || nameOfRun(version.run) !== undefined ? 'here' : 'gone',
              script: version.script?.sha256,
              artifact: scenario.artifact,
              datasets,
              policy: scenario.policy,
              deprecated: new Set(scenario.deprecated),
            },
          ),
        });
  const { server } = scenario;
  return {
    ...modelDetailOf(model, shown, around),
    ...(server !== undefined && { server, history: [], rollBacks: [], tags: { team: 'risk' } }),
    problems: problems.map(({ where, message, line }) => ({
      where,
      message,
      ...(line !== undefined && { line }),
    })),
  };
}
