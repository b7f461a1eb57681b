/** MLflow's SQLite database, usually a file `mlflow.db`: where MLflow 3 keeps runs when nobody says otherwise. */
import fs from 'node:fs';
import path from 'node:path';
import { codeOf } from '../../base/errors.ts';
import { readOnly } from '../plainFolder.ts';
import type { SourceKind } from '../source.ts';
import { isSqlite } from './databaseFile.ts';
import { MlflowDatabaseFile } from './mlflowDatabaseFile.ts';

export const mlflowDatabase: SourceKind = {
  id: 'mlflowdb',
  label: 'MLflow',
  ownsFolder: false,
  find: (folder, entries) =>
    entries
      .filter((entry) => entry.isFile() && /\.(db|sqlite3?)$/i.test(entry.name))
      .map(({ name }) => path.join(folder, name))
      .filter((file) => path.basename(file) === 'mlflow.db' || isMlflow(file))
      .map((location) => ({ location, group: location })),
  open: (location, tools) => new MlflowDatabaseFile(location, tools),
};

/** A database of another name is MLflow's when its schema, which lies near its beginning, speaks of MLflow's tables. */
function isMlflow(file: string): boolean {
  try {
    const fd = fs.openSync(file, readOnly);
    try {
      if (!fs.fstatSync(fd).isFile()) return false;
      const bytes = Buffer.alloc(schemaBytes);
      const read = bytes.subarray(0, fs.readSync(fd, bytes, 0, schemaBytes, 0));
      return isSqlite(read) && words.every((word) => read.includes(word));
    } finally {
      fs.closeSync(fd);
    }
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return false;
  }
}

const words = ['run_uuid', 'experiment_id', 'lifecycle_stage'];
const schemaBytes = 256 * 1024;
