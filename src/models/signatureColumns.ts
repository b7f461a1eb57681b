/** What model files tell of the columns that a model takes, without running any code. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import * as z from 'zod';
import { codeOf } from '../base/errors.ts';

const columns = z.array(z.object({ name: z.string().optional() }));
const described = z.object({ signature: z.object({ inputs: z.string() }) });

/** Names of the columns that a model of MLflow takes, as its MLmodel file says them; none where it does not. */
export async function signatureColumns(folder: string): Promise<string[]> {
  const file = path.join(folder, 'MLmodel');
  try {
    if ((await stat(file)).size > mostDescription) return [];
    const signature = described.safeParse(parse(await readFile(file, 'utf8'), { maxAliasCount: 100 }));
    const inputs = columns.safeParse(JSON.parse(signature.data?.signature.inputs ?? '[]'));
    return (inputs.data ?? []).flatMap(({ name }) => (name === undefined ? [] : [name]));
  } catch (error) {
    const isMissing = codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
    // What is no YAML, or no JSON within it, names no columns.
    if (isMissing || error instanceof YAMLParseError || error instanceof SyntaxError) return [];
    throw error;
  }
}

const mostDescription = 4_000_000;
