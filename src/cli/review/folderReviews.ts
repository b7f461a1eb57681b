/** The reviews of a folder for one subcommand. */
import path from 'node:path';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { compareCode } from '../../project/compareCode.ts';
import type { ReviewRow } from '../../protocol/reviewShape.ts';
import { changedSince, type ChangedFile } from '../../review/changedSince.ts';
import { checklistFor } from '../../review/checklist.ts';
import { answersByProbe, readEvidence } from '../../review/evidenceCache.ts';
import { reviewRowOf } from '../../review/reviewRow.ts';
import type { CodeChange } from '../../review/sameCode.ts';
import { ScriptReviews, textsNow, type ScriptReview } from '../../review/scriptReviews.ts';
import type { ReviewSignoff } from '../../records/review.ts';
import { findProgram } from '../../runs/launchChecks.ts';
import { runCounts } from '../../runs/query.ts';
import { lastOf, type Call, type OptionSpec } from '../command.ts';
import { openRuns } from '../openRuns.ts';

export function openReviews({ layout, config, terminal }: Call): ScriptReviews {
  return new ScriptReviews(layout, config.review, terminal.now);
}

/** From the workspace folder, with slashes. Throws UserError `outside`. */
export function scriptPath({ cwd, layout }: Call, word: string): string {
  const found = pathInFolder({ cwd, layout }, word);
  if (found === undefined || found === '')
    throw new UserError('outside', t('{0} is not in {1}.', word, layout.folder));
  return found;
}

/** Empty: the folder itself; undefined: outside of it. */
export function pathInFolder(
  { cwd, layout }: Pick<Call, 'cwd' | 'layout'>,
  word: string,
): string | undefined {
  const relative = path.relative(layout.folder, path.resolve(cwd, word));
  if (relative.split(path.sep)[0] === '..' || path.isAbsolute(relative)) return undefined;
  return relative.replaceAll(path.sep, '/');
}

/** A script that is there, or was reviewed. Throws UserError `script`, `outside` or `usage`. */
export function oneReview(call: Call, reviews: ScriptReviews, words: readonly string[]): ScriptReview {
  const [word, ...others] = words;
  if (word === undefined || others.length > 0)
    throw new UserError('usage', t('Name one script.'), t('See cairn review --help.'));
  return reviewNamed(call, reviews, word);
}

export function reviewNamed(call: Call, reviews: ScriptReviews, word: string): ScriptReview {
  const script = scriptPath(call, word);
  const review = reviews.of(script);
  const { sha256, read } = review;
  const renamed =
    sha256 === undefined ? reviews.all().find(({ renamedFrom }) => renamedFrom === script) : undefined;
  if (renamed !== undefined) return renamed;
  if (sha256 === undefined && read.entries.length + read.problems.length === 0)
    throw new UserError('script', t('There is no script {0}.', word));
  return review;
}

/** Numbers of runs, by script. */
export async function countRuns(call: Call): Promise<ReadonlyMap<string, number>> {
  const runs = await openRuns(call);
  try {
    return runs.ask(runCounts);
  } finally {
    runs.dispose();
  }
}

export function rowOf({ layout, config }: Call, review: ScriptReview, runs: number): ReviewRow {
  const { script, sha256 } = review;
  return reviewRowOf(review, {
    checklist: checklistFor(script, config.review),
    evidence: answersByProbe(readEvidence(layout, script, sha256)),
    runs,
  });
}

/** What asks other programs, which those who do not trust a folder leave out. */
export const programOptions: Readonly<Record<string, OptionSpec>> = {
  python: {
    type: 'string',
    value: 'PATH',
    help: t('the Python that tells whether only comments and formatting changed; else that of the folder'),
  },
  'no-python': { type: 'boolean', help: t('ask no Python whether only comments and formatting changed') },
  'no-git': { type: 'boolean', help: t('ask git nothing') },
};

/** Throws UserError `python` where `--python` names no program. */
async function givenPython(call: Call): Promise<string | undefined> {
  const given = lastOf(call, 'python');
  if (given === undefined) return undefined;
  const found = await findProgram(given, { cwd: call.cwd, env: call.terminal.env });
  if (found.path !== undefined) return found.path;
  throw new UserError('python', t('--python names {0}, which is no program.', given));
}

/** Whether texts are the same code, asked of a Python. `ownPython`: one that lies in the folder counts, too. */
export class CodeComparer {
  readonly #call: Call;
  readonly #reviews: ScriptReviews;
  readonly #python: string | undefined;
  readonly #venvFolder: string;

  private constructor(
    call: Call,
    reviews: ScriptReviews,
    { python, venvFolder }: { python: string | undefined; venvFolder: string },
  ) {
    this.#call = call;
    this.#reviews = reviews;
    this.#python = python;
    this.#venvFolder = venvFolder;
  }

  static async open(
    call: Call,
    reviews: ScriptReviews,
    { ownPython }: { ownPython: boolean },
  ): Promise<CodeComparer> {
    const { folder } = call.layout;
    const venvFolder = ownPython ? folder : path.parse(folder).root;
    return new CodeComparer(call, reviews, { python: await givenPython(call), venvFolder });
  }

  /** Of everything that changed since this approval. Never rejects. */
  async since(signoff: ReviewSignoff, review: ScriptReview): Promise<CodeChange> {
    const { files } = changedSince(signoff, {
      script: review.script,
      now: textsNow(review),
      kept: (hash) => this.#reviews.keptText(hash),
      textOf: (file) => this.#reviews.textOf(file),
    });
    return await this.#ofFiles(files);
  }

  async #ofFiles(files: readonly ChangedFile[]): Promise<CodeChange> {
    if (files.some(({ kind }) => kind !== 'changed')) return 'different';
    if (this.#call.flags.has('no-python')) return { unknown: t('No Python was asked.') };
    let unknown: CodeChange | undefined;
    for (const file of files) {
      const change = await this.#ofFile(file);
      if (change === 'different') return change;
      if (change !== 'same') unknown ??= change;
    }
    return unknown ?? 'same';
  }

  async #ofFile({ path: file, from }: ChangedFile): Promise<CodeChange> {
    const { layout, terminal } = this.#call;
    const before = from === undefined ? undefined : this.#reviews.keptText(from);
    const after = this.#reviews.textOf(file);
    if (before === undefined) return { unknown: t('The text that was approved was not kept.') };
    if (after === undefined) return { unknown: t('{0} is not UTF-8.', file) };
    return await compareCode(before, after, {
      script: path.join(layout.folder, file),
      folder: this.#venvFolder,
      env: terminal.env,
      ...(this.#python !== undefined && { setting: this.#python }),
    });
  }
}
