/** A folder of a git repository with scripts whose reviews stand at all there is, and the rows of the Reviews view that show them. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ReviewEntry } from '../../src/records/review.ts';
import type { ReviewsNode } from '../../src/views/trees/reviews/reviewsTree.ts';
import { until } from '../e2e/until.ts';
import { cairn, openFolder, type OpenedFolder } from './cairnWindow.ts';
import { projectOf, writeRuns } from './writtenRuns.ts';

export const [ada, sam, lin] = ['Ada <ada@example.org>', 'Sam <sam@example.org>', 'Lin <lin@example.org>'];

const config = `review:
  default: false
  items:
    - {id: seeded, text: It is seeded}
    - {id: owned, text: Somebody owns it}
`;
const text = 'x = 1\ny = 2\n\nif __name__ == "__main__":\n    pass\n';

interface Shown {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly words: string;
  readonly tooltip: string;
}

type Said<E> = E extends ReviewEntry ? Omit<E, 'at' | 'sha256'> : never;

/** Appends what somebody says to a review, as another process would: each a minute later, about the text above. */
export function say(folder: string, script: string, ...entries: Said<ReviewEntry>[]): void {
  const file = path.join(folder, '.cairn', 'reviews', `${script}.yaml`);
  mkdirSync(path.dirname(file), { recursive: true });
  const sha256 = createHash('sha256').update(text).digest('hex');
  mkdirSync(path.join(folder, '.cairn', 'reviewed'), { recursive: true });
  writeFileSync(path.join(folder, '.cairn', 'reviewed', `${sha256}.txt`), text);
  for (const entry of entries) {
    const at = new Date(Date.UTC(2026, 10, 30, 8, minute++)).toISOString();
    appendFileSync(file, `- ${JSON.stringify({ ...entry, at, sha256 })}\n`);
  }
}
let minute = 0;

export const approval = { kind: 'signoff', by: lin, verdict: 'approve', imports: {} } as const;
const asked = (by: string, ...reviewers: string[]) => ({ kind: 'request', by, reviewers }) as const;

/** Ada is at this window. */
export async function openReviewed(): Promise<OpenedFolder> {
  const opened = await openFolder({
    '.cairn/config.yaml': config,
    'waiting.py': text,
    'mine.py': text,
    'stale.py': text.replace('x = 1', 'x = 3'),
    'open.py': text,
    'conflict.py': text,
    'mit leer/trän.py': text,
    'never.py': 'print("another")\n\nif __name__ == "__main__":\n    print(2)\n',
    'nobody.py': text,
  });
  const { folder } = opened;
  for (const words of [['init', '-q'], ...configured]) execFileSync('git', words, { cwd: folder });
  say(folder, 'waiting.py', asked(sam, ada));
  say(folder, 'mine.py', asked(ada, lin), { ...approval, verdict: 'requestChanges' });
  say(folder, 'stale.py', asked(sam, lin), approval);
  say(folder, 'gone.py', asked(sam, lin), approval);
  say(folder, 'open.py', asked(sam, lin), { kind: 'answer', by: lin, item: 'seeded', answer: 'yes' });
  say(folder, 'open.py', { kind: 'answer', by: lin, item: 'was-dropped', answer: 'yes' });
  say(folder, 'conflict.py', asked(sam), approval);
  appendFileSync(
    path.join(folder, '.cairn/reviews/conflict.py.yaml'),
    '<<<<<<< ours\n=======\n>>>>>>> theirs\n',
  );
  say(folder, 'mit leer/trän.py', asked(sam, lin), approval);
  mkdirSync(path.join(folder, '.cairn/reviews'), { recursive: true });
  writeFileSync(path.join(folder, '.cairn/reviews/nobody.py.yaml'), 'just words\n');
  writeRuns(folder, [
    { id: '20261101-000000-a', name: 'first', script: 'never.py' },
    { id: '20261101-000100-b', name: 'second', script: 'never.py' },
    { id: '20261101-000200-c', name: 'elsewhere', script: '/abs/elsewhere.py' },
  ]);
  await projectOf(opened, 3);
  return opened;
}

const configured = [
  ['config', 'user.name', 'Ada'],
  ['config', 'user.email', 'ada@example.org'],
];

/** `group: count`, and its rows. */
export async function shownReviews({ folder }: OpenedFolder): Promise<ReadonlyMap<string, readonly Shown[]>> {
  const { reviews } = await cairn();
  const top = await reviews.getChildren();
  const own = top.find((node) => node.kind === 'folder' && node.project.folder === folder);
  const groups = own === undefined ? [] : await reviews.getChildren(own);
  return new Map(
    await Promise.all(
      groups.map(async (node) => {
        const rows = await Promise.all((await reviews.getChildren(node)).map(shown));
        const { label, description } = await shown(node);
        return [`${label}: ${description}`, rows] as const;
      }),
    ),
  );
}

async function shown(node: ReviewsNode): Promise<Shown> {
  const item = (await cairn()).reviews.getTreeItem(node);
  assert.ok(typeof item.label === 'string');
  return {
    label: item.label,
    description: String(item.description ?? ''),
    icon: item.iconPath instanceof vscode.ThemeIcon ? item.iconPath.id : '',
    words: item.contextValue ?? '',
    tooltip: item.tooltip instanceof vscode.MarkdownString ? item.tooltip.value : '',
  };
}

/** `group: script · description`, in the order of the view, once it is as it should be. */
export async function untilReviews(
  opened: OpenedFolder,
  sentence: string,
  look: (lines: readonly string[]) => boolean,
): Promise<readonly string[]> {
  return await until(sentence, async () => {
    const lines = [...(await shownReviews(opened))].flatMap(([group, rows]) =>
      rows.map(({ label, description }) => `${group.replace(/: \d+$/, '')}: ${label} · ${description}`),
    );
    return look(lines) ? lines : undefined;
  });
}
