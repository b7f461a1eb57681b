/** What a text artifact turns out to be once it is read: decided by what it holds, not by its name alone. */
import * as z from 'zod';
import { readDelimited, separatorOf } from '../../../../src/base/delimited.ts';
import { parseLenientJson } from '../../../../src/base/lenientJson.ts';
import type { MediaKind } from '../../../../src/protocol/compare/media.ts';
import { parseMarkdown, type Block } from './markdown.ts';
import { matrixOfJson, matrixOfRows, type Matrix } from './matrix.ts';

export type TextContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary' }
  | { readonly kind: 'markdown'; readonly blocks: readonly Block[] }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'matrix'; readonly matrix: Matrix }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
      /** There are more rows. */
      readonly more: boolean;
    };

export interface TextFile {
  readonly path: string;
  readonly kind: MediaKind;
  readonly text: string;
  /** The text is only the beginning of the file. */
  readonly isCut: boolean;
}

export function textContent({ path, kind, text, isCut }: TextFile): TextContent {
  if (text.includes('\0')) return { kind: 'binary' };
  if (kind === 'markdown') return { kind, blocks: parseMarkdown(text) };
  if (kind === 'table') return tableOf(path, text);
  if (kind === 'json' && !isCut) return jsonOf(path, text);
  return { kind: 'text', text };
}

function tableOf(path: string, text: string): TextContent {
  const { rows, more } = readDelimited(text, separatorOf(text, path), mostRows + 1);
  const matrix = more ? undefined : matrixOfRows(rows, path);
  if (matrix) return { kind: 'matrix', matrix };
  const [head = [], ...body] = rows;
  return { kind: 'table', head, rows: body, more };
}

function jsonOf(path: string, text: string): TextContent {
  const value = parseLenientJson(text);
  // Not every file of that name holds JSON: it is shown as it is.
  if (value === undefined) return { kind: 'text', text };
  const matrix = matrixOfJson(value, path);
  if (matrix) return { kind: 'matrix', matrix };
  const table = mlflowTable.safeParse(value);
  if (!table.success) return { kind: 'json', value };
  const { columns, data } = table.data;
  return {
    kind: 'table',
    head: columns.map(cellText),
    rows: data.slice(0, mostRows).map((row) => row.map(cellText)),
    more: data.length > mostRows,
  };
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** As `mlflow.log_table` and pandas' `orient="split"` write it. */
const mlflowTable = z.object({ columns: z.array(z.unknown()).min(1), data: z.array(z.array(z.unknown())) });
export const mostRows = 200;
