/** What a run's files say, folded into one state: run.json first, then events and edits in the order they were written. */
import type { Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { RunEdit } from '../records/edit.ts';
import type { EventOf, GitState, InterpreterState, RunEvent, Source } from '../records/event.ts';
import type { FairnessMark } from '../records/fairnessMark.ts';
import type { RunRecord } from '../records/run.ts';

export type Progress = Pick<EventOf<'progress'>, 'at' | 'of' | 'unit'>;
export type Artifact = Omit<EventOf<'artifact'>, 'type' | 'inbox' | 'output' | 'deleted'>;
export type Predictions = Omit<EventOf<'predictions'>, 'type' | 't' | 'inbox' | 'output'>;
export type DatasetUse = Pick<
  EventOf<'dataset'>,
  'name' | 'role' | 'version' | 'modified' | 'location' | 'hash' | 'mlflow'
>;
export type ModelUse = Pick<EventOf<'model'>, 'id' | 'use' | 'step'>;

/** A model that MLflow was given to keep among the artifacts of the run. */
export interface LoggedModel {
  readonly id: string;
  name: string;
  modelType: string;
  path: string;
  ofRun: boolean;
  status: 'pending' | 'ready' | 'failed';
  deleted: boolean;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  /** ms since 1970. */
  readonly created: number;
  updated: number;
}

export type Ended = Omit<EventOf<'ended'>, 'type' | 'inbox' | 'output'>;

/** Everything but metrics. Mutable on purpose: live runs are folded further as their files grow. */
export interface RunState {
  readonly record: RunRecord;
  name: string;
  experiment: string | undefined;
  star: boolean;
  /** The person's note. */
  note: string;
  /** Since when (ms) a person has held the others of its script or experiment against it. */
  baseline: { readonly of: 'script' | 'experiment'; readonly t: number } | undefined;
  /** ms; when the process was started, absent before that. */
  started: number | undefined;
  ended: Ended | undefined;
  /** What the script said of its end, until the run ends. */
  told: EventOf<'told'> | undefined;
  progress: Progress | undefined;
  git: GitState | undefined;
  interpreter: InterpreterState | undefined;
  gpus: readonly string[];
  readonly params: Map<string, { readonly value: string; readonly source: Source }>;
  /** Script's tags with the person's on top. */
  readonly tags: Map<string, string>;
  /** Files of other tools whose contents are recorded here, relative to the workspace. */
  readonly records: Set<string>;
  readonly notes: { readonly t: number; readonly text: string }[];
  /** By path; the newest record of a path wins. */
  readonly artifacts: Map<string, Artifact>;
  readonly datasets: Map<string, DatasetUse>;
  /** Features that the script named. */
  readonly features: Set<string>;
  /** MLflow's models that went in or came out, by use and id. */
  readonly models: Map<string, ModelUse>;
  /** By id. */
  readonly loggedModels: Map<string, LoggedModel>;
  readonly predictions: Map<string, Predictions>;
  /** By run and predictions, in the order they were judged. */
  readonly fairness: Map<string, FairnessMark>;
  isOutputCut: boolean;
  /** The first `mostProblems`; `problemCount` counts them all. */
  readonly problems: Problem[];
  problemCount: number;
  /** Tags that a person set or removed: the script no longer changes them. */
  readonly editedTags: Set<string>;
  /** As a person renamed it or put it elsewhere: the script no longer does. */
  editedName: string | undefined;
  editedExperiment: string | undefined;
}

export const mostProblems = 200;

export function newRunState(record: RunRecord): RunState {
  const state: RunState = {
    record,
    name: record.name,
    experiment: record.experiment,
    star: false,
    note: '',
    baseline: undefined,
    started: undefined,
    ended: undefined,
    told: undefined,
    progress: undefined,
    git: undefined,
    interpreter: undefined,
    gpus: [],
    params: new Map(),
    tags: new Map(Object.entries(record.tags)),
    records: new Set(),
    notes: [],
    artifacts: new Map(),
    datasets: new Map(),
    features: new Set(),
    models: new Map(),
    loggedModels: new Map(),
    predictions: new Map(),
    fairness: new Map(),
    isOutputCut: false,
    problems: [],
    problemCount: 0,
    editedTags: new Set(),
    editedName: undefined,
    editedExperiment: undefined,
  };
  for (const [key, value] of Object.entries(record.params))
    state.params.set(key, { value, source: 'launch' });
  return state;
}

export function applyEvent(state: RunState, event: RunEvent): void {
  switch (event.type) {
    case 'captured':
      state.git = event.git;
      state.interpreter = event.interpreter;
      state.gpus = event.gpus;
      for (const message of event.problems) addProblem(state, { where: state.record.id, message });
      return;
    case 'started':
      state.started = event.t;
      return;
    case 'records':
      state.records.add(event.location);
      return;
    case 'adopted':
    case 'modelMetrics': // Read where they are asked for: they grow with the run.
      return;
    case 'outputCut': // Each cut says it of all before.
      if (!state.isOutputCut) addProblem(state, { where: 'output.log', message: cutSentence() });
      state.isOutputCut = true;
      return;
    case 'ended':
      state.ended = ended(event);
      return;
    case 'resumed':
      state.ended = undefined;
      state.told = undefined;
      return;
    case 'told':
      state.told = event.status === null ? undefined : event;
      return;
    case 'named':
      state.name = state.editedName ?? event.name ?? state.name;
      setExperiment(state, state.editedExperiment ?? event.experiment);
      return;
    case 'params':
      for (const [key, value] of Object.entries(event.params))
        state.params.set(key, { value, source: event.source });
      return;
    case 'tags':
      for (const [key, value] of Object.entries(event.tags))
        if (!state.editedTags.has(key)) setTag(state, key, value);
      return;
    case 'note':
      state.notes.push({ t: event.t, text: event.text });
      return;
    case 'dataset':
      state.datasets.set(datasetKey(event), {
        name: event.name,
        role: event.role,
        version: event.version,
        modified: event.modified,
        location: event.location,
        hash: event.hash,
        mlflow: event.mlflow,
      });
      return;
    case 'features':
      for (const name of event.names) state.features.add(name);
      return;
    case 'model':
      state.models.set(`${event.use} ${event.id}`, { id: event.id, use: event.use, step: event.step });
      return;
    case 'loggedModel':
      applyToModel(state, event);
      return;
    case 'artifact': {
      const { type, inbox, output, deleted, ...artifact } = event;
      if (deleted === true) {
        state.artifacts.delete(event.path);
        return;
      }
      const known = state.artifacts.get(event.path);
      state.artifacts.set(event.path, { ...artifact, kind: artifact.kind ?? known?.kind });
      return;
    }
    case 'predictions': {
      const { type, t, inbox, output, ...predictions } = event;
      state.predictions.set(event.path, predictions);
      return;
    }
    case 'progress':
      state.progress = { at: event.at, of: event.of, unit: event.unit };
      return;
    case 'problem':
      addProblem(state, { where: event.where, message: event.message, line: event.line });
      return;
  }
}

export function applyEdit(state: RunState, edit: RunEdit): void {
  if (edit.star !== undefined) state.star = edit.star;
  if (edit.name !== undefined) state.name = state.editedName = edit.name;
  if (edit.experiment !== undefined) setExperiment(state, (state.editedExperiment = edit.experiment));
  if (edit.note !== undefined) state.note = edit.note;
  if (edit.baseline !== undefined)
    state.baseline = edit.baseline === null ? undefined : { of: edit.baseline, t: edit.t };
  if (edit.fairness !== undefined) {
    const key = `${edit.fairness.of ?? ''}:${edit.fairness.file}`;
    state.fairness.delete(key);
    state.fairness.set(key, edit.fairness);
  }
  for (const [key, value] of Object.entries(edit.tags ?? {})) {
    state.editedTags.add(key);
    setTag(state, key, value);
  }
}

/** For MLflow another digest is another dataset; elsewhere the newest version of a name counts. */
/** Two events of the same key tell of the same dataset; the later counts. */
export function datasetKey({ name, role = '', version = '', mlflow }: EventOf<'dataset'>): string {
  return mlflow === undefined ? `${role}\n${name}` : `${role}\n${name}\n${version}`;
}

function setExperiment(state: RunState, experiment: string | undefined): void {
  if (experiment !== undefined) state.experiment = experiment === '' ? undefined : experiment;
}

function applyToModel(state: RunState, event: EventOf<'loggedModel'>): void {
  const model = state.loggedModels.get(event.id) ?? newModel(event);
  state.loggedModels.set(event.id, model);
  model.name = event.name ?? model.name;
  model.modelType = event.modelType ?? model.modelType;
  model.path = event.path ?? model.path;
  model.ofRun = event.ofRun ?? model.ofRun;
  model.status = event.status ?? model.status;
  model.deleted = event.deleted ?? model.deleted;
  model.updated = event.t;
  for (const [key, value] of Object.entries(event.params ?? {})) model.params.set(key, value);
  for (const [key, value] of Object.entries(event.tags ?? {})) {
    if (value === null) model.tags.delete(key);
    else model.tags.set(key, value);
  }
}

function newModel({ id, t }: EventOf<'loggedModel'>): LoggedModel {
  return {
    id,
    name: id,
    modelType: '',
    path: '',
    ofRun: true,
    status: 'pending',
    deleted: false,
    params: new Map(),
    tags: new Map(),
    created: t,
    updated: t,
  };
}

function setTag(state: RunState, key: string, value: string | null): void {
  if (value === null) state.tags.delete(key);
  else state.tags.set(key, value);
}

function cutSentence(): string {
  return t('The middle of the output was cut out: limits.outputMB in config.yaml says how much is kept.');
}

function addProblem(state: RunState, problem: Problem): void {
  state.problemCount += 1;
  if (state.problems.length < mostProblems) state.problems.push(problem);
}

function ended(event: EventOf<'ended'>): Ended {
  const { type, inbox, output, ...rest } = event;
  return rest;
}
