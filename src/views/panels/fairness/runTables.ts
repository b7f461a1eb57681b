/** Tables among a run's artifacts that may hold predictions: what MLflow's `log_table` wrote, and files of rows. */
import * as z from 'zod';
import { UserError } from '../../../base/errors.ts';
import { formatOf } from '../../../data/dataFiles.ts';
import type { RunDetail } from '../../../protocol/runShape.ts';
import { fileOfArtifact, predictionsFile } from '../../../runs/artifactPath.ts';
import type { Layout } from '../../../storage/layout.ts';

export interface RunTable {
  /** As the run calls it. */
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  /** Its client said that it is one. */
  readonly isLogged: boolean;
}

type Of = Pick<RunDetail, 'id' | 'artifacts' | 'tags' | 'artifactFolder' | 'predictions'>;

/**
 * Those that a client called tables first, then those that are named like predictions, then others; without those that the run
 * named as its predictions.
 */
export function runTables(run: Of, layout: Layout): RunTable[] {
  const logged = loggedTables(run.tags['mlflow.loggedArtifacts']);
  const named = run.predictions.map(({ path: name }) => placeOf(() => predictionsFile(name, run, layout)));
  return run.artifacts
    .flatMap((artifact): (RunTable & { rank: number })[] => {
      const { path: name, start } = artifact;
      const isLogged = logged.has(name);
      // A part of a file is none; of JSON that nobody calls a table most are settings.
      const isTable = start === undefined && formatOf(name) !== undefined;
      if (!isTable || (!isLogged && /\.json(\.gz|\.zst)?$/i.test(name) && !likelyName.test(name))) return [];
      const file = placeOf(() => fileOfArtifact(artifact, run, layout));
      if (file === undefined || named.includes(file)) return [];
      return [{ name, file, isLogged, rank: isLogged ? 0 : likelyName.test(name) ? 1 : 2 }];
    })
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1))
    .map(({ name, file, isLogged }) => ({ name, file, isLogged }));
}

const likelyName = /(^|[^a-z])(pred|score|inference|eval_results|test_results)[^/\\]*$/i;

const tag = z.array(z.object({ path: z.string(), type: z.string() }));

/** MLflow keeps in a tag which artifacts are tables. */
function loggedTables(text: string | undefined): ReadonlySet<string> {
  try {
    const found = tag.safeParse(JSON.parse(text ?? '[]')).data ?? [];
    return new Set(found.filter(({ type }) => type === 'table').map(({ path }) => path));
  } catch (error) {
    if (error instanceof SyntaxError) return new Set();
    throw error;
  }
}

/** None where the recorded path leads elsewhere. */
function placeOf(find: () => string): string | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
