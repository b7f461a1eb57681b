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
import { predictionsFile } from '../../runs/artifactPath.ts';
import { jsonOrNothing } from '../../storage/jsonOrNothing.ts';
import { cairnProcess } from '../cairnProcess.ts';
import type { Toast } from '../ui/toast.ts';

export interface JudgeParts {
  readonly pages: { openFairness(project: Project, name: string, isAsked: boolean): Promise<void> };
  readonly toast: Toast;
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

export class Judge implements vscode.Disposable {
  readonly #parts: JudgeParts;
  /** Run and policy: what failed once fails again. */
  readonly #tried = new Set<string>();
  readonly #policies = new Map<Project, string>();
  #queue: Promise<void> = Promise.resolve();
  #isDisposed = false;
  #stop: (() => void) | undefined;

  constructor(parts: JudgeParts) {
    this.#parts = parts;
  }

  /** Runs that ended since the window was opened; once the policy has changed, the last few, whenever they ended. */
  async look(project: Project): Promise<void> {
    const { fairness } = project.config;
    if (fairness === undefined) return;
    const stamp = policyStamp(fairness);
    const before = this.#policies.get(project);
    this.#policies.set(project, stamp);
    const isOther = before !== undefined && before !== stamp;
    const { rows } = await project.store.rows({ limit: mostRows });
    const wanted = rows.filter(
      (row) =>
        isUnjudged(row) &&
        (isOther || (row.ended ?? 0) >= this.#parts.opened) &&
        !this.#tried.has(`${row.id} ${stamp}`),
    );
    for (const row of wanted) {
      this.#tried.add(`${row.id} ${stamp}`);
      const detail = await project.store.detail(row.id);
      for (const told of detail?.predictions ?? [])
        if (detail)
          this.#enqueue(project, { detail, file: predictionsFile(told.path, detail, project.layout) });
    }
  }

  /** Nothing where what is kept is of the same predictions, columns and policy. */
  async keep(project: Project, { run, file, columns }: ToJudge): Promise<void> {
    const detail = await project.store.detail(run);
    if (!detail || detail.place !== null || !vscode.workspace.isTrusted) return;
    const mark = detail.fairnessReports.find((one) => {
      const named = path.resolve(project.folder, one.file);
      return named === file || detail.predictions.some(({ path: name }) => name === one.file);
    });
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
    this.#stop?.();
  }

  #enqueue(project: Project, of: { detail: RunDetail; file: string; columns?: ToJudge['columns'] }): void {
    this.#queue = this.#queue.then(async () => {
      if (!this.#isDisposed) await this.#judge(project, of);
    });
  }

  async #judge(
    project: Project,
    { detail, file, columns }: { detail: RunDetail; file: string; columns?: ToJudge['columns'] },
  ): Promise<void> {
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
      const name = fairnessName({ run: detail.id, file: project.relative(file) });
      toast.info(t('The predictions of {0} were not judged: {1}', detail.name, messageOf(error)), [
        {
          title: t('Choose Columns…'),
          run: async () => await pages.openFairness(project, name, true),
        },
      ]);
    }
  }
}

function isUnjudged({ place, ended, fairness }: RunRow): boolean {
  return place === null && ended !== null && (fairness === null || fairness.isStale);
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
const mostRows = 20;
