/** Runs that named predictions are judged by the policy of config.yaml when they have ended, without anybody asking. */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { Project } from '../../project/project.ts';
import type { Projects } from '../projects.ts';
import type { Judge, JudgeParts } from './judge.ts';

/** Gives the judge, which is loaded when there is something to judge. */
export interface Judging extends Disposable {
  judge(): Promise<Judge>;
}

export function watchPredictions(projects: Projects, parts: Omit<JudgeParts, 'opened'>): Judging {
  const opened = Date.now();
  const owned = new DisposableStore();
  let judge: Promise<Judge> | undefined;
  const open = async () => {
    const { Judge } = await import('./judge.ts');
    return owned.add(new Judge({ ...parts, opened }));
  };
  const judging = () => (judge ??= open());
  projects.attach((project) => owned.add(watch(project, () => parts.toast.own(look(project, judging)))));
  return { judge: judging, dispose: () => owned.dispose() };
}

async function look(project: Project, judging: () => Promise<Judge>): Promise<void> {
  if ((project.config.fairness?.limits ?? []).length === 0 || !vscode.workspace.isTrusted) return;
  await (await judging()).look(project);
}

function watch(project: Project, changed: () => void): Disposable {
  const owned = new DisposableStore();
  let timer: NodeJS.Timeout | undefined;
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      changed();
    }, restMs);
  };
  owned.add(project.onDidOpenStore((store) => owned.add(store.onDidChange(soon))));
  owned.add(project.onDidChangeConfig(soon));
  owned.add({ dispose: () => clearTimeout(timer) });
  return owned;
}

/** Live runs change many times a second. */
const restMs = 500;
