/** Opens .cairn/config.yaml, and writes a commented first one where there is none. */
import { mkdir, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { codeOf, messageOf, UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Cairn } from '../cairn.ts';
import { commands } from '../ui/contributions.ts';
import type { Handler } from './handler.ts';
import { projectTarget } from './targets.ts';

export function configCommands(cairn: Cairn) {
  return {
    [commands.configOpen]: async () => {
      const project = await projectTarget(cairn);
      if (project === undefined) return;
      const { root, config } = project.layout;
      try {
        await mkdir(root, { recursive: true });
        await writeFile(config, template, { flag: 'wx' });
      } catch (error) {
        if (codeOf(error) !== 'EEXIST')
          throw new UserError(
            'readOnly',
            t('{0} could not be written: {1}', config, messageOf(error)),
            undefined,
            { cause: error },
          );
      }
      await vscode.window.showTextDocument(vscode.Uri.file(config));
    },
  } satisfies Partial<Record<string, Handler>>;
}

const template = `# How Cairn judges and keeps the runs of this folder. Every key is optional; this file belongs into git.

# The metric that tells which run is best. Without it: the first validation-like metric.
# objective:
#   metric: val_auc
#   direction: maximize

# More scripts that get Run and Debug above their first line.
# scripts: ["jobs/*.sh"]

# Metrics read from what scripts print.
# printedMetrics:
#   enabled: true
#   exclude: ["debug_*"]

# limits:
#   outputMB: 16
#   artifactMB: 1000
#   artifactsTotalMB: 10000
#   patchMB: 4

# Seconds between a graceful stop and the kill.
# stopGraceSeconds: 10
`;
