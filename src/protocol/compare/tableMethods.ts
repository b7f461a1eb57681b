/** What the table of the compare page asks of the host: edits in place, copies and files of what it shows, and saved views. */
import * as z from 'zod';
import { runId } from '../../records/runId.ts';
import { columnRef, orderQuery } from './compareShape.ts';
import { compareView, mostShown } from './compareView.ts';

const ask = <P extends z.ZodType, R extends z.ZodType>(params: P, result: R) => ({ params, result });
const done = z.null();
const runs = z.array(runId).min(1).max(5000);

/** Rows and columns of the table as they are shown. */
export const tableRequest = z.object({
  query: orderQuery,
  /** Only these of them; null: all that match. */
  runs: runs.nullable(),
  columns: z
    .array(z.object({ column: columnRef, title: z.string().max(2100) }))
    .min(1)
    .max(mostShown),
});
export type TableRequest = z.infer<typeof tableRequest>;

export const tableFormat = z.enum(['csv', 'markdown', 'json']);
export type TableFormat = z.infer<typeof tableFormat>;

/** `shared`: in config.yaml, for everyone who works with the folder; `own`: in this workspace only. */
export const viewPlace = z.enum(['shared', 'own']);
export type ViewPlace = z.infer<typeof viewPlace>;

export const namedView = z.object({ name: z.string().min(1).max(100), view: compareView });
export type NamedView = z.infer<typeof namedView>;

export const tableMethods = {
  /** Rejects with UserError `foreign`, `gone`, `readOnly`, `outside`. */
  starRuns: ask(z.object({ runs, on: z.boolean() }), done),
  noteRun: ask(z.object({ run: runId, text: z.string().max(20_000) }), done),
  /** Null removes the tag. */
  tagRuns: ask(
    z.object({
      runs,
      key: z.string().min(1).max(250),
      value: z.string().max(5000).nullable(),
    }),
    done,
  ),
  /** To the clipboard, as cells that a spreadsheet takes apart. */
  copyTable: ask(tableRequest, z.object({ rows: z.number() })),
  /** Null: the person changed their mind. */
  exportTable: ask(
    z.object({ ...tableRequest.shape, format: tableFormat }),
    z.object({ file: z.string().nullable() }),
  ),
  savedViews: ask(z.object({}), z.object({ shared: z.array(namedView), own: z.array(namedView) })),
  /** One of the same name is replaced. */
  saveView: ask(z.object({ ...namedView.shape, place: viewPlace }), done),
  deleteView: ask(z.object({ name: z.string().max(100), place: viewPlace }), done),
} as const;
