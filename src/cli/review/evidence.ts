/** `cairn review evidence`: asks all probes about one script, and keeps what they say for lists. */
import { codeOf, UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { keepEvidence, type KeptEvidence } from '../../review/evidenceCache.ts';
import type { ProbeAnswer, ProofLink } from '../../protocol/probeAnswer.ts';
import { askProbes } from '../../review/askProbes.ts';
import { probes } from '../../review/probes.ts';
import type { Call } from '../command.ts';
import { cellText, textTable } from '../textTable.ts';
import { openSubject } from './evidenceSubject.ts';
import { scriptPath } from './folderReviews.ts';

export async function evidence(call: Call, words: readonly string[]): Promise<number> {
  const { json, terminal } = call;
  const [word, ...others] = words;
  if (word === undefined || others.length > 0)
    throw new UserError('usage', t('Name one script.'), t('See cairn review --help.'));
  const stop = new AbortController();
  const interrupts = terminal.onInterrupt(() => stop.abort());
  const opened = openSubject(call, scriptPath(call, word));
  try {
    const { subject, sha256 } = opened;
    const answers = await askProbes(probes, subject, { signal: stop.signal });
    const found: KeptEvidence = { script: subject.script.path, sha256, at: terminal.now(), answers };
    if (!stop.signal.aborted) keep(call, found);
    await terminal.print(json ? `${JSON.stringify(found)}\n` : `${textOf(answers)}\n`);
    return stop.signal.aborted ? 2 : 0;
  } finally {
    interrupts.dispose();
    opened.dispose();
  }
}

function keep({ layout }: Call, found: KeptEvidence): void {
  try {
    keepEvidence(layout, found);
  } catch (error) {
    // A folder that cannot be written can still be asked about.
    if (codeOf(error) === undefined) throw error;
  }
}

function textOf(answers: Readonly<Record<string, ProbeAnswer>>): string {
  return textTable(
    Object.entries(answers).flatMap(([name, { answer, text, links = [] }]) => [
      [name, answer === 'yes' ? t('yes') : answer === 'no' ? t('no') : t('can’t tell'), cellText(text)],
      ...(links.length === 0 ? [] : [['', '', `→ ${cellText(links.map(linkText).join(', '))}`]]),
    ]),
  );
}

function linkText(link: ProofLink): string {
  if (link.kind === 'line') return `${link.path}:${String(link.line)}`;
  return link.kind === 'file' ? link.path : link.label;
}
