/** A folder with a real git repository and several people, who review as the editor has them do it. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { ReviewPolicy } from '../../../src/records/reviewPolicy.ts';
import { checklistFor } from '../../../src/review/checklist.ts';
import { ReviewActions, type Reviewer } from '../../../src/review/reviewActions.ts';
import { layoutOf } from '../../../src/storage/layout.ts';
import { workFolder } from './builtCairn.ts';

export const ada = 'Ada <ada@example.org>';
export const sam = 'Sam <sam@example.org>';
export const lin = 'Lin <lin@example.org>';

const shortList = `review:
  default: false
  items:
    - { id: fine, text: It is fine. }
`;

export class ReviewFolder {
  readonly folder: string;
  readonly policy: ReviewPolicy;
  #minute = 0;

  private constructor(folder: string, policy: ReviewPolicy) {
    this.folder = folder;
    this.policy = policy;
  }

  /** With a checklist of one item; `config` comes behind it. */
  static async make({
    git = true,
    policy = {},
    config = '',
  }: { git?: boolean; policy?: ReviewPolicy; config?: string } = {}): Promise<ReviewFolder> {
    const made = new ReviewFolder(await workFolder(), {
      default: false,
      items: [{ id: 'fine', text: 'It is fine.' }],
      ...policy,
    });
    made.write('.cairn/config.yaml', shortList + config);
    if (git) {
      made.git(ada, 'init', '-q', '-b', 'main');
      made.git(ada, 'config', 'core.autocrlf', 'false');
    }
    return made;
  }

  path(...names: string[]): string {
    return path.join(this.folder, ...names);
  }

  write(name: string, text: string | Uint8Array): void {
    fs.mkdirSync(path.dirname(this.path(name)), { recursive: true });
    fs.writeFileSync(this.path(name), text);
  }

  read(name: string): string {
    return fs.readFileSync(this.path(name), 'utf8');
  }

  reviewFile(script: string): string {
    return `.cairn/reviews/${script}.yaml`;
  }

  git(who: string, ...words: string[]): string {
    const [, name = who, email = ''] = /^(.*) <(.*)>$/.exec(who) ?? [];
    const own = ['-c', `user.name=${name}`, '-c', `user.email=${email}`, '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...own, ...words], { cwd: this.folder, encoding: 'utf8', stdio: 'pipe' });
  }

  commit(who: string, message = 'x'): void {
    this.git(who, 'add', '-A');
    this.git(who, 'commit', '-qm', message);
  }

  as(by: string, identity: Reviewer['identity'] = 'git'): ReviewActions {
    const start = Date.UTC(2026, 10, 30, 8);
    return new ReviewActions({
      layout: layoutOf(this.folder),
      policy: this.policy,
      who: { by, identity },
      now: () => start + 60_000 * this.#minute++,
    });
  }

  async request(script: string, by: string, reviewers: string[]): Promise<void> {
    await this.as(by).request(script, { reviewers });
  }

  /** Answers every item, then signs off. */
  async approve(script: string, by: string, { isDifference = false } = {}): Promise<void> {
    const person = this.as(by);
    if (!isDifference)
      for (const { items } of checklistFor(script, this.policy))
        for (const { id } of items) await person.answer(script, { item: id, answer: 'yes' });
    await person.signOff(script, { verdict: 'approve', isDifference, evidence: new Map() });
  }

  /** Ada asks Sam, who approves; each commits what they did. */
  async carry(script: string, author = ada, reviewer = sam): Promise<void> {
    await this.request(script, author, [reviewer]);
    this.commit(author, 'Ask');
    await this.approve(script, reviewer);
    this.commit(reviewer, 'Approve');
  }
}
