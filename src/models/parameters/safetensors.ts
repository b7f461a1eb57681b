/** Parameters of a safetensors file: eight bytes of length, then JSON that names every tensor with its shape. */
import * as z from 'zod';
import { nameRecord } from '../../records/nameRecord.ts';
import { withReader } from './boundedReader.ts';
import { elementsOf, Unreadable } from './unreadable.ts';

const tensors = nameRecord(z.unknown());
const tensor = z.object({ dtype: z.string(), shape: z.array(z.number().int().nonnegative()) });

/** Throws Unreadable for what is no such file. */
export function parametersOfSafetensors(file: string): Promise<number> {
  return withReader(file, async (reader) => {
    const length = await reader.u64();
    if (length > mostHeader) throw new Unreadable();
    const read = tensors.safeParse(parsed(await textOf(reader, length)));
    let sum = 0;
    for (const [name, entry] of Object.entries(read.data ?? {})) {
      if (name === '__metadata__') continue;
      const { dtype, shape } = tensor.safeParse(entry).data ?? {};
      if (dtype === undefined || shape === undefined) throw new Unreadable();
      // Positions and counts of batches, which nothing learns.
      if (dtype !== 'I64' && dtype !== 'BOOL') sum += elementsOf(shape);
    }
    return sum;
  });
}

async function textOf(reader: { bytes: (length: number) => Promise<Buffer> }, length: number) {
  const parts: Buffer[] = [];
  for (let left = length; left > 0; left -= 65_536)
    parts.push(Buffer.from(await reader.bytes(Math.min(left, 65_536))));
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable();
  }
}

const mostHeader = 100_000_000;
