/**
 * Parameters of what `torch.save` wrote: a dict of tensors (also one within a checkpoint), or a module. The pickle in it says
 * the sizes (https://github.com/pytorch/pytorch/blob/main/torch/serialization.py); it is read as data and never
 * loaded.
 */
import { open } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { openPromise } from 'yauzl';
import { readPickle, type Pickled } from './pickled.ts';
import { elementsOf, Unreadable } from './unreadable.ts';

/** Throws Unreadable for what is no such file, or holds something else than tensors and modules. */
export async function parametersOfTorch(file: string): Promise<number> {
  const start = await startOf(file, 2);
  const saved = start.toString('latin1') === 'PK' ? await inArchive(file) : await inOldFile(file);
  const learned = [...new Map(learnedTensors(saved).map((tensor) => [tensor.place, tensor])).values()];
  const sum = learned.reduce((all, { elements }) => all + elements, 0);
  if (sum === 0 || !Number.isSafeInteger(sum)) throw new Unreadable();
  return sum;
}

const mostBytes = 32_000_000;

async function startOf(file: string, length: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const start = Buffer.alloc(Math.min(length, (await handle.stat()).size));
    return start.subarray(0, (await handle.read(start, 0, start.length, 0)).bytesRead);
  } finally {
    await handle.close();
  }
}

/** `<name>/data.pkl`, the form since PyTorch 1.6. */
async function inArchive(file: string): Promise<Pickled> {
  return (await readPickle(await unpackPickle(file))).value;
}

async function unpackPickle(file: string): Promise<Buffer> {
  try {
    const zip = await openPromise(file, { autoClose: false });
    try {
      for await (const entry of zip.eachEntry()) {
        if (!/^[^/]+\/data\.pkl$/.test(entry.fileName)) continue;
        if (entry.uncompressedSize > mostBytes) break;
        return await buffer(await zip.openReadStreamPromise(entry));
      }
    } finally {
      zip.close();
    }
  } catch {
    // No archive, or a damaged one.
    throw new Unreadable();
  }
  throw new Unreadable();
}

/** Before 1.6: a magic number, a version and the system, then what was saved, then the bytes of the tensors. */
async function inOldFile(file: string): Promise<Pickled> {
  const data = await startOf(file, mostBytes);
  if (!data.subarray(0, magic.length).equals(magic)) throw new Unreadable();
  let read = await readPickle(data);
  for (let index = 0; index < 3; index++) read = await readPickle(data, read.end);
  return read.value;
}

const magic = Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex');

interface Tensor {
  /** What tells one tensor from another: its part of a storage. Tied weights have one. */
  readonly place: string;
  readonly elements: number;
  /** Whole numbers of 64 bits and booleans count or place something. */
  readonly isLearned: boolean;
}

/** What checkpoints call the state of their model. */
const states = ['model_state_dict', 'state_dict', 'model_state', 'model', 'module'];

function learnedTensors(saved: Pickled): Tensor[] {
  if (fieldsOf(saved.state).has('_parameters')) return ofModules(saved);
  const fields = fieldsOf(saved);
  const state = states.map((name) => fields.get(name)).find((each) => each !== undefined);
  if (state !== undefined) {
    if (fieldsOf(state.state).has('_parameters')) return ofModules(state);
    return ofDict(fieldsOf(state));
  }
  return ofDict(fields);
}

function ofDict(fields: ReadonlyMap<string, Pickled>): Tensor[] {
  return [...fields]
    .filter(([name]) => !/(^|\.)running_(mean|var)$/.test(name))
    .flatMap(([, value]) => tensorOf(value) ?? [])
    .filter(({ isLearned }) => isLearned);
}

function ofModules(top: Pickled): Tensor[] {
  const found: Tensor[] = [];
  const modules = new Set([top]);
  // A set gives what is added to it while it is walked through, and each only once.
  for (const { state } of modules) {
    const fields = fieldsOf(state);
    for (const parameter of fieldsOf(fields.get('_parameters')).values())
      found.push(...(tensorOf(parameter) ?? []));
    for (const module of fieldsOf(fields.get('_modules')).values()) modules.add(module);
  }
  return found;
}

/** Of a dict, or of the OrderedDict that Python 2 made of a list of pairs. */
function fieldsOf(dict: Pickled | undefined): Map<string, Pickled> {
  const entries = dict?.entries ?? [];
  const fields = new Map<string, Pickled>();
  for (let index = 0; index < entries.length; index += 2) put(fields, entries[index], entries[index + 1]);
  if (dict?.called?.by.value === 'collections OrderedDict')
    for (const pair of dict.called.values.items?.[0]?.items ?? [])
      put(fields, pair.items?.[0], pair.items?.[1]);
  return fields;
}

function put(fields: Map<string, Pickled>, key: Pickled | undefined, value: Pickled | undefined): void {
  if (typeof key?.value === 'string' && value !== undefined) fields.set(key.value, value);
}

/** In a list of its own, or nothing for other values. Throws Unreadable for tensors in a form that is not known here. */
function tensorOf({ called }: Pickled): [Tensor] | undefined {
  const name = called?.by.value;
  if (called === undefined || typeof name !== 'string' || !name.startsWith('torch')) return undefined;
  const values = called.values.items ?? [];
  if (/^torch\._utils _rebuild_parameter(_with_state)?$/.test(name)) return tensorOf(values[0] ?? {});
  if (name === 'torch._tensor _rebuild_from_type_v2') {
    const [by, , inner] = values;
    return by === undefined || inner === undefined ? undefined : tensorOf({ called: { by, values: inner } });
  }
  if (!/^torch\._utils _rebuild_(tensor(_v[23])?|qtensor)$/.test(name)) throw new Unreadable();
  const [storage, offset, sides] = values;
  const [, type, key, , size] = storage?.stored?.items ?? [];
  const shape = (sides?.items ?? []).map(({ value }) => (typeof value === 'number' ? value : NaN));
  const elements = elementsOf(shape);
  if (typeof size?.value !== 'number' || elements > size.value) throw new Unreadable();
  return [
    {
      place: `${String(key?.value)} ${String(offset?.value)} ${shape.join('x')}`,
      elements,
      isLearned: !/^torch (Long|Bool)Storage$/.test(String(type?.value)),
    },
  ];
}
