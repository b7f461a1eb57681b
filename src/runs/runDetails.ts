/** One run with everything that is recorded about it: the index for its standing, its files for the rest. */
import type { RunDetail } from '../protocol/runShape.ts';
import { lastSeen } from './lastSeen.ts';
import type { OpenRuns } from './openRuns.ts';
import { detailOf } from './shapeRun.ts';

/** Undefined when there is no such run. */
export function detail({ scanner, table }: OpenRuns, id: string): RunDetail | undefined {
  const files = scanner.files(id);
  const entry = table.byId(id);
  if (files === undefined || entry === undefined) return undefined;
  const shaped = detailOf({
    state: files.state,
    summaries: files.summaries(),
    liveness: scanner.liveness(id),
    lastSeen: () => lastSeen(files.paths),
    config: scanner.config,
    standing: table.standing(entry),
  });
  const problems = files.problems();
  return {
    ...shaped,
    problems: shaped.problems + problems.length,
    problemList: [
      ...problems.map(({ where, message, line }) => ({
        where,
        message,
        ...(line !== undefined && { line }),
      })),
      ...shaped.problemList,
    ],
  };
}
