/** The scripts that PATHs of `cairn review check` mean. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { globMatcher, isGlob } from '../../base/glob.ts';
import { t } from '../../base/l10n.ts';
import { projectScripts } from '../../review/projectScripts.ts';
import { isTestFile } from '../../review/testResults.ts';
import type { ScriptReview, ScriptReviews } from '../../review/scriptReviews.ts';
import type { Call } from '../command.ts';
import { pathInFolder } from './folderReviews.ts';

export interface CheckedPaths {
  /** By path, each once. */
  readonly reviews: readonly ScriptReview[];
  /** Words that mean nothing here, with a sentence each. */
  readonly lost: readonly { readonly word: string; readonly sentence: string }[];
}

/**
 * A folder means its scripts: Python files that no other one imports or that have a main guard, without tests, and whatever was reviewed
 * or is named as a script in config.yaml. A glob means all Python files that it matches.
 */
export function checkedPaths(call: Call, reviews: ScriptReviews, words: readonly string[]): CheckedPaths {
  const found = new Map<string, ScriptReview>();
  const lost: { word: string; sentence: string }[] = [];
  let known: readonly ScriptReview[] | undefined;
  const all = () => (known ??= reviews.all(projectScripts(call.layout.folder)));
  const present = () => all().filter((review) => isThere(call, review));
  for (const word of words) {
    const name = pathInFolder(call, word);
    if (name === undefined) {
      lost.push({ word, sentence: t('{0} is not in {1}.', word, call.layout.folder) });
      continue;
    }
    const info = statSync(path.join(call.layout.folder, name), { throwIfNoEntry: false });
    const meant =
      info?.isDirectory() === true
        ? scriptsIn(name, present(), (review) => isCalledScript(call, reviews, review))
        : info !== undefined
          ? [reviews.of(name)]
          : isGlob(name)
            ? present().filter(({ script }) => globMatcher(name)(script))
            : all().filter(({ renamedFrom }) => renamedFrom === name);
    for (const review of meant) found.set(review.script, review);
    if (meant.length > 0) continue;
    const sentence =
      info?.isDirectory() === true || isGlob(name)
        ? t('There is no script in {0}.', word)
        : t('There is no {0}.', word);
    lost.push({ word, sentence });
  }
  return { reviews: [...found.values()].sort((a, b) => (a.script < b.script ? -1 : 1)), lost };
}

function scriptsIn(
  folder: string,
  all: readonly ScriptReview[],
  isCalled: (review: ScriptReview) => boolean,
): ScriptReview[] {
  const imported = new Set(all.flatMap(({ imports }) => imports.modules.map((module) => module.path)));
  return all.filter((review) => {
    const { script, read } = review;
    if (folder !== '' && !script.startsWith(`${folder}/`)) return false;
    if (read.entries.length + read.problems.length > 0) return true;
    return !isNoScript(script) && (!imported.has(script) || isCalled(review));
  });
}

/** Something imports it, and it can be started all the same. */
function isCalledScript({ config }: Call, reviews: ScriptReviews, { script }: ScriptReview): boolean {
  return (
    config.scripts?.some((glob) => globMatcher(glob)(script)) === true ||
    /^if\s+__name__\s*==\s*["']__main__["']/m.test(reviews.textOf(script) ?? '')
  );
}

/** What was reviewed and is gone needs nobody's approval. */
function isThere({ layout }: Call, { script }: ScriptReview): boolean {
  return statSync(path.join(layout.folder, script), { throwIfNoEntry: false })?.isFile() === true;
}

function isNoScript(script: string): boolean {
  return isTestFile(script) || /(^|\/)(__init__|conftest)\.py$/.test(script);
}
