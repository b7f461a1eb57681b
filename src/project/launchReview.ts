/** Whether a launch lacks the review that config.yaml asks for. Comments and formatting that changed since an approval do not count. */
import path from 'node:path';
import { t } from '../base/l10n.ts';
import type { ReviewPolicy } from '../records/reviewPolicy.ts';
import { lacksApproval, launchRule, type LaunchRule } from '../review/launchPolicy.ts';
import { ScriptReviews, type ScriptReview } from '../review/scriptReviews.ts';
import type { InterpreterChoice } from '../runs/interpreters.ts';
import { scriptOf } from '../runs/scriptOf.ts';
import type { Layout } from '../storage/layout.ts';
import { compareCode } from './compareCode.ts';

export interface LaunchToReview {
  readonly layout: Layout;
  readonly policy: ReviewPolicy | undefined;
  readonly command: readonly string[];
  /** Absolute, both. */
  readonly cwd: string;
  readonly script?: string | undefined;
  /** What the run or its task is called. */
  readonly names: readonly string[];
  /** Which Python tells whether only comments changed. */
  readonly python: Omit<InterpreterChoice, 'script' | 'folder'>;
}

export interface LackingReview {
  readonly rule: LaunchRule;
  /** From the workspace folder. */
  readonly script: string;
  readonly sentence: string;
  readonly next: string;
}

/** Undefined: it may be launched. For folders that are trusted. */
export async function lackingReview(launch: LaunchToReview): Promise<LackingReview | undefined> {
  const { layout, policy, command, cwd, names } = launch;
  if (policy?.launch === undefined) return undefined;
  const file = launch.script ?? (await scriptOf(command, cwd));
  if (file === undefined) return undefined;
  const relative = path.relative(layout.folder, file);
  const isInside = !relative.startsWith('..') && !path.isAbsolute(relative);
  const script = (isInside ? relative : file).split(path.sep).join('/');
  const rule = launchRule(policy, { script, names });
  if (rule === undefined) return undefined;
  const next = t('Launches like this one need an approval: see review.launch in .cairn/config.yaml.');
  if (!isInside)
    return { rule, script, next, sentence: t('{0} is outside of the folder: it has no review.', script) };
  const reviews = new ScriptReviews(layout, policy);
  const review = reviews.of(script);
  const sentence = lacksApproval(script, review.standing);
  if (sentence === undefined || (await isCosmetic(reviews, review, launch))) return undefined;
  return { rule, script, sentence, next };
}

async function isCosmetic(
  reviews: ScriptReviews,
  { standing, changed }: ScriptReview,
  { layout, python }: LaunchToReview,
): Promise<boolean> {
  const files = changed?.files ?? [];
  if (standing.state !== 'stale' || files.length === 0 || files.length > mostFiles) return false;
  for (const { path: name, kind, from } of files) {
    const before = from === undefined ? undefined : reviews.keptText(from);
    const now = reviews.textOf(name);
    if (kind !== 'changed' || before === undefined || now === undefined) return false;
    const choice = { ...python, script: path.join(layout.folder, name), folder: layout.folder };
    if ((await compareCode(before, now, choice)) !== 'same') return false;
  }
  return true;
}

const mostFiles = 20;
