/** `cairn review explain`: what a new colleague needs to know of a script, on one page of Markdown. */
import { t } from '../../base/l10n.ts';
import { readCatalog } from '../../catalog/readCatalog.ts';
import type { RunDetail } from '../../protocol/runShape.ts';
import { verdictText } from '../../fairness/fairnessWords.ts';
import { ModelRegistry } from '../../models/modelRegistry.ts';
import { moduleDocstring } from '../../review/docstring.ts';
import { code, fileLink, plain } from '../../review/markdownText.ts';
import { runTool } from '../../runs/captureTool.ts';
import type { Call } from '../command.ts';
import { readUsage } from '../featureUsage.ts';
import { openSubject } from './evidenceSubject.ts';
import { dataLines, featureLines, modelLines } from './explainCatalog.ts';
import { goalLines, howToRun, runLines, runLink } from './explainRuns.ts';
import { commentLines, reviewLines } from './explainReview.ts';
import { oneReview, openReviews } from './folderReviews.ts';
import { printMarkdown, shown } from './markdown.ts';

export async function explain(call: Call, words: readonly string[]): Promise<number> {
  const reviews = openReviews(call);
  const review = oneReview(call, reviews, words);
  const { script } = review;
  const page = await shown(call, reviews, review);
  const text = reviews.textOf(script);
  const known = review.sha256 === undefined ? undefined : openSubject(call, script);
  try {
    const runs = (await known?.subject.runs()) ?? [];
    const best = runs.find(({ isBest }) => isBest);
    const [latest] = runs;
    const catalog = await readCatalog(call.layout);
    const usage = catalog.features.size === 0 ? undefined : await readUsage(call, catalog);
    const { models } = new ModelRegistry(call.layout.models).all();
    const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
      [t('What it is for'), purpose(text)],
      [t('Objective'), goalLines(call.config, best)],
      [
        t('How to run it'),
        known === undefined
          ? [t('It cannot be run: it is not there.')]
          : howToRun(call, script, best ?? latest),
      ],
      [t('Runs'), runLines(call, runs, best)],
      [t('Data'), dataLines(call, runs, (await known?.subject.datasets()) ?? [])],
      [t('Features'), featureLines(catalog, usage, best ?? latest)],
      [t('Models'), modelLines(call, models, { runs, script })],
      [t('Fairness'), fairness(call, best, runs)],
      [t('Review'), reviewLines(page)],
      [t('Open comments'), commentLines(page)],
      [t('Modules it imports'), modules(review.imports.modules.map((module) => module.path))],
      [t('Who wrote it'), await people(call, script)],
    ];
    const body = sections.flatMap(([title, lines]) => ['', `## ${title}`, '', ...lines]);
    await printMarkdown(call, `${[`# ${code(script)}`, '', fileLink(script, script), ...body].join('\n')}\n`);
    return 0;
  } finally {
    known?.dispose();
  }
}

function purpose(text: string | undefined): string[] {
  if (text === undefined) return [t('The script is not there, or is not UTF-8.')];
  const found = moduleDocstring(text);
  return [
    found === undefined
      ? t('It does not say: a docstring in its first lines would.')
      : plain(found.split(/\n\s*\n/, 1)[0] ?? ''),
  ];
}

function fairness(call: Call, best: RunDetail | undefined, runs: readonly RunDetail[]): string[] {
  const [judged] = [...(best === undefined ? [] : [best]), ...runs].flatMap((run) =>
    run.fairness === null ? [] : [{ run, stand: run.fairness }],
  );
  if (judged === undefined)
    return [
      t(
        'Its predictions were never judged: log them with the groups of people, and call {0}.',
        code('cairn fairness RUN'),
      ),
    ];
  const { run, stand } = judged;
  const { verdict, says, isStale } = stand;
  return [
    `${t('The predictions of {0}', runLink(call, run))}: **${verdictText(verdict)}**${says === null ? '' : `: ${plain(says)}`}`,
    ...(isStale ? ['', t('The policy in config.yaml was changed since.')] : []),
  ];
}

function modules(files: readonly string[]): string[] {
  if (files.length === 0) return [t('It imports no module of this project.')];
  return files.map((file) => `- ${fileLink(file, file)}`);
}

/** Names alone: the page may be passed on. */
async function people({ flags, layout: { folder } }: Call, script: string): Promise<string[]> {
  if (flags.has('no-git')) return [t('Git was not asked.')];
  const { stdout } = await runTool('git', ['-C', folder, 'log', '--format=%aN%x09%as', '--', script], {
    timeoutMs: 10_000,
    env: { GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
  });
  const commits = (stdout ?? '').split('\n').filter((line) => line !== '');
  if (commits.length === 0) return [t('Git does not know: the script was not committed yet.')];
  const byName = new Map<string, { count: number; last: string }>();
  for (const line of commits) {
    const [name = '', day = ''] = line.split('\t');
    const known = byName.get(name);
    byName.set(name, { count: (known?.count ?? 0) + 1, last: known?.last ?? day });
  }
  return [...byName]
    .sort(([, a], [, b]) => b.count - a.count)
    .map(([name, { count, last }]) =>
      count === 1
        ? t('- {0}: 1 commit, {1}', plain(name), last)
        : t('- {0}: {1} commits, the last {2}', plain(name), count, last),
    );
}
