/** Parameters of a GGUF file (llama.cpp), from its header: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
import { withReader, type BoundedReader } from './boundedReader.ts';
import { elementsOf, Unreadable } from './unreadable.ts';

/** Throws Unreadable for what is no such file, or one before version 2. */
export function parametersOfGguf(file: string): Promise<number> {
  return withReader(file, async (reader) => {
    const magic = (await reader.bytes(4)).toString('latin1');
    const version = await reader.u32();
    if (magic !== 'GGUF' || version < 2 || version > 3) throw new Unreadable();
    const count = await reader.u64();
    const facts = await reader.u64();
    for (let index = 0; index < facts; index++) {
      await skipText(reader);
      await skipValue(reader, await reader.u32());
    }
    let sum = 0;
    for (let index = 0; index < count; index++) sum += await tensorElements(reader);
    if (!Number.isSafeInteger(sum)) throw new Unreadable();
    return sum;
  });
}

/** Name, number of sides, sides, type (4 bytes) and offset (8 bytes). */
async function tensorElements(reader: BoundedReader): Promise<number> {
  await skipText(reader);
  const sides: number[] = [];
  const dimensions = await reader.u32();
  if (dimensions > 8) throw new Unreadable();
  for (let side = 0; side < dimensions; side++) sides.push(await reader.u64());
  reader.skip(12);
  return elementsOf(sides);
}

async function skipText(reader: BoundedReader): Promise<void> {
  reader.skip(await reader.u64());
}

const text = 8;
const list = 9;
/** Bytes of the plain types by their numbers. */
const sizes = new Map([
  [0, 1],
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 4],
  [5, 4],
  [6, 4],
  [7, 1],
  [10, 8],
  [11, 8],
  [12, 8],
]);

async function skipValue(reader: BoundedReader, type: number): Promise<void> {
  if (type === text) return skipText(reader);
  if (type !== list) {
    reader.skip(sizeOf(type));
    return;
  }
  const each = await reader.u32();
  const length = await reader.u64();
  // Lists of lists are in no model.
  if (each === list) throw new Unreadable();
  if (each !== text) {
    reader.skip(length * sizeOf(each));
    return;
  }
  for (let index = 0; index < length; index++) await skipText(reader);
}

function sizeOf(type: number): number {
  const size = sizes.get(type);
  if (size === undefined) throw new Unreadable();
  return size;
}
