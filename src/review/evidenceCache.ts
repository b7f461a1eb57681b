/** What probes said last of a script, kept so that lists count it without asking again; it can be made anew at any time. */
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { probeAnswer, type ProbeAnswer } from '../protocol/probeAnswer.ts';
import { nameRecord } from '../records/nameRecord.ts';
import { textHashOf } from './textHash.ts';
import { readJsonFile, writeJsonAtomic } from '../storage/atomicFile.ts';
import type { Layout } from '../storage/layout.ts';

export const keptEvidence = z.object({
  script: z.string(),
  /** Of the text that it is about. */
  sha256: z.string(),
  /** ms since 1970. */
  at: z.number(),
  /** By names of probes. */
  answers: nameRecord(probeAnswer),
});
export type KeptEvidence = z.infer<typeof keptEvidence>;

/** Undefined: never asked, or of another text. */
export function readEvidence(
  layout: Layout,
  script: string,
  sha256: string | undefined,
): KeptEvidence | undefined {
  const read = readJsonFile(evidenceFile(layout, script), keptEvidence);
  return read.ok && read.value.sha256 === sha256 && read.value.script === script ? read.value : undefined;
}

export function keepEvidence(layout: Layout, evidence: KeptEvidence): void {
  const file = evidenceFile(layout, evidence.script);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const ignored = path.join(layout.cache, '.gitignore');
  if (!fs.existsSync(ignored)) fs.writeFileSync(ignored, '*\n');
  writeJsonAtomic(file, evidence);
}

/** Changes with it. */
export function evidenceStamp(layout: Layout, script: string): string {
  const info = fs.statSync(evidenceFile(layout, script), { throwIfNoEntry: false });
  return info === undefined ? '' : `${info.mtimeMs} ${info.size}`;
}

export function answersByProbe(evidence: KeptEvidence | undefined): ReadonlyMap<string, ProbeAnswer> {
  return new Map(Object.entries(evidence?.answers ?? {}));
}

function evidenceFile(layout: Layout, script: string): string {
  return path.join(layout.cache, 'evidence', `${textHashOf(script).slice(0, 32)}.json`);
}
