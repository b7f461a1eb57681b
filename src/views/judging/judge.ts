/** Judges predictions and keeps the reports, one after the other, each in a process of its own: bootstraps take a processor for a while. */
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { messageOf } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { fairnessName } from '../../project/fairnessSubject.ts';
import type { Project } from '../../project/project.ts';
import type { FairnessQuery } from '../../protocol/fairnessCounts.ts';
import { keptFairness, type KeptFairness } from '../../protocol/keptFairness.ts';
import type { RunDetail, RunRow } from '../../protocol/runShape.ts';
import { policyStamp } from '../../storage/policyStamp.ts';
import { predictionsInside } from '../../runs/artifactPath.ts';
import { jsonOrNothing } from '../../storage/jsonOrNothing.ts';
import { cairnProcess } from '../cairnProcess.ts';
import type { Memory } from '../memory.ts';
import type { Toast } from '../ui/toast.ts';
import { lastFew, missedRuns, mostRows, rememberSeen } from './missedRuns.ts';
import { markOfFile } from './predictionFiles.ts';

export interface JudgeParts {
  readonly pages: { openFairness(project: Project, name: string, isAsked: boolean): Promise<void> };
  readonly toast: Toast;
  readonly memory: Memory;
  /** ms since 1970: since when the window has been looking. */
  readonly opened: number;
  /** Folder of cli.js. */
  readonly out: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What a person chose on a page, of a file that the run may have named. */
export interface ToJudge {
  readonly run: string;
  /** Absolute. */
  readonly file: string;
  readonly columns: Omit<FairnessQuery, 'files'>;
}

interface Order {
  readonly detail: RunDetail;
  readonly file: string;
  /** Absent: what the run told of its columns. */
  readonly columns?: ToJudge['columns'];
  /** Of the policy, where nobody asked. */
  readonly stamp?: string;
}

export class Judge implements vscode.Disposable {
  readonly #parts: JudgeParts;
  /** Run and policy: what failed once fails again. */
  readonly #tried = new Set<string>();
  /** Project, script and policy of which it was said that nothing can be judged. */
  readonly #told = new Set<string>();
  readonly #policies = new Map<Project, string>();
  #queue: Promise<void> = Promise.resolve();
  readonly #timers = new Set<NodeJS.Timeout>();
  #isDisposed = false;
  #stop: (() => void) | undefined;

  constructor(parts: JudgeParts) {
    this.#parts = parts;
  }

  /** Runs that ended since the window was opened; where the policy is another one or `isNew`, the last few, whenever they ended. */
  async look(project: Project, isNew: boolean): Promise<void> {
    const { fairness } = project.config;
    if (fairness === undefined) return;
    const stamp = policyStamp(fairness);
    const before = this.#policies.get(project);
    this.#policies.set(project, stamp);
    if (before === undefined && !isNew) this.#catchUpLater(project);
    const isOther = isNew || (before !== undefined && before !== stamp);
    // What was judged by it may have been judged by another one since.
    if (isOther) this.#tried.clear();
    // One that went on for days ended among many that started later.
    const ended = `end_time >= ${String(this.#parts.opened)}`;
    const { rows } = await project.store.rows({
      local: true,
      ...(isOther ? { limit: lastFew } : { limit: mostRows, filter: ended }),
    });
    await this.#take(project, rows, { stamp, isMissed: false });
  }

  /** The window comes first: whoever opens it wants to see something. */
  #catchUpLater(project: Project): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#parts.toast.own(this.#catchUp(project));
    }, catchUpMs);
    this.#timers.add(timer);
  }

  /** Runs that ended before the window was opened, with nobody there to judge them. */
  async #catchUp(project: Project): Promise<void> {
    const { fairness } = project.config;
    const { memory, opened } = this.#parts;
    if (fairness === undefined) return;
    const missed = { policy: policyStamp(fairness), opened };
    const rows = await missedRuns(project, memory, missed);
    await this.#take(project, rows, { stamp: missed.policy, isMissed: true });
    this.#queue = this.#queue.then(async () => {
      if (!this.#isDisposed) await rememberSeen(project, memory, missed);
    });
    await this.#queue;
  }

  async #take(
    project: Project,
    rows: readonly RunRow[],
    { stamp, isMissed }: { readonly stamp: string; readonly isMissed: boolean },
  ): Promise<void> {
    const wanted = rows.filter((row) => isUnjudged(row) && !this.#tried.has(`${row.id} ${stamp}`));
    for (const { id } of wanted) this.#tried.add(`${id} ${stamp}`);
    for (const { id } of wanted) {
      const detail = await project.store.detail(id);
      if (detail === undefined) continue;
      for (const told of detail.predictions) {
        const file = predictionsInside(told.path, detail, project.layout);
        if (file === undefined || (isMissed && !(await isAsLeft(file, detail, project)))) continue;
        this.#enqueue(project, { detail, file, stamp });
      }
    }
  }

  /** Nothing where what is kept is of the same predictions, columns and policy, or while the run goes on. */
  async keep(project: Project, { run, file, columns }: ToJudge): Promise<void> {
    const detail = await project.store.detail(run);
    if (!detail || detail.place !== null || detail.ended === null || !vscode.workspace.isTrusted) return;
    const mark = markOfFile(file, detail, project.layout);
    const kept =
      mark && (await readKept(path.join(project.pathsOf(run).fairness, path.basename(mark.report))));
    if (kept && (await isCurrent(kept, { file, columns }, project))) return;
    this.#enqueue(project, { detail, file, columns });
  }

  /** Done when all that was asked for is judged. */
  async idle(): Promise<void> {
    await this.#queue;
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#stop?.();
  }

  #enqueue(project: Project, of: Order): void {
    this.#queue = this.#queue.then(async () => {
      if (!this.#isDisposed) await this.#judge(project, of);
    });
  }

  async #judge(project: Project, { detail, file, columns, stamp }: Order): Promise<void> {
    const { toast, pages, out, env } = this.#parts;
    const chosen = columns === undefined ? [] : ['--columns', JSON.stringify(columns)];
    try {
      await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Window,
          title: t('Judging the predictions of {0}', detail.name),
        },
        async () =>
          await cairnProcess({
            folder: project.folder,
            words: ['fairness', '--keep', '--run', detail.id, ...chosen, file],
            result: printed,
            out,
            env,
            cancelled: (stop) => (this.#stop = stop),
          }),
      );
      await project.store.refresh([detail.id]);
    } catch (error) {
      if (stamp !== undefined && !this.#isNews([project.folder, detail.script, stamp])) return;
      const name = fairnessName({ run: detail.id, file: project.relative(file) });
      toast.info(t('The predictions of {0} were not judged: {1}', detail.name, messageOf(error)), [
        {
          title: t('Choose Columns…'),
          run: async () => await pages.openFairness(project, name, true),
        },
      ]);
    }
  }

  /** A script that is run again and again is complained about once. */
  #isNews(of: readonly (string | null)[]): boolean {
    const key = JSON.stringify(of);
    const isNews = !this.#told.has(key);
    this.#told.add(key);
    return isNews;
  }
}

function isUnjudged({ place, ended, fairness }: RunRow): boolean {
  return place === null && ended !== null && (fairness === null || fairness.isStale);
}

/** Whether it is there; what was too large for a copy may be of another run by now. */
async function isAsLeft(file: string, { id, ended }: RunDetail, project: Project): Promise<boolean> {
  try {
    const { mtime } = await vscode.workspace.fs.stat(vscode.Uri.file(file));
    return file.startsWith(project.pathsOf(id).artifacts + path.sep) || (ended !== null && mtime <= ended);
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return false;
    throw error;
  }
}

async function readKept(file: string): Promise<KeptFairness | undefined> {
  return keptFairness.safeParse(await jsonOrNothing(file)).data;
}

async function isCurrent(
  { query, predictions, made, policy: then }: KeptFairness,
  { file, columns }: Pick<ToJudge, 'file' | 'columns'>,
  { folder, config: { fairness: policy } }: Pick<Project, 'folder' | 'config'>,
): Promise<boolean> {
  const stats = await vscode.workspace.fs.stat(vscode.Uri.file(file));
  const joined = (columns.join?.files ?? []).map((one) => vscode.Uri.file(path.resolve(folder, one)));
  const times = await Promise.all(joined.map(async (one) => (await vscode.workspace.fs.stat(one)).mtime));
  const demands = (policy?.limits ?? []).length === 0 ? null : policy;
  return (
    JSON.stringify(sorted(query)) === JSON.stringify(sorted(columns)) &&
    stats.size === predictions.size &&
    [stats.mtime, ...times].every((time) => time <= made) &&
    (then === null ? undefined : policyStamp(then)) === (demands ? policyStamp(demands) : undefined)
  );
}

function sorted(record: object): unknown {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

const printed = z.object({ n: z.number() });
const catchUpMs = 3000;
