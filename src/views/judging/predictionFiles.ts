/** What a run keeps of a file of predictions. */
import path from 'node:path';
import type { RunDetail } from '../../protocol/runShape.ts';
import type { FairnessMark } from '../../records/fairnessMark.ts';
import { predictionsInside } from '../../runs/artifactPath.ts';
import type { Layout } from '../../storage/layout.ts';

/** What the run's own report of this file says; one that the run did not name is told by its place in the folder. */
export function markOfFile(file: string, detail: RunDetail, layout: Layout): FairnessMark | undefined {
  const { predictions, fairnessReports } = detail;
  const told = predictions.find((one) => predictionsInside(one.path, detail, layout) === file);
  const isOfFile = (name: string) =>
    told
      ? name === told.path
      : path.resolve(layout.folder, name) === file && predictions.every((one) => one.path !== name);
  return fairnessReports.find((one) => one.of === undefined && isOfFile(one.file));
}
