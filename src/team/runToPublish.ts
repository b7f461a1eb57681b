/** A run as a server is to have it: its own records in MLflow's words, within MLflow's limits. */
import path from 'node:path';
import { UserError, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { statusOf } from '../runs/shapeRun.ts';
import { openRunFiles } from '../runs/runFiles.ts';
import type { RunState } from '../runs/reduceRun.ts';
import { runDir, type Layout, type RunPaths } from '../storage/layout.ts';
import type { SeriesReader } from '../storage/series/seriesReader.ts';

export interface RunToPublish {
  readonly id: string;
  readonly name: string;
  readonly experiment: string;
  readonly user: string;
  readonly status: 'FINISHED' | 'FAILED' | 'KILLED';
  /** ms since 1970, whole. */
  readonly started: number;
  readonly ended: number;
  readonly params: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  readonly series: SeriesReader;
  readonly datasets: readonly DatasetToPublish[];
  readonly artifacts: readonly { readonly path: string; readonly linked?: boolean | undefined }[];
  readonly paths: RunPaths;
  /** What a server cannot take as it is. */
  readonly problems: readonly Problem[];
}

export interface DatasetToPublish {
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly dataset: Readonly<Record<string, string>> & { readonly name: string; readonly digest: string };
}

/** By which a run is found on a server that has it already. */
export const idTag = 'cairn.run_id';

/** Rejects with UserError `run` (it cannot be read) or `live`. */
export function runToPublish(layout: Layout, id: string): RunToPublish {
  const read = openRunFiles(runDir(layout, id), `runs/${id}`);
  if (!read.ok) throw new UserError('run', t('The run {0} cannot be read: {1}', id, read.problem.message));
  const { state, series, paths } = read.run;
  if (state.ended === undefined)
    throw new UserError(
      'live',
      statusOf(state, 'unknown') === 'unknown'
        ? t('It is not known how {0} ended, or whether it still runs.', state.name)
        : t('{0} is still running.', state.name),
      t('Publish it when it has ended; cairn recover finishes what a crash left open.'),
    );
  const { ended, record } = state;
  const problems: Problem[] = [];
  const checked = new Checks(problems);
  return {
    id,
    name: state.name,
    experiment: state.experiment ?? 'Default',
    user: record.user,
    status: ended.status === 'finished' ? 'FINISHED' : ended.status === 'stopped' ? 'KILLED' : 'FAILED',
    started: Math.round(state.started ?? record.created),
    ended: Math.round(ended.t),
    params: checked.all('param', paramsOf(state), limits.param),
    tags: checked.all('tag', tagsOf(state), limits.tag),
    series,
    datasets: datasetsOf(state),
    artifacts: [...state.artifacts.values()],
    paths,
    problems,
  };
}

/** Whether MLflow takes a name; as the name of a file it must not mean another. */
export function isKey(key: string): boolean {
  const parts = key.split('/');
  return (
    /^[/\p{L}\p{M}\p{N}_.\- :]+$/u.test(key) &&
    Array.from(key).length <= limits.key &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

class Checks {
  readonly #problems: Problem[];

  constructor(problems: Problem[]) {
    this.#problems = problems;
  }

  all(what: string, pairs: ReadonlyMap<string, string>, most: number): ReadonlyMap<string, string> {
    const taken = new Map<string, string>();
    for (const [key, value] of pairs) {
      if (!isKey(key)) {
        const message = t('MLflow takes no {0} of this name, so it is not published.', what);
        this.#problems.push({ where: key, message });
        continue;
      }
      const points = value.length <= most ? [] : Array.from(value);
      const isLong = points.length > most;
      if (isLong)
        this.#problems.push({ where: key, message: t('It is published up to {0} characters.', most) });
      taken.set(key, isLong ? points.slice(0, most).join('') : value);
    }
    return taken;
  }
}

function paramsOf({ params }: RunState): ReadonlyMap<string, string> {
  return new Map([...params].map(([key, { value }]) => [key, value]));
}

/** What people and scripts said, and what MLflow's own interface shows beside a run. */
function tagsOf(state: RunState): ReadonlyMap<string, string> {
  const { record, git, notes, note } = state;
  const said = [note, ...notes.map(({ text }) => text)].filter((text) => text !== '').join('\n\n');
  const command = record.script ?? record.command.map((word) => path.basename(word)).join(' ');
  const known: readonly (readonly [string, string | undefined])[] = [
    [idTag, record.id],
    ['mlflow.user', record.user],
    ['mlflow.source.name', command],
    ['mlflow.source.type', 'LOCAL'],
    ['mlflow.source.git.commit', git?.commit],
    ['mlflow.source.git.branch', git?.branch],
    ['mlflow.note.content', said],
  ];
  const tags = new Map(state.tags);
  for (const [key, value] of known) if (value !== undefined && value !== '') tags.set(key, value);
  // Its own field is what counts.
  tags.delete('mlflow.runName');
  return tags;
}

function datasetsOf({ datasets }: RunState): DatasetToPublish[] {
  return [...datasets.values()].map(({ name, role, version, mlflow }) => ({
    tags: Object.entries({
      ...(role !== undefined && role !== '' && { 'mlflow.data.context': role }),
      ...mlflow?.tags,
    }).map(([key, value]) => ({ key, value })),
    dataset: {
      name: name.slice(0, limits.datasetName),
      digest: (version ?? 'unversioned').slice(0, limits.datasetDigest),
      source_type: mlflow?.sourceType || 'local',
      source: mlflow?.source || JSON.stringify({ uri: name }),
      ...(mlflow?.schema !== undefined && { schema: mlflow.schema }),
      ...(mlflow?.profile !== undefined && { profile: mlflow.profile }),
    },
  }));
}

/** Characters. */
const limits = { key: 250, param: 6000, tag: 8000, datasetName: 500, datasetDigest: 36 };
