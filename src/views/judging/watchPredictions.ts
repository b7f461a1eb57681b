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
  projects.attach((project) =>
    owned.add(watch(project, (isNew) => parts.toast.own(look(project, judging, isNew)))),
  );
  return { judge: judging, dispose: () => owned.dispose() };
}

async function look(project: Project, judging: () => Promise<Judge>, isNew: boolean): Promise<void> {
  if (!hasLimits(project.config) || !vscode.workspace.isTrusted) return;
  await (await judging()).look(project, isNew);
}

function hasLimits({ fairness }: Project['config']): boolean {
  return (fairness?.limits ?? []).length > 0;
}

/** `isNew`: config.yaml, which had no limits, got some. */
function watch(project: Project, changed: (isNew: boolean) => void): Disposable {
  const owned = new DisposableStore();
  let timer: NodeJS.Timeout | undefined;
  let [had, isNew]: [boolean | undefined, boolean] = [undefined, false];
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      changed(isNew);
      isNew = false;
    }, restMs);
  };
  owned.add(project.onDidOpenStore((store) => owned.add(store.onDidChange(soon))));
  const configured = project.onDidChangeConfig(({ config }) => {
    const has = hasLimits(config);
    isNew = has && (isNew || had === false);
    had = has;
    soon();
  });
  owned.add(configured);
  owned.add({ dispose: () => clearTimeout(timer) });
  return owned;
}

/** Live runs change many times a second. */
const restMs = 500;
