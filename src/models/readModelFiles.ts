/** What model files tell without running any code: how many parameters they hold, and which columns they want. */
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import * as z from 'zod';
import { codeOf } from '../base/errors.ts';
import { nameRecord } from '../records/nameRecord.ts';
import { filesOf } from './artifactHash.ts';

/** Learned parameters of the safetensors files at a place; undefined when there are none, or they cannot be read. */
export async function countParameters(place: string): Promise<number | undefined> {
  const { files } = await filesOf(place);
  let sum: number | undefined;
  for (const { file } of files.filter(({ name }) => name.endsWith('.safetensors'))) {
    const count = await parametersIn(file);
    if (count === undefined) return undefined;
    sum = (sum ?? 0) + count;
  }
  return sum;
}

const tensors = nameRecord(z.unknown());
const tensor = z.object({ shape: z.array(z.number().int().nonnegative()) });

/** Eight bytes of length, then JSON that names every tensor with its shape. */
async function parametersIn(file: string): Promise<number | undefined> {
  const handle = await open(file);
  try {
    const head = Buffer.alloc(8);
    if ((await handle.read(head, 0, 8, 0)).bytesRead < 8) return undefined;
    const length = Number(head.readBigUInt64LE());
    if (length > mostHeader) return undefined;
    const text = Buffer.alloc(length);
    if ((await handle.read(text, 0, length, 8)).bytesRead < length) return undefined;
    const read = tensors.safeParse(JSON.parse(text.toString('utf8')));
    return Object.entries(read.data ?? {})
      .filter(([name]) => name !== '__metadata__')
      .reduce((sum, [, entry]) => {
        const found = tensor.safeParse(entry).data?.shape;
        return found === undefined ? sum : sum + found.reduce((product, side) => product * side, 1);
      }, 0);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  } finally {
    await handle.close();
  }
}

const mostHeader = 100_000_000;

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
