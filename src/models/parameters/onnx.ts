/**
 * Parameters of an ONNX file: the sides of its graph's initializers, wherever their data lie. Only these few fields of
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto are read, all else is skipped.
 */
import { withReader, type BoundedReader } from './boundedReader.ts';
import { elementsOf, Unreadable } from './unreadable.ts';

const graphOfModel = 7;
const initializersOfGraph = 5;
const sparseInitializersOfGraph = 15;
const valuesOfSparse = 1;
const sidesOfTensor = 1;
const typeOfTensor = 2;

/** Texts, booleans and 64-bit integers: shapes and positions, which nothing learns. */
const notLearned = new Set([7, 8, 9]);

/** Throws Unreadable for what is no such file, or has no initializers: other operators keep what they learned elsewhere. */
export function parametersOfOnnx(file: string): Promise<number> {
  return withReader(file, async (reader) => {
    let sum = 0;
    await eachField(reader, reader.size, async (field, end) => {
      if (field !== graphOfModel) return;
      await eachField(reader, end, async (inGraph, endOfField) => {
        if (inGraph === initializersOfGraph) sum += await tensorElements(reader, endOfField);
        if (inGraph !== sparseInitializersOfGraph) return;
        await eachField(reader, endOfField, async (inSparse, endOfValues) => {
          if (inSparse === valuesOfSparse) sum += await tensorElements(reader, endOfValues);
        });
      });
    });
    if (sum === 0 || !Number.isSafeInteger(sum)) throw new Unreadable();
    return sum;
  });
}

async function tensorElements(reader: BoundedReader, end: number): Promise<number> {
  const sides: number[] = [];
  let type = 0;
  await eachField(reader, end, async (field, endOfPacked, value) => {
    if (field === typeOfTensor && value !== undefined) type = value;
    if (field !== sidesOfTensor) return;
    if (value !== undefined) sides.push(value);
    else while (reader.position < endOfPacked) sides.push(await varint(reader));
    if (sides.length > mostSides) throw new Unreadable();
  });
  return notLearned.has(type) ? 0 : elementsOf(sides);
}

const mostSides = 64;

type OnField = (field: number, end: number, value?: number) => void | Promise<void>;

/** Calls with each field of the message that ends there, and with its number if it is one; goes on behind the field. */
async function eachField(reader: BoundedReader, end: number, onField: OnField): Promise<void> {
  while (reader.position < end) {
    const key = await varint(reader);
    const field = Math.floor(key / 8);
    const kind = key % 8;
    if (field === 0) throw new Unreadable();
    if (kind === 0) await onField(field, reader.position, await varint(reader));
    else if (kind === 1) reader.skip(8);
    else if (kind === 5) reader.skip(4);
    else if (kind === 2) {
      const length = await varint(reader);
      const endOfField = reader.position + length;
      if (endOfField > end) throw new Unreadable();
      await onField(field, endOfField);
      if (reader.position > endOfField) throw new Unreadable();
      reader.position = endOfField;
    } else throw new Unreadable();
  }
  if (reader.position !== end) throw new Unreadable();
}

/** Negative numbers take ten bytes, which no side and no length has; their value is of no use here. */
async function varint(reader: BoundedReader): Promise<number> {
  let value = 0;
  for (let index = 0; index < 10; index++) {
    const byte = (await reader.bytes(1)).readUInt8();
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return value;
  }
  throw new Unreadable();
}
