/** Whether what changed since an approval is only comments and formatting; each pair of texts is compared once. */
import path from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { compareCode } from '../../project/compareCode.ts';
import type { Project } from '../../project/project.ts';
import type { ReviewRow } from '../../protocol/reviewShape.ts';
import { keptText } from '../../review/reviewStore.ts';
import type { CodeChange } from '../../review/sameCode.ts';
import { textHash } from '../../review/textHash.ts';
import { chosenPython } from '../python.ts';
import { setting } from '../ui/config.ts';
import type { Log } from '../ui/log.ts';

export interface CodeChangesParts {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
}

export class CodeChanges {
  readonly #parts: CodeChangesParts;
  readonly #known = new Map<string, Promise<CodeChange>>();

  constructor(parts: CodeChangesParts) {
    this.#parts = parts;
  }

  /** Of a script that is stale, as it is saved. Never rejects. */
  async of(project: Project, row: ReviewRow): Promise<CodeChange> {
    if (!vscode.workspace.isTrusted)
      return { unknown: t('Python is not asked in a folder that is not trusted.') };
    const files = row.outdated?.files ?? [];
    if (files.length > mostFiles) return { unknown: t('Too many modules changed to compare them all.') };
    if (files.some(({ kind }) => kind !== 'changed')) return 'different';
    const answers: CodeChange[] = [];
    for (const file of files) {
      const answer = await this.#ofFile(project, file);
      if (answer === 'different') return answer;
      answers.push(answer);
    }
    return answers.find((answer) => typeof answer === 'object') ?? 'same';
  }

  async #ofFile(
    project: Project,
    file: { readonly path: string; readonly from: string | null; readonly to: string | null },
  ): Promise<CodeChange> {
    const key = `${file.from ?? ''} ${file.to ?? ''}`;
    const known = this.#known.get(key);
    if (known !== undefined) return await known;
    const compared = this.#compare(project, file);
    this.#known.set(key, compared);
    // Another interpreter may be able to tell.
    if (typeof (await compared) === 'object') this.#known.delete(key);
    return await compared;
  }

  async #compare(
    project: Project,
    {
      path: name,
      from,
      to,
    }: { readonly path: string; readonly from: string | null; readonly to: string | null },
  ): Promise<CodeChange> {
    const uri = vscode.Uri.file(path.join(project.folder, name));
    const before = from === null ? undefined : keptText(project.layout, from);
    if (before === undefined)
      return { unknown: t('The text that was approved was not kept, or is not UTF-8.') };
    const now = textHash(await vscode.workspace.fs.readFile(uri));
    if (now.text === undefined || now.sha256 !== to) return { unknown: t('{0} is not saved.', name) };
    const given = await chosenPython(uri, this.#parts.log);
    return await compareCode(before, now.text, {
      script: uri.fsPath,
      folder: project.folder,
      env: this.#parts.env,
      setting: setting.python(uri),
      ...(given !== undefined && { given }),
    });
  }
}

const mostFiles = 20;
