/** Counts of predictions asked of the data process as it ships. */
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DataProcess } from '../../../src/data/dataProcess.ts';
import type { FairnessCounts, FairnessQuery } from '../../../src/protocol/fairnessCounts.ts';
import { dataFolder, dataProcess, endDataProcesses, fileOf } from './builtDataProcess.ts';

export type Asked = Partial<FairnessQuery>;

/** Called in `describe`. Label y, groups g, prediction p where no score is asked for. */
export function askedCounts(): (file: string, query?: Asked) => Promise<FairnessCounts> {
  let data: DataProcess;
  before(async () => {
    data = await dataProcess();
  });
  after(endDataProcesses);
  return async (file, query = {}) =>
    await data.fairness({
      ...{ files: [file], label: 'y', groups: [{ column: 'g' }], cross: 1 },
      ...(query.score === undefined && { prediction: 'p' }),
      ...query,
    });
}

export function csv(...lines: string[]): string {
  return fileOf('p.csv', `${lines.join('\n')}\n`);
}

/** p.parquet with what a statement of DuckDB answers. */
export async function parquet(sql: string): Promise<string> {
  const file = path.join(dataFolder(), 'p.parquet');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${sql}) TO '${file.replaceAll("'", "''")}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return file;
}

export function told({ problems }: FairnessCounts): string[] {
  return problems.map(({ message }) => message);
}

/** Of the first attribute, by value. */
export function cellsOf(counts: FairnessCounts): Record<string, readonly number[]> {
  return Object.fromEntries(
    (counts.attributes[0]?.slices ?? []).map(({ values, cells }) => [String(values[0]), cells?.rows ?? []]),
  );
}
