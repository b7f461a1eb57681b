/** `cairn review status`: how scripts stand by their reviews. */
import { formatCount, missing } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import type { ReviewRow } from '../../protocol/reviewShape.ts';
import type { ScriptReview } from '../../review/scriptReviews.ts';
import type { Call } from '../command.ts';
import { cellText, textTable } from '../textTable.ts';
import { CodeComparer, countRuns, openReviews, reviewNamed, rowOf } from './folderReviews.ts';
import { changedFilesText, linesText, namesOf, stateWords } from './reviewWords.ts';

export async function status(call: Call, words: readonly string[]): Promise<number> {
  const { json, terminal } = call;
  const reviews = openReviews(call);
  const runs = await countRuns(call);
  const chosen =
    words.length > 0
      ? words.map((word) => reviewNamed(call, reviews, word))
      : reviews.all(runs.keys()).filter(isSomebodysConcern);
  const comparer = await CodeComparer.open(call, reviews, { ownPython: true });
  const rows: ReviewRow[] = [];
  for (const review of chosen) {
    const row = rowOf(call, review, runs.get(review.script) ?? 0);
    const { outdated } = review.standing;
    const isCosmetic = outdated !== undefined && (await comparer.since(outdated, review)) === 'same';
    rows.push({ ...row, outdated: row.outdated && { ...row.outdated, isCosmetic } });
  }
  if (json) await terminal.print(`${JSON.stringify(rows)}\n`);
  else if (rows.length > 0) await terminal.print(`${tableOf(rows)}\n`);
  else await terminal.tell(`${t('No script was reviewed or has runs.')}\n`);
  for (const { script, problems } of rows)
    for (const problem of problems) await terminal.tell(`cairn: ${cellText(`${script}: ${problem}`)}\n`);
  return 0;
}

/** A script that has runs, was never reviewed and is gone is nobody's. */
function isSomebodysConcern({ sha256, read }: ScriptReview): boolean {
  return sha256 !== undefined || read.entries.length + read.problems.length > 0;
}

function tableOf(rows: readonly ReviewRow[]): string {
  const head = [
    t('script'),
    t('state'),
    t('who'),
    t('changed'),
    t('open items'),
    t('open comments'),
    t('runs'),
  ];
  const lines = rows.flatMap((row) => {
    const { script, outdated, items, openItems, openComments, runs, renamedFrom, notes } = row;
    const more = [
      ...(renamedFrom === null ? [] : [t('reviewed as {0}', renamedFrom)]),
      ...(outdated === null || outdated.files.length === 0 ? [] : [changedFilesText(script, outdated.files)]),
      ...notes,
    ];
    return [
      [
        script,
        stateWords(row),
        who(row),
        outdated === null ? missing : linesText(outdated.lines),
        t('{0} of {1}', openItems, items),
        formatCount(openComments),
        formatCount(runs),
      ],
      ...more.map((text) => ['', `→ ${text}`]),
    ].map((cells) => cells.map(cellText));
  });
  return textTable([head, ...lines], ['left', 'left', 'left', 'left', 'right', 'right', 'right']);
}

function who(row: ReviewRow): string {
  switch (row.state) {
    case 'approved':
      return namesOf(row.approvedBy);
    case 'changesRequested':
      return namesOf(row.changesRequestedBy);
    case 'stale':
      return namesOf(row.outdated === null ? [] : [row.outdated.by]);
    case 'requested':
      return row.waitingFor.length > 0
        ? t('waits for {0}', namesOf(row.waitingFor))
        : t('{0} of {1} approvals', row.approvedBy.length, row.needed);
    case 'started':
    case 'never':
      return missing;
  }
}
