/** Copies a run of another tool into a run folder of Cairn's own: params, whole metric histories, tags, artifacts. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import fs from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { codeOf, messageOf, UserError, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { defaultLimits, type CairnConfig } from '../records/config.ts';
import type { EndStatus, GitState, RunEvent, Source } from '../records/event.ts';
import type { RunRecord } from '../records/run.ts';
import { foreignGit } from './foreignFacts.ts';
import { ignoreWhatMachinesWrite } from '../storage/gitignore.ts';
import { newRunId } from '../runs/runIds.ts';
import { artifactBytes } from '../sources/artifactBytes.ts';
import type {
  ForeignArtifact,
  ForeignDetails,
  ForeignRun,
  ForeignSource,
  RemoteRecords,
} from '../sources/source.ts';
import { openSoleLog } from '../storage/appendLog.ts';
import { writeJsonAtomic } from '../storage/atomicFile.ts';
import { importDraft, removeStaleImports } from '../storage/importDrafts.ts';
import { runDir, runPaths, type Layout, type RunPaths } from '../storage/layout.ts';
import { openSeriesWriter } from '../storage/series/seriesWriter.ts';

export interface RunToImport {
  /** As the tool calls itself. */
  readonly tool: string;
  /** Absolute. */
  readonly location: string;
  readonly source: ForeignSource;
  readonly run: ForeignRun;
}

export interface ImportedRun {
  readonly id: string;
  /** False when the same records were imported before: then nothing is written. */
  readonly isNew: boolean;
  /** What could not be taken along. */
  readonly problems: readonly Problem[];
}

/**
 * The id follows from what is imported, so that importing twice changes nothing; the folder appears whole or not at all.
 * Rejects with UserError `live` for a run that goes on, and with errors of the operating system.
 */
export async function importRun(
  from: RunToImport,
  to: { readonly layout: Layout; readonly config: CairnConfig },
): Promise<ImportedRun> {
  const { run, source } = from;
  if (run.status === 'running' || run.status === 'starting') {
    throw new UserError(
      'live',
      t('{0} is still running.', run.name),
      t('Import it when it has ended; until then it is followed where it is.'),
    );
  }
  const { layout } = to;
  const { id } = newRunId(Math.max(0, run.started), randomOf(`${from.tool}\n${from.location}\n${run.id}`));
  const dir = runDir(layout, id);
  if (await exists(dir)) return { id, isNew: false, problems: [] };
  await removeStaleImports(layout);
  const draft = importDraft(layout, id);
  const paths = runPaths(draft);
  await fs.mkdir(paths.artifacts, { recursive: true });
  await fs.mkdir(paths.source);
  ignoreWhatMachinesWrite(layout.root);
  try {
    const details = source.details(run.id);
    const { artifacts, problems } =
      source.remote === undefined
        ? await copyArtifacts(details, paths, to.config)
        : await fetchArtifacts(from, { details, remote: source.remote, paths, config: to.config });
    await writeSeries(from, paths);
    const git = foreignGit(details, layout.folder) ?? undefined;
    writeEvents({ run, details, artifacts, problems, source: sourceOf(run), git }, paths);
    writeJsonAtomic(paths.run, recordOf(from, id, layout, details));
    if (!(await appear(draft, dir))) return { id, isNew: false, problems: [] };
    return { id, isNew: true, problems: problems.map((message) => ({ where: run.name, message })) };
  } finally {
    await fs.rm(draft, { recursive: true, force: true });
  }
}

/** False when another window imported it meanwhile. */
async function appear(draft: string, dir: string): Promise<boolean> {
  try {
    await fs.rename(draft, dir);
    return true;
  } catch (error) {
    if (!(await exists(dir))) throw error;
    return false;
  }
}

function recordOf(
  { run, tool, location }: RunToImport,
  id: string,
  { folder }: Layout,
  details: ForeignDetails | undefined,
): RunRecord {
  const isFile = path.isAbsolute(location);
  const inside = isFile ? path.relative(folder, location) : location;
  return {
    version: 1,
    id,
    name: run.name,
    ...(run.experiment !== undefined && { experiment: run.experiment }),
    command: [...(details?.command ?? [])],
    cwd: folder,
    params: {},
    tags: Object.fromEntries(run.tags),
    created: run.started,
    user: run.user,
    host: hostname(),
    origin: 'import',
    imported: {
      tool,
      location:
        !isFile || inside.startsWith('..') || path.isAbsolute(inside)
          ? location
          : inside.replaceAll(path.sep, '/'),
      run: run.id,
    },
    environment: {},
    machine: { os: '', arch: '', cpu: '', cores: 0, memory: 0 },
  };
}

async function writeSeries({ run, source }: RunToImport, paths: RunPaths): Promise<void> {
  const writer = openSeriesWriter(paths.metrics);
  const marks = { inbox: 0, output: 0 };
  try {
    for (const { key, source: kind } of run.metrics) {
      const { steps, times, values } =
        (await source.remote?.wholeSeries(run.id, key)) ?? source.series(run.id, key);
      for (const [at, step] of steps.entries())
        writer.append(key, step, times[at] ?? run.started, values[at] ?? NaN, kind);
      writer.flush(marks);
    }
  } finally {
    writer.close(marks);
  }
}

interface ToWrite {
  readonly run: ForeignRun;
  readonly details: ForeignDetails | undefined;
  readonly artifacts: readonly ForeignArtifact[];
  readonly problems: readonly string[];
  readonly source: Source;
  readonly git: GitState | undefined;
}

function writeEvents({ run, details, artifacts, problems, source, git }: ToWrite, paths: RunPaths): void {
  const at = run.started;
  const events: RunEvent[] = [];
  if (git !== undefined) events.push({ t: at, type: 'captured', git, gpus: [], problems: [] });
  if (run.params.size > 0)
    events.push({ t: at, type: 'params', params: Object.fromEntries(run.params), source });
  for (const { name, role, version } of run.datasets)
    events.push({ t: at, type: 'dataset', name, ...(role && { role }), ...(version && { version }) });
  if (details !== undefined && details.note !== '') events.push({ t: at, type: 'note', text: details.note });
  for (const { path: name, size, time, kind } of artifacts)
    events.push({ t: time, type: 'artifact', path: name, ...(kind !== undefined && { kind }), size });
  for (const message of problems) events.push({ t: at, type: 'problem', where: 'artifacts', message });
  for (const { where, message } of run.problems) events.push({ t: at, type: 'problem', where, message });
  const last = Math.max(at, ...run.metrics.map((metric) => metric.last.time).filter(Number.isFinite));
  events.push({ t: run.ended ?? last, type: 'ended', status: endOf(run) });
  const log = openSoleLog(paths.events);
  log.appendAll(events);
  log.close();
}

/** Copies what lies inside the run's own artifact folder or is named beside it, up to the limits; no link is followed out. */
async function copyArtifacts(
  details: ForeignDetails | undefined,
  paths: RunPaths,
  { limits = {} }: CairnConfig,
): Promise<{ artifacts: ToWrite['artifacts']; problems: string[] }> {
  const artifacts: ForeignArtifact[] = [];
  const problems: string[] = [];
  const one = (limits.artifactMB ?? defaultLimits.artifactMB) * 1e6;
  const all = (limits.artifactsTotalMB ?? defaultLimits.artifactsTotalMB) * 1e6;
  let total = 0;
  for (const artifact of details?.artifacts ?? []) {
    if (artifact.size > one || total + artifact.size > all) {
      problems.push(t('The artifact {0} is over the limit, so it was left where it is.', artifact.path));
      continue;
    }
    try {
      const target = path.resolve(paths.artifacts, artifact.path);
      const isWithin = isInside(paths.artifacts, target);
      if (isWithin) await fs.mkdir(path.dirname(target), { recursive: true });
      if (!isWithin || !(await copyArtifact(artifact, details?.artifactFolder, target))) {
        problems.push(t('The artifact {0} lies outside of the run, so it was left there.', artifact.path));
        continue;
      }
      total += artifact.size;
      artifacts.push(artifact);
    } catch (error) {
      const isTold = error instanceof UserError || codeOf(error) !== undefined;
      if (!isTold || codeOf(error) === 'ENOSPC') throw error;
      problems.push(t('The artifact {0} could not be copied: {1}', artifact.path, messageOf(error)));
    }
  }
  return { artifacts, problems };
}

/** False when it is no file of the run's; an existing target is never written over. */
async function copyArtifact(
  { path: name, size, file, start }: ForeignArtifact,
  folder: string | undefined,
  target: string,
): Promise<boolean> {
  if (file !== undefined && start !== undefined) {
    await fs.writeFile(target, await artifactBytes({ file, start, size }), { flag: 'wx' });
    return true;
  }
  let from = file;
  if (file === undefined && folder !== undefined) {
    from = await fs.realpath(path.join(folder, name));
    if (!isInside(await fs.realpath(folder), from)) return false;
  }
  // What the reader named was a plain file when it looked.
  if (from === undefined || !(await fs.lstat(from)).isFile()) return false;
  await fs.copyFile(from, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  return true;
}

/** As copyArtifacts, over the network: a connection that breaks ends the import, which can be begun again. */
async function fetchArtifacts(
  { run }: RunToImport,
  from: {
    readonly details: ForeignDetails | undefined;
    readonly remote: RemoteRecords;
    readonly paths: RunPaths;
    readonly config: CairnConfig;
  },
): Promise<{ artifacts: ToWrite['artifacts']; problems: string[] }> {
  const { limits = {} } = from.config;
  const one = (limits.artifactMB ?? defaultLimits.artifactMB) * 1e6;
  let left = (limits.artifactsTotalMB ?? defaultLimits.artifactsTotalMB) * 1e6;
  const artifacts: ForeignArtifact[] = [];
  const problems: string[] = [];
  for (const artifact of from.details?.artifacts ?? []) {
    const most = Math.min(one, left);
    const file = path.resolve(from.paths.artifacts, artifact.path);
    if (artifact.size > most) {
      problems.push(t('The artifact {0} is over the limit, so it was left where it is.', artifact.path));
      continue;
    }
    if (!isInside(from.paths.artifacts, file)) {
      problems.push(t('The artifact {0} lies outside of the run, so it was left there.', artifact.path));
      continue;
    }
    try {
      await fs.mkdir(path.dirname(file), { recursive: true });
      await from.remote.fetchArtifact({ run: run.id, path: artifact.path, file, most });
    } catch (error) {
      const isOfLine = error instanceof UserError && linesOwn.has(error.code);
      if (isOfLine || (!(error instanceof UserError) && !isOfName(error))) throw error;
      problems.push(t('The artifact {0} could not be copied: {1}', artifact.path, messageOf(error)));
      continue;
    }
    const { size } = await fs.stat(file);
    left -= size;
    artifacts.push({ ...artifact, size });
  }
  return { artifacts, problems };
}

/** Errors of a server that are not about one artifact. */
const linesOwn = new Set(['serverUnreachable', 'serverBroken', 'serverSlow', 'serverAuth']);

/** Two names that differ only where this disk sees no difference, or one too long for it. */
function isOfName(error: unknown): boolean {
  return ['EEXIST', 'ENAMETOOLONG', 'ENOTDIR', 'EISDIR', 'EINVAL'].includes(codeOf(error) ?? '');
}

function endOf({ status }: ForeignRun): EndStatus {
  return status === 'finished' || status === 'failed' || status === 'stopped' ? status : 'interrupted';
}

function sourceOf({ metrics }: ForeignRun): Source {
  return metrics[0]?.source ?? 'file';
}

function isInside(folder: string, file: string): boolean {
  return file.startsWith(folder + path.sep);
}

async function exists(file: string): Promise<boolean> {
  return await fs.access(file).then(
    () => true,
    () => false,
  );
}

/** Numbers in [0, 1) that follow from a text, as many as a run id takes. */
function randomOf(text: string): () => number {
  const bytes = createHash('sha256').update(text).digest();
  let at = 0;
  return () => bytes.readUInt32LE((at++ * 4) % 28) / 2 ** 32;
}
