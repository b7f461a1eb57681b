/**
 * Tables of one JSON object, `{"columns": […], "data": [[…], …]}`, as pandas (`orient="split"`) and MLflow's `log_table` write
 * them: they become JSON lines, piece by piece, since DuckDB would take such a file for a single row. Values are passed on as they
 * stand, so that no number loses a digit.
 */
import { createReadStream } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import * as z from 'zod';
import { counted } from '../base/counted.ts';
import { UserError, type Problem } from '../base/errors.ts';
import { formatCount } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { DataFile } from './dataFiles.ts';
import { JsonPieces } from './jsonPieces.ts';

/** Characters that all names of columns may take. */
const longestHeader = 4_000_000;
const mostTold = 20;
const bytesAtOnce = 1 << 20;

const header = z.array(z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.unknown())])).min(1);

/** What was left out of `copy`, which it writes; undefined where the file is no such table, and then nothing is written. */
export async function splitTable(file: DataFile, copy: string): Promise<Problem[] | undefined> {
  const pieces = piecesOf(file);
  try {
    const names = await namesBeforeData(pieces);
    if (names === undefined) return undefined;
    const columns = names === 'later' ? await namesAfterData(file) : names;
    if (columns === undefined) return undefined;
    const problems = await writeRows(file, { pieces, columns, copy });
    if (problems === undefined) await rm(copy, { force: true });
    return problems;
  } finally {
    pieces.close();
  }
}

/** Bytes as characters: what lies within values is not looked at. */
function piecesOf({ real, asked }: DataFile): JsonPieces {
  const stream = createReadStream(real, { encoding: 'latin1', highWaterMark: bytesAtOnce });
  return new JsonPieces(stream, asked);
}

/** Stands at the rows then; `later`: they come before the names. */
async function namesBeforeData(pieces: JsonPieces): Promise<string[] | 'later' | undefined> {
  if (!(await pieces.take('{'))) return undefined;
  let names: string[] | undefined;
  for (;;) {
    const key = await pieces.key();
    if (key === 'data') return (await pieces.take('[')) ? (names ?? 'later') : undefined;
    if (key === 'columns') names = namesOf(await pieces.value(longestHeader));
    else if (key === 'index') await pieces.skip();
    else return undefined;
    if ((key === 'columns' && names === undefined) || !(await pieces.take(','))) return undefined;
  }
}

async function namesAfterData(file: DataFile): Promise<string[] | undefined> {
  const pieces = piecesOf(file);
  try {
    if (!(await pieces.take('{'))) return undefined;
    for (;;) {
      const key = await pieces.key();
      if (key === 'columns') return namesOf(await pieces.value(longestHeader));
      if (key !== 'data' && key !== 'index') return undefined;
      await pieces.skip();
      if (!(await pieces.take(','))) return undefined;
    }
  } finally {
    pieces.close();
  }
}

/** Numbers and names of several levels are written as text; undefined: no list of names. */
function namesOf(latin1: string): string[] | undefined {
  const text = Buffer.from(latin1, 'latin1').toString('utf8');
  try {
    return header
      .parse(JSON.parse(text))
      .map((name) => (typeof name === 'string' ? name : JSON.stringify(name)));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

interface Rows {
  readonly pieces: JsonPieces;
  readonly columns: readonly string[];
  readonly copy: string;
}

async function writeRows(
  { asked }: DataFile,
  { pieces, columns, copy }: Rows,
): Promise<Problem[] | undefined> {
  const { names, twice } = differing(columns);
  const keys = names.map((name) => `${Buffer.from(JSON.stringify(name)).toString('latin1')}:`);
  const problems: Problem[] = twice.map((name) => ({
    where: asked,
    message: t('There are several columns “{0}”; those after the first have a number.', name),
  }));
  const output = await open(copy, 'w');
  try {
    let [row, written, left] = [0, 0, 0];
    const lines = new Lines(output);
    for (; ; row++) {
      // Nearly all rows are at hand: millions of promises would take longer than the rows themselves.
      const atHand = row === 0 ? undefined : pieces.rowAtHand(row + 1);
      if (atHand === undefined) {
        if (await pieces.take(']')) break;
        if (row > 0) await pieces.demand(',', row);
      }
      const values = atHand ?? (await pieces.row(row + 1));
      if (values === undefined && row === 0) return undefined;
      if (values?.length === keys.length) {
        written += 1;
        if (lines.add(lineOf(keys, values))) await lines.end();
        continue;
      }
      left += 1;
      if (left <= mostTold) problems.push({ where: asked, message: leftOut(row + 1, values, keys.length) });
    }
    // What follows is more than one table: lines of JSON that happen to have such names.
    if (!(await pieces.restOfObject())) return undefined;
    if (written === 0)
      throw new UserError(
        'empty',
        t('{0} has no rows.', asked),
        t('Check whether it was written to its end.'),
      );
    await lines.end();
    if (left > mostTold)
      problems.push({ where: asked, message: t('{0} rows were left out in all.', formatCount(left)) });
    return problems;
  } finally {
    await output.close();
  }
}

function lineOf(keys: readonly string[], values: readonly string[]): string {
  let line = '{';
  for (let at = 0; at < keys.length; at++)
    line += (at === 0 ? '' : ',') + (keys[at] ?? '') + (values[at] ?? '');
  return `${line}}\n`;
}

function leftOut(row: number, values: readonly string[] | undefined, wanted: number): string {
  if (values === undefined) return t('Row {0} of the table is no list; it was left out.', formatCount(row));
  return counted(
    values.length,
    t('Row {0} of the table has 1 value where {1} are expected; it was left out.', formatCount(row), wanted),
    (n) =>
      t(
        'Row {0} of the table has {1} values where {2} are expected; it was left out.',
        formatCount(row),
        n,
        wanted,
      ),
  );
}

function differing(columns: readonly string[]): { names: string[]; twice: string[] } {
  const seen = new Set<string>();
  const twice = new Set<string>();
  const names = columns.map((column) => {
    if (seen.has(column)) twice.add(column);
    let name = column;
    for (let next = 1; seen.has(name); next++) name = `${column}_${String(next)}`;
    seen.add(name);
    return name;
  });
  return { names, twice: [...twice] };
}

/** Written many at once. */
class Lines {
  readonly #output: FileHandle;
  #lines: string[] = [];
  #length = 0;

  constructor(output: FileHandle) {
    this.#output = output;
  }

  /** Whether they are to be written. */
  add(line: string): boolean {
    this.#lines.push(line);
    this.#length += line.length;
    return this.#length >= bytesAtOnce;
  }

  async end(): Promise<void> {
    const text = this.#lines.join('');
    [this.#lines, this.#length] = [[], 0];
    await this.#output.writeFile(text, 'latin1');
  }
}
