/** What the runs and model versions of the connected server say of features: asked when a person wants to know, and only of the newest. */
import type { VersionFacts } from '../catalog/featureUsage.ts';
import { messageOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { MlflowServer } from '../sources/mlflowServer/mlflowServer.ts';
import { experimentsPage } from '../sources/mlflowServer/serverCalls.ts';
import { serverKind } from '../sources/mlflowServer/serverKind.ts';
import {
  loggedModelFileText,
  modelFileText,
  modelsPage,
  newestRuns,
  versionsPage,
} from '../sources/mlflowServer/serverModels.ts';
import type { ListedModel, ListedVersion, ServerRun } from '../sources/mlflowServer/serverShapes.ts';
import type { ForeignFacts, KnownForeign } from './foreignUses.ts';
import { readMlmodel } from './mlmodel.ts';

export class ServerUses {
  readonly #source: MlflowServer;
  /** Names of inputs by the place of a model: what was logged once does not change. */
  readonly #signatures = new Map<string, readonly string[]>();
  #known: KnownForeign = { runs: [], versions: [] };
  #notes: readonly string[] = [];
  #asking: Promise<void> | undefined;
  #asked = -Infinity;

  constructor(source: MlflowServer) {
    this.#source = source;
  }

  /** Without asking. */
  get known(): KnownForeign {
    return this.#known;
  }

  /** Asks anew unless that was just done. Sentences of what is not known, and why. Never rejects for what the server does. */
  async learn(patience = usualPatience): Promise<readonly string[]> {
    if (performance.now() - this.#asked > freshFor)
      this.#asking ??= this.#ask(performance.now() + patience).finally(() => (this.#asking = undefined));
    if (this.#asking === undefined) return this.#notes;
    const { label } = this.#source.connection.address;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), patience)));
    const first = await Promise.race([this.#asking, late]).finally(() => clearTimeout(timer));
    return first === 'late' ? [t('{0} has not answered yet; its runs are left out.', label)] : this.#notes;
  }

  async #ask(until: number): Promise<void> {
    const { connection } = this.#source;
    const { label } = connection.address;
    try {
      const [models, versions, experiments] = await Promise.all([
        modelsPage(connection, undefined),
        versionsPage(connection, { page: undefined }),
        experimentsPage(connection, { limit: mostExperiments }),
      ]);
      const ids = experiments.items.map(({ experiment_id: id }) => id);
      const { runs, isWhole } = await newestRuns(connection, ids, mostRuns);
      const chosen = inOrder(models.items, versions.items);
      const isCut = await this.#readSignatures(chosen, runs, until);
      this.#take(models.items, chosen, runs);
      const isAll = isWhole && !isCut && chosen.length === versions.items.length;
      const hasMore = [models, versions, experiments].some(({ next }) => next !== undefined);
      this.#notes =
        isAll && !hasMore ? [] : [t('Of {0} only the newest runs and model versions were looked at.', label)];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#notes = [messageOf(error)];
    }
    this.#asked = performance.now();
  }

  /** Whether some were left out, for there are many or it got late. */
  async #readSignatures(
    versions: readonly ListedVersion[],
    runs: readonly ServerRun[],
    until: number,
  ): Promise<boolean> {
    const { connection } = this.#source;
    const ofVersions = versions.map(({ name, version, ...told }) => ({
      key: placeOf({ name, version, ...told }),
      read: async () => await modelFileText(connection, { name, version }),
    }));
    const ofRuns = runs.flatMap(({ outputs }) =>
      outputs.model_outputs.slice(0, 1).map(({ model_id: id }) => ({
        key: `models:/${id}`,
        read: async () => await loggedModelFileText(connection, id),
      })),
    );
    const keys = new Set(this.#signatures.keys());
    const waiting = [...ofVersions, ...ofRuns].filter(({ key }) => {
      const isNew = !keys.has(key);
      keys.add(key);
      return isNew;
    });
    const isCut = waiting.length > mostSignatures;
    waiting.length = Math.min(waiting.length, mostSignatures);
    const work = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (performance.now() > until) {
          waiting.unshift(next);
          return;
        }
        this.#signatures.set(next.key, await inputsOf(next.read));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return isCut || waiting.length > 0;
  }

  #take(
    models: readonly ListedModel[],
    versions: readonly ListedVersion[],
    runs: readonly ServerRun[],
  ): void {
    const { address } = this.#source.connection;
    const source = serverKind.remote.groupOf(address.uri);
    const idOf = (run: string) => serverKind.remote.idOf(address.uri, run);
    const ofRun = new Map(versions.map((one) => [one.run_id, this.#signatures.get(placeOf(one)) ?? []]));
    this.#known = {
      versions: versions.map((one): VersionFacts => ({
        ...{ model: one.name, version: one.version, source, server: address.label },
        run: one.run_id === '' ? undefined : idOf(one.run_id),
        aliases: models.flatMap(({ name, aliases }) =>
          aliases.flatMap(({ alias, version }) =>
            name === one.name && version === one.version ? [alias] : [],
          ),
        ),
        features: this.#signatures.get(placeOf(one)) ?? [],
      })),
      runs: runs.map((told): ForeignFacts => {
        const { name, started, datasets, tags } = this.#source.describe(told);
        const [model] = told.outputs.model_outputs;
        const logged = model && this.#signatures.get(`models:/${model.model_id}`);
        return {
          ...{ id: idOf(told.info.run_id), name, started, source, script: undefined, features: [] },
          signature: logged ?? ofRun.get(told.info.run_id) ?? [],
          datasets: datasets.map(({ name: data, columns = [] }) => ({ name: data, columns, from: 'mlflow' })),
          copyOf: tags.get('cairn.run_id'),
        };
      }),
    };
  }
}

/** Versions that an alias stands for come first. */
function inOrder(models: readonly ListedModel[], versions: readonly ListedVersion[]): ListedVersion[] {
  const named = new Set(
    models.flatMap(({ name, aliases }) => aliases.map(({ version }) => `${String(version)} ${name}`)),
  );
  const isNamed = ({ name, version }: ListedVersion) => named.has(`${String(version)} ${name}`);
  return [...versions.filter(isNamed), ...versions.filter((one) => !isNamed(one))].slice(0, mostVersions);
}

/** Where its model lies: versions and runs of MLflow 3 share theirs. */
function placeOf({ name, version, source }: ListedVersion): string {
  return source.startsWith('models:/m-') ? source : `${name}/${String(version)} ${source}`;
}

/** None of what is no model of MLflow's, or cannot be read; a server that does not answer ends the asking. */
async function inputsOf(read: () => Promise<string>): Promise<readonly string[]> {
  try {
    return readMlmodel(await read()).inputs;
  } catch (error) {
    if (error instanceof UserError && error.code !== 'serverUnreachable') return [];
    throw error;
  }
}

/** ms a person waits for it. */
const usualPatience = 8000;
/** ms for which what was learnt is not asked for again. */
const freshFor = 60_000;
const mostExperiments = 50;
const mostRuns = 200;
const mostVersions = 100;
const mostSignatures = 150;
/** Requests under way; a server has few workers, and others use it too. */
const atOnce = 4;
