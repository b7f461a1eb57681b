/** What can be done with the registered models of a folder, by whoever is at this machine: here runs, catalog and models meet. */
import path from 'node:path';
import type { Clock } from '../base/clock.ts';
import { codeOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { writeProblem } from '../base/writeProblem.ts';
import { readCatalog } from '../catalog/readCatalog.ts';
import { modelNameProblem, moveAlias, rollBack, type Moved } from '../models/aliasMoves.ts';
import type { Hashing } from '../models/artifactHash.ts';
import { placeOf, verifyArtifact, type Verified } from '../models/artifactPlace.ts';
import { modelCandidates } from '../models/findArtifact.ts';
import { ModelRegistry } from '../models/modelRegistry.ts';
import { factsOf, placeInFolder, placeInRun, type ArtifactToRegister } from '../models/registerFromRun.ts';
import { attachFairness, versionsJudgedBy } from '../models/versionFairness.ts';
import { keptFairness } from '../protocol/keptFairness.ts';
import type { VerifiedShape } from '../protocol/modelShape.ts';
import type { RunDetail } from '../protocol/runShape.ts';
import type { CairnConfig } from '../records/config.ts';
import { userName } from '../runs/launchRecord.ts';
import { jsonOrNothing } from '../storage/jsonOrNothing.ts';
import { runDir, runPaths, type Layout } from '../storage/layout.ts';
import { requireInside } from '../storage/requireInside.ts';

export interface ModelActionsHost {
  readonly layout: Layout;
  readonly config: CairnConfig;
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  /** Else nothing is written, or read, where a path leads out of the folder. */
  readonly isTrusted: boolean;
}

export interface Registration {
  readonly name: string;
  /** Absent: the run's only model. A path among the run's artifacts, or an absolute one. */
  readonly artifact?: string | undefined;
  readonly description?: string | undefined;
  /** Names of the features that the run used, where the model does not say them itself. */
  readonly features?: readonly string[];
}

export class ModelActions {
  readonly #host: ModelActionsHost;
  readonly #registry: ModelRegistry;

  constructor(host: ModelActionsHost) {
    this.#host = host;
    this.#registry = new ModelRegistry(host.layout.models);
  }

  get registry(): ModelRegistry {
    return this.#registry;
  }

  /**
   * A new version of a model, which is made when there is none. Rejects with UserError `modelName`, `artifact`, `modelFile`,
   * `outside`, `readOnly`.
   */
  async register(
    detail: RunDetail,
    { name, artifact, description, features = [] }: Registration,
    hashing?: Hashing,
  ): Promise<{ readonly name: string; readonly version: number }> {
    const wrong = modelNameProblem(name);
    if (wrong !== undefined) throw new UserError('modelName', wrong);
    const { layout, config } = this.#host;
    await this.#requireInside();
    const place = this.#artifactOf(detail, artifact);
    const { datasets } = await readCatalog(layout);
    const facts = await this.#reading(place, async () =>
      factsOf({ detail, folder: layout.folder, config, datasets }, place, hashing),
    );
    // What the model's own signature says counts for more than what its run shows.
    const said = facts.features ?? [];
    const learnt = said.length > 0 ? [...said] : [...features];
    const made = { by: this.#mover().by, created: this.#mover().at };
    return await this.#writing(async () => {
      if (this.#registry.find(name) === undefined) await this.#registry.create({ name, ...made });
      const { version } = await this.#registry.addVersion(name, {
        ...facts,
        ...made,
        description,
        features: learnt,
      });
      const found = { name, version: version.version };
      await this.#addFairness(detail, found);
      return found;
    });
  }

  /** `to` undefined: away. Rejects with UserError `alias`, `noModel`, `noVersion`, `noMove`, `outside`, `readOnly`. */
  async moveAlias(
    of: { readonly name: string; readonly alias: string; readonly to: number | undefined },
    reason: string | undefined,
  ): Promise<Moved> {
    await this.#requireInside();
    return await this.#writing(async () => moveAlias(this.#registry, of, { ...this.#mover(), reason }));
  }

  /** Rejects with UserError `noModel`, `noMove`, `outside`, `readOnly`. */
  async rollBack(
    of: { readonly name: string; readonly alias: string },
    reason: string | undefined,
  ): Promise<Moved> {
    await this.#requireInside();
    return await this.#writing(async () => rollBack(this.#registry, of, { ...this.#mover(), reason }));
  }

  /** Its number does not come again. */
  async deleteVersion(name: string, version: number): Promise<void> {
    await this.#requireInside();
    await this.#writing(async () => this.#registry.deleteVersion(name, version, this.#mover()));
  }

  /** Reads all of the artifact. Rejects with UserError `noModel`, `noVersion`. */
  async verify(name: string, number: number, hashing?: Hashing): Promise<VerifiedShape> {
    const { version } = this.#registry.getVersion(name, number);
    const options = { folder: this.#host.layout.folder, outside: this.#host.isTrusted, ...hashing };
    const verified = await verifyArtifact(version, options);
    const place = version.path ?? version.artifact?.location ?? '';
    const sentence = sentenceOf(verified, place, version.artifact?.sha256);
    return { state: verified.state, sentence, sha256: verified.found?.sha256 ?? null };
  }

  /** Absolute. Rejects with UserError `artifact` when it is not on this disk. */
  artifactFile(name: string, number: number): string {
    const { version } = this.#registry.getVersion(name, number);
    const { layout, isTrusted } = this.#host;
    const place = placeOf(version, { folder: layout.folder, outside: isTrusted });
    if (place.kind === 'here') return place.file;
    const where = version.artifact?.location ?? '–';
    throw new UserError('artifact', t('The artifact is not in this folder: {0}', where));
  }

  /** The newest of its reports: of its own predictions, or of those that another run made with its model. */
  async #addFairness(
    { id, fairnessReports }: RunDetail,
    of: { readonly name: string; readonly version: number },
  ): Promise<void> {
    const { layout } = this.#host;
    const marks = fairnessReports.filter(({ report }) => path.basename(report) === report);
    for (const mark of [...marks].reverse()) {
      const { fairness } = runPaths(runDir(layout, mark.of ?? id));
      const kept = keptFairness.safeParse(await jsonOrNothing(path.join(fairness, mark.report))).data;
      const model = this.#registry.find(of.name);
      // A line that says something else than the numbers was not written with them.
      if ((kept?.report.policy?.verdict ?? null) !== mark.verdict) continue;
      const judges = kept && model ? versionsJudgedBy([model], kept) : [];
      if (!kept || !judges.some(({ version }) => version === of.version)) continue;
      await attachFairness({ registry: this.#registry, dir: layout.models }, of, { kept, mark });
      return;
    }
  }

  #artifactOf(detail: RunDetail, asked: string | undefined): ArtifactToRegister {
    const { folder } = this.#host.layout;
    if (asked !== undefined && path.isAbsolute(asked)) return placeInFolder(folder, asked);
    if (asked !== undefined) {
      const known = detail.artifacts.find((one) => one.path === asked);
      return placeInRun({ detail, folder }, { path: asked, linked: known?.linked ?? false });
    }
    const [found, ...others] = modelCandidates(detail);
    if (found !== undefined && others.length === 0) return placeInRun({ detail, folder }, found);
    throw new UserError(
      'artifact',
      found === undefined
        ? t('The run {0} has no artifact that looks like a model.', detail.name)
        : t(
            'The run {0} has several models: {1}',
            detail.name,
            [found, ...others].map((one) => one.path).join(', '),
          ),
      t('Say which artifact it is.'),
    );
  }

  async #reading<T>({ file }: ArtifactToRegister, work: () => Promise<T>): Promise<T> {
    if (!this.#host.isTrusted) await requireInside(this.#host.layout.folder, file);
    try {
      return await work();
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') throw error;
      throw new UserError('artifact', t('{0} is not there.', file), undefined, { cause: error });
    }
  }

  async #writing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof UserError || codeOf(error) === undefined) throw error;
      const { models } = this.#host.layout;
      const sentence = t('{0} could not be written: {1}', models, writeProblem(error));
      throw new UserError('readOnly', sentence, undefined, { cause: error });
    }
  }

  /** Links may lead anywhere where the person trusts the folder, and nowhere else. */
  async #requireInside(): Promise<void> {
    const { layout, isTrusted } = this.#host;
    if (!isTrusted) await requireInside(layout.folder, layout.models);
  }

  #mover() {
    const { clock, env } = this.#host;
    return { by: userName(env), at: new Date(clock.now()).toISOString() };
  }
}

function sentenceOf({ state, found }: Verified, place: string, recorded: string | undefined): string {
  switch (state) {
    case 'same':
      return t('The artifact is what was registered: SHA-256 {0}.', short(recorded));
    case 'differs':
      return t(
        'The artifact has changed since it was registered: its SHA-256 was {0} and is {1}.',
        short(recorded),
        short(found?.sha256),
      );
    case 'gone':
      return t('The artifact is gone: {0} is not there.', place);
    case 'elsewhere':
      return t('The artifact is not in this folder: {0}', place);
    case 'unrecorded':
      return found === undefined
        ? t('The version does not say where its artifact lies.')
        : t('No hash was recorded for this version; the artifact has {0} now.', short(found.sha256));
  }
}

function short(hash = ''): string {
  return hash.slice(0, 7);
}
