/** The runs of MLflow's database as its tables tell them, whatever revision of the schema they have. */
import { t } from '../../base/l10n.ts';
import { messageOf } from '../../base/errors.ts';
import type { Columns, ReadOnlyDatabase, Row } from '../../storage/readOnlyDatabase.ts';
import { columnNames } from '../datasetColumns.ts';
import { isShownTag, tagNames } from '../mlflowWords.ts';
import type { ProblemList } from '../problemList.ts';
import type { ForeignRun } from '../source.ts';

/** A run without its metrics. */
export interface TableRun {
  readonly id: string;
  readonly experimentId: string;
  readonly experiment: string | undefined;
  readonly name: string;
  /** As MLflow notes it. */
  readonly status: string | undefined;
  readonly started: number;
  readonly ended: number | undefined;
  readonly user: string;
  readonly artifactUri: string | undefined;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  readonly datasets: ForeignRun['datasets'][number][];
  /** That it logged, in databases of MLflow 3. */
  readonly models: { readonly id: string; readonly location: string }[];
}

/** By id, without what is in MLflow's trash. What cannot be read becomes problems. */
export async function readRuns(
  database: ReadOnlyDatabase,
  problems: ProblemList,
  pause: () => Promise<void>,
): Promise<Map<string, TableRun>> {
  const tables = new Tables(database, problems, pause);
  const experiments = new Map<string, { name: string | undefined; deleted: boolean }>();
  await tables.each('experiments', ['experiment_id', 'name', 'lifecycle_stage'], [], ({ texts }) => {
    const [id, name, stage] = texts;
    if (id !== undefined) experiments.set(id, { name, deleted: stage === 'deleted' });
  });
  const runs = new Map<string, TableRun>();
  await tables.each('runs', runTexts, ['start_time', 'end_time'], (row) => {
    const [id, name, user, status, stage, artifactUri, experimentId = ''] = row.texts;
    const [started = 0, ended] = row.numbers;
    const experiment = experiments.get(experimentId);
    if (id === undefined || stage === 'deleted' || experiment?.deleted === true) return;
    runs.set(id, {
      id,
      experimentId,
      experiment: experiment?.name ?? (experimentId === '' ? undefined : experimentId),
      name: name ?? '',
      status,
      started,
      ended,
      user: user ?? '',
      artifactUri,
      params: new Map(),
      tags: new Map(),
      datasets: [],
      models: [],
    });
  });
  await tables.each('params', keyed, [], ({ texts: [run = '', key, value] }) => {
    if (key !== undefined) runs.get(run)?.params.set(key, value ?? '');
  });
  await tables.each('tags', keyed, [], ({ texts: [run = '', key, value] }) => {
    if (key !== undefined && (isShownTag(key) || asked.has(key))) runs.get(run)?.tags.set(key, value ?? '');
  });
  await tables.each('logged_models', modelTexts, [], ({ texts: [run = '', id, location = '', stage] }) => {
    if (id !== undefined && stage !== 'deleted') runs.get(run)?.models.push({ id, location });
  });
  await addDatasets(tables, runs);
  return runs;
}

/** Datasets are linked to runs by a table of inputs, which also links other things. */
async function addDatasets(tables: Tables, runs: ReadonlyMap<string, TableRun>): Promise<void> {
  const datasets = new Map<string, Pick<ForeignRun['datasets'][number], 'name' | 'version' | 'columns'>>();
  await tables.each('datasets', datasetTexts, [], ({ texts: [id, name, version, schema] }) => {
    if (id !== undefined && name !== undefined)
      datasets.set(id, { name, version, columns: columnNames(schema) });
  });
  if (datasets.size === 0) return;
  const roles = new Map<string, string | undefined>();
  await tables.each('input_tags', ['input_uuid', 'name', 'value'], [], ({ texts: [input, name, value] }) => {
    if (input !== undefined && name === tagNames.datasetContext) roles.set(input, value);
  });
  await tables.each('inputs', inputTexts, [], ({ texts: [input = '', from, dataset = '', to, run = ''] }) => {
    const known = datasets.get(dataset);
    if (from !== 'DATASET' || to !== 'RUN' || known === undefined) return;
    runs.get(run)?.datasets.push({ ...known, role: roles.get(input) });
  });
}

/** Reads tables row by row, with a pause now and then; damage ends one table, not all. */
class Tables {
  readonly #database: ReadOnlyDatabase;
  readonly #problems: ProblemList;
  readonly #pause: () => Promise<void>;

  constructor(database: ReadOnlyDatabase, problems: ProblemList, pause: () => Promise<void>) {
    this.#database = database;
    this.#problems = problems;
    this.#pause = pause;
  }

  async each(
    table: string,
    texts: readonly string[],
    numbers: readonly string[],
    use: (row: Row) => void,
  ): Promise<void> {
    const columns: Columns = { texts, numbers };
    let read = 0;
    try {
      for (const row of this.#database.rows(table, columns)) {
        use(row);
        read += 1;
        if (read % rowsAtOnce === 0) await this.#pause();
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#problems.add(damaged(table, error));
    }
  }
}

export function damaged(table: string, error: Error): { where: string; message: string } {
  return {
    where: '',
    message: t('The table {0} is damaged; what could be read of it is shown. ({1})', table, messageOf(error)),
  };
}

const runTexts = [
  'run_uuid',
  'name',
  'user_id',
  'status',
  'lifecycle_stage',
  'artifact_uri',
  'experiment_id',
] as const;
const datasetTexts = ['dataset_uuid', 'name', 'digest', 'dataset_schema'] as const;
const keyed = ['run_uuid', 'key', 'value'] as const;
const inputTexts = ['input_uuid', 'source_type', 'source_id', 'destination_type', 'destination_id'] as const;
const modelTexts = ['source_run_id', 'model_id', 'artifact_location', 'lifecycle_stage'] as const;
/** Tags that say what older databases have no column for, and what is told of a run that is looked at. */
const asked: ReadonlySet<string> = new Set(Object.values(tagNames));
const rowsAtOnce = 5000;
