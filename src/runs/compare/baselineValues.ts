/** For each run the id of the one that it is held against, for a baseline often itself; undefined: none. */
import { baselines, type MarkedRun } from '../objective/baselines.ts';
import type { Runs } from '../query.ts';

export function baselineValues({ table }: Pick<Runs, 'table'>): (n: number) => string | undefined {
  const mark = table.facts.column('record.baseline');
  const marked: MarkedRun[] = [];
  for (const { n, script, experiment } of table.entries()) {
    const text = mark(n);
    if (text !== undefined) marked.push({ n, script, experiment, mark: text });
  }
  const found = baselines(marked);
  return (n) => {
    const entry = table.get(n);
    const other = entry && found.of(entry.script, entry.experiment);
    return other === undefined ? undefined : table.get(other)?.id;
  };
}
