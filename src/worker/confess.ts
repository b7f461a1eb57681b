/** A recorder that fails has nobody to tell but the run itself; the next one learns from it whether it would only repeat it. */
import fs from 'node:fs';
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { RunPaths } from '../storage/layout.ts';
import type { Marks } from '../storage/series/seriesFormat.ts';

/** `marks`: what it had taken over, when it had come so far. */
export function confess(error: unknown, paths: RunPaths, clock: Clock, marks: Marks | undefined): void {
  const message = t('The recorder failed and left the run: {0}', messageOf(error));
  const failed = { ...(marks !== undefined && { inbox: marks.inbox, output: marks.output }) };
  const line = JSON.stringify({ t: clock.now(), type: 'problem', where: 'recorder', message, failed });
  fs.appendFileSync(paths.events, `${line}\n`);
}
