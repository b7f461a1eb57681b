/** What runs of other tools say of features: records that lie in the folder, and of the connected server what was asked of it. */
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { RunFacts, VersionFacts } from '../catalog/featureUsage.ts';
import type { ForeignDetails, ForeignRun } from '../sources/source.ts';
import { inputsInFile } from './runFacts.ts';

/** A run as it is listed. */
export interface ForeignRecord {
  readonly id: string;
  readonly run: ForeignRun;
  /** The place it is listed in: `MLflow · mlruns`. */
  readonly source: string;
  /** Undefined: not known yet. */
  readonly keepsModels: boolean | undefined;
  /** Looks at the disk. */
  readonly details: () => ForeignDetails | undefined;
}

export interface ForeignFacts extends RunFacts {
  /** Id of the run here that was published as this one. */
  readonly copyOf?: string | undefined;
}

export interface KnownForeign {
  readonly runs: readonly ForeignFacts[];
  readonly versions: readonly VersionFacts[];
}

export interface ForeignUsesParts {
  readonly records: () => Iterable<ForeignRecord> | Promise<Iterable<ForeignRecord>>;
  /** What is known of the connected server by now, without asking it. */
  readonly ofServer: () => KnownForeign;
  readonly pause: () => Promise<unknown>;
}

export class ForeignUses {
  readonly #parts: ForeignUsesParts;
  readonly #facts = new Map<string, { readonly run: ForeignRun; readonly facts: ForeignFacts }>();
  #known: KnownForeign = { runs: [], versions: [] };

  constructor(parts: ForeignUsesParts) {
    this.#parts = parts;
  }

  /** The same object while nothing of it changed. */
  async read(): Promise<KnownForeign> {
    const records = [...(await this.#parts.records())].sort((a, b) => b.run.started - a.run.started);
    const ids = new Set(records.map(({ id }) => id));
    for (const id of this.#facts.keys()) if (!ids.has(id)) this.#facts.delete(id);
    let looked = 0;
    for (const [at, record] of records.entries()) {
      const before = this.#facts.get(record.id);
      if (before?.run === record.run) continue;
      // Models of the newest runs only: each is a file to be read.
      const files = at < mostWithModels ? modelFilesOf(record) : [];
      const facts = factsOf(record, files);
      const isSame = before !== undefined && isDeepStrictEqual(before.facts, facts);
      this.#facts.set(record.id, { run: record.run, facts: isSame ? before.facts : facts });
      looked += 1;
      if (looked % chunk === 0) await this.#parts.pause();
    }
    const server = this.#parts.ofServer();
    const told = new Set(server.runs.map(({ id }) => id));
    const listed = [...this.#facts.values()].flatMap(({ facts }) => (told.has(facts.id) ? [] : [facts]));
    const runs = [...listed, ...server.runs].filter(
      ({ signature, datasets }) => signature.length + datasets.length > 0,
    );
    const isSame =
      this.#known.versions === server.versions &&
      this.#known.runs.length === runs.length &&
      this.#known.runs.every((one, at) => one === runs[at]);
    if (!isSame) this.#known = { runs, versions: server.versions };
    return this.#known;
  }
}

/** Absolute paths of the files MLmodel that it kept. */
function modelFilesOf({ keepsModels, details }: ForeignRecord): string[] {
  const { artifactFolder, artifacts = [] } = keepsModels === false ? {} : (details() ?? {});
  return artifacts.flatMap(({ path: name, file, kind }) => {
    const place = file ?? (artifactFolder === undefined ? undefined : path.join(artifactFolder, name));
    return kind === 'model' && place !== undefined && /(^|\/)MLmodel$/.test(name) ? [place] : [];
  });
}

function factsOf({ id, run, source }: ForeignRecord, modelFiles: readonly string[]): ForeignFacts {
  return {
    ...{ id, name: run.name, script: undefined, started: run.started, source },
    features: [],
    signature: [...new Set(modelFiles.slice(0, mostModels).flatMap((file) => inputsInFile(file)))],
    datasets: run.datasets.flatMap(({ name, columns = [] }) =>
      columns.length === 0 ? [] : [{ name, columns, from: 'mlflow' as const }],
    ),
    copyOf: run.tags.get('cairn.run_id'),
  };
}

/** Runs whose models are looked into. */
const mostWithModels = 2000;
/** A run that keeps a model at each epoch says the same of each. */
const mostModels = 20;
/** Runs that are looked at before others get their turn. */
const chunk = 20;
