/** A run of TensorBoard in Cairn's words. */
import type { Problem } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { problemsOfTable } from '../tableProblems.ts';
import type { ForeignRun } from '../source.ts';
import type { EventFile } from './eventFile.ts';
import { bareTag, type EventRun } from './eventRun.ts';

export interface Circumstances {
  readonly files: readonly EventFile[];
  /** Somebody is writing. */
  readonly isAlive: boolean;
  /** ms since 1970. */
  readonly now: number;
}

export function describeEventRun(id: string, run: EventRun, at: Circumstances): ForeignRun {
  const { session, firstTime, lastTime } = run;
  const times = at.files.map(({ mtime }) => mtime);
  const last = Number.isFinite(lastTime) ? lastTime : Math.max(...times);
  // An end that records follow was the end of something else.
  const end = session.end !== undefined && last <= session.end.time + slack ? session.end : undefined;
  const isRunning = end === undefined && at.isAlive;
  return {
    id,
    name: id,
    experiment: undefined,
    status: end?.status ?? (isRunning ? 'running' : 'unknown'),
    started: Number.isFinite(firstTime) ? firstTime : Math.min(...times),
    ended: isRunning ? undefined : (end?.time ?? last),
    user: session.user,
    params: new Map(session.params),
    tags: new Map(),
    metrics: run.table.summaries(),
    datasets: [],
    problems: problemsOf(id, run, at),
  };
}

/** What people wrote down, by tag, and what only TensorBoard shows. */
export function noteOf(run: EventRun): string {
  const parts = [...run.texts].map(([tag, { text }]) => `${bareTag(tag)}: ${text}`);
  const others = [...run.decoder.plugins()].filter(([plugin]) => plugin !== '' && !shownHere.has(plugin));
  if (others.length > 0) {
    const list = others.map(([plugin, count]) => `${plugin} (${count})`).join(', ');
    parts.push(t('The event files also hold what TensorBoard shows: {0}.', list));
  }
  return parts.join('\n\n').slice(0, mostNote);
}

function problemsOf(id: string, run: EventRun, { files, now }: Circumstances): Problem[] {
  const problems = problemsOfTable(id, run.table);
  if (run.images.left > 0)
    problems.push({
      where: id,
      message: t('Only its newest images are listed: {0} are older.', run.images.left),
    });
  if (run.pages.left > 0)
    problems.push({
      where: id,
      message: t('Only its newest texts are listed: {0} are older.', run.pages.left),
    });
  for (const file of files) {
    if (problems.length >= mostProblems) break;
    problems.push(...file.problems(Math.abs(now - file.mtime) > settles));
  }
  return problems;
}

const shownHere = new Set(['scalars', 'text', 'hparams', 'images']);
/** ms by which the last records may come after the end that was recorded. */
const slack = 1000;
/** ms after which a writer would have written the other half of a record. */
const settles = 60_000;
const mostNote = 64 * 1024;
const mostProblems = 100;
