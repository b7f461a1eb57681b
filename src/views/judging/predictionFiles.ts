/** Where predictions lie that a run named, and what it keeps of a file of them. */
import path from 'node:path';
import { UserError } from '../../base/errors.ts';
import type { RunDetail } from '../../protocol/runShape.ts';
import type { FairnessMark } from '../../records/fairnessMark.ts';
import { predictionsFile } from '../../runs/artifactPath.ts';
import type { Layout } from '../../storage/layout.ts';

/** Absolute; undefined: the record leads out of the run's folder. */
export function fileOf(name: string, detail: RunDetail, layout: Layout): string | undefined {
  try {
    return predictionsFile(name, detail, layout);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** What the run's own report of this file says; one that the run did not name is told by its place in the folder. */
export function markOfFile(file: string, detail: RunDetail, layout: Layout): FairnessMark | undefined {
  const { predictions, fairnessReports } = detail;
  const told = predictions.find((one) => fileOf(one.path, detail, layout) === file);
  const isOfFile = (name: string) =>
    told
      ? name === told.path
      : path.resolve(layout.folder, name) === file && predictions.every((one) => one.path !== name);
  return fairnessReports.find((one) => one.of === undefined && isOfFile(one.file));
}
