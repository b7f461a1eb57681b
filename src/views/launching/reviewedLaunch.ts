/** Asks or refuses before a launch that lacks the review which config.yaml asks for. Loaded where it asks for any. */
import * as vscode from 'vscode';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { lackingReview } from '../../project/launchReview.ts';
import type { Project, ProjectLaunch } from '../../project/project.ts';
import { folderUri } from '../projects.ts';
import { chosenPython } from '../python.ts';
import { setting } from '../ui/config.ts';
import { commands } from '../ui/contributions.ts';
import type { Log } from '../ui/log.ts';

export interface ReviewedLaunchParts {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
}

/** Rejects with UserError `unreviewed`, or `CancellationError` where the person does something else. */
export async function reviewedLaunch(
  project: Project,
  { command, cwd, script, name, configuration }: ProjectLaunch,
  { env, log }: ReviewedLaunchParts,
): Promise<void> {
  const uri = vscode.Uri.file(project.folder);
  const given = await chosenPython(uri, log);
  const lacking = await lackingReview({
    layout: project.layout,
    policy: project.config.review,
    command,
    cwd,
    script,
    names: [name, configuration].filter((one) => one !== undefined),
    python: { env, setting: setting.python(uri), ...(given !== undefined && { given }) },
  });
  if (lacking === undefined) return;
  const { rule, sentence, next } = lacking;
  const open = t('Open Review');
  const target = { folder: folderUri(project), script: lacking.script };
  if (rule === 'require') throw new UserError('unreviewed', sentence, next);
  const anyway = t('Run Anyway');
  const said = await vscode.window.showWarningMessage(`${sentence} ${next}`, anyway, open);
  if (said === anyway) return;
  if (said === open) await vscode.commands.executeCommand(commands.reviewsOpen, target);
  throw new vscode.CancellationError();
}
