/** What MLflow's statuses, tags and locations mean here: the same for its files and its database. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunStatus } from '../protocol/runShape.ts';
import { PlainFolder } from './plainFolder.ts';
import type { ForeignArtifact, Noted } from './source.ts';

/** MLflow's status as the database has it (a word) or the files (a number). */
export function statusOf(status: string | undefined, alive: boolean): RunStatus {
  switch (status?.toUpperCase()) {
    case 'FINISHED':
    case '3':
      return 'finished';
    case 'FAILED':
    case '4':
      return 'failed';
    case 'KILLED':
    case '5':
      return 'stopped';
    case 'RUNNING':
    case '1':
      return alive ? 'running' : 'unknown';
    case 'SCHEDULED':
    case '2':
      return alive ? 'starting' : 'unknown';
    default:
      return 'unknown';
  }
}

/** When a run was last seen to be worked on; ms since 1970, -Infinity for never. */
export interface LifeSigns {
  /** Its files were written. */
  readonly written: number;
  /** Its own records say so: its start, its latest point. */
  readonly recorded: number;
  /** It changed between two looks. */
  readonly grew: number;
}

/** A copied or checked out store has fresh files too, so these alone prove nothing. */
export function isAlive({ written, recorded, grew }: LifeSigns, now: number): boolean {
  return isRecent(written, now) && (isRecent(recorded, now) || isRecent(grew, now));
}

/** A time in the future is a wrong clock. */
export function isRecent(time: number, now: number): boolean {
  return Math.abs(now - time) <= recent;
}

/** Tags of people, and that a run is a child of another. */
export function isShownTag(key: string): boolean {
  return !key.startsWith('mlflow.') || key === tagNames.parent;
}

export const tagNames = {
  parent: 'mlflow.parentRunId',
  runName: 'mlflow.runName',
  user: 'mlflow.user',
  note: 'mlflow.note.content',
  source: 'mlflow.source.name',
  entryPoint: 'mlflow.project.entryPoint',
  commit: 'mlflow.source.git.commit',
  branch: 'mlflow.source.git.branch',
  datasetContext: 'mlflow.data.context',
} as const;

/** What its tags tell besides those of people. */
export function detailsOf(tag: (name: string) => string | undefined): Noted {
  const command = [tag(tagNames.source), tag(tagNames.entryPoint)];
  return {
    note: tag(tagNames.note) ?? '',
    command: command.filter((word): word is string => word !== undefined && word !== ''),
    commit: tag(tagNames.commit),
    branch: tag(tagNames.branch),
  };
}

/**
 * The local folder of a location that MLflow noted: a path or a file: address, absolute, where there is a folder. Only
 * one that ends in the words it must end in (a run's id and `artifacts`) is believed: records may come from anywhere and
 * name any folder.
 */
export function localFolder(location: string, ending: readonly string[]): string | undefined {
  let folder: string;
  try {
    folder = /^file:/i.test(location) ? fileURLToPath(location) : location;
  } catch {
    // An address of another system, or none at all.
    return undefined;
  }
  if (folder.includes('\0') || !path.isAbsolute(folder)) return undefined;
  const parts = path
    .normalize(folder)
    .split(path.sep)
    .filter((part) => part !== '');
  const matches = ending.every((word, at) => parts[parts.length - ending.length + at] === word);
  if (!matches) return undefined;
  // Asked of the folder itself, not of what a link leads to.
  const found = new PlainFolder(path.normalize(folder), () => undefined);
  return found.stats('')?.isDirectory() === true ? found.root : undefined;
}

/** Files below a folder of artifacts; the folder itself is known to be no link. */
export function artifactsIn(folder: string): ForeignArtifact[] {
  return withModels(
    new PlainFolder(folder, () => undefined)
      .files('', mostArtifacts)
      .map(({ path: file, stats }) => ({ path: file, size: stats.size, time: stats.mtimeMs })),
  );
}

/** A folder with a file `MLmodel` is a model that MLflow logged. */
export function withModels(artifacts: readonly ForeignArtifact[]): ForeignArtifact[] {
  const models = artifacts.flatMap(({ path: file }) =>
    /(^|\/)MLmodel$/.test(file) ? [file.slice(0, -7)] : [],
  );
  return artifacts.map((artifact) =>
    models.some((model) => artifact.path.startsWith(model)) ? { ...artifact, kind: 'model' } : artifact,
  );
}

/** Files of a model that MLflow 3 keeps beside the runs. */
export function modelArtifacts(folder: string, id: string): ForeignArtifact[] {
  return artifactsIn(folder).map((artifact) => ({
    ...artifact,
    path: `models/${id}/${artifact.path}`,
    file: path.join(folder, artifact.path),
    kind: 'model',
  }));
}

/** An id that MLflow made: as part of a path it leads nowhere else. */
export function isId(text: string): boolean {
  return /^[A-Za-z0-9][\w-]{0,255}$/.test(text);
}

const mostArtifacts = 2000;
/** ms for which a run that says it is running is believed: many scripts write once an epoch. */
const recent = 5 * 60_000;
