/** How many parameters a model has learned, as its files tell without running any code. */
import { filesOf, type ListedFile } from '../artifactHash.ts';
import { parametersOfGguf } from './gguf.ts';
import { parametersOfOnnx } from './onnx.ts';
import { parametersOfSafetensors } from './safetensors.ts';
import { parametersOfTorch } from './torch.ts';
import { Unreadable } from './unreadable.ts';

interface Format {
  readonly isOne: (name: string) => boolean;
  /** Throws Unreadable. */
  readonly read: (file: string) => Promise<number>;
  /** The files that are one model together; undefined where several are several models, or the same one twice. */
  readonly parts: (files: readonly ListedFile[]) => readonly ListedFile[] | undefined;
}

/** The same model often lies in a folder in several formats: the first one counts. */
const formats: readonly Format[] = [
  { isOne: (name) => name.endsWith('.safetensors'), read: parametersOfSafetensors, parts: (files) => files },
  { isOne: (name) => name.endsWith('.gguf'), read: parametersOfGguf, parts: oneOrSplit },
  { isOne: (name) => name.endsWith('.onnx'), read: parametersOfOnnx, parts: oneOrSplit },
  {
    isOne: (name) => /\.(pt|pth|ckpt)$|(^|\/)pytorch_model[^/]*\.bin$/.test(name),
    read: parametersOfTorch,
    parts: oneOrSplit,
  },
];

/** Undefined when no file tells it, or what tells it is damaged or would have to be loaded. */
export async function countParameters(place: string): Promise<number | undefined> {
  const { files } = await filesOf(place);
  for (const { isOne, read, parts } of formats) {
    const found = files.filter(({ name }) => isOne(name.toLowerCase()));
    if (found.length > 0) return sumOf(parts(found) ?? [], read);
  }
  return undefined;
}

async function sumOf(
  files: readonly ListedFile[],
  read: (file: string) => Promise<number>,
): Promise<number | undefined> {
  let sum: number | undefined;
  try {
    for (const { file } of files) sum = (sum ?? 0) + (await read(file));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return undefined;
  }
  return sum;
}

/** One file, or all of `name-00001-of-00003`. */
function oneOrSplit(files: readonly ListedFile[]): readonly ListedFile[] | undefined {
  const parts = files.map(({ name }) => /^(.*)-(\d{5})-of-(\d{5})\.\w+$/.exec(name));
  const [first] = parts;
  if (first === null || first === undefined) return files.length === 1 ? files : undefined;
  const isWhole = files.length === Number(first[3]) && parts.every((part) => part?.[1] === first[1]);
  return isWhole ? files : undefined;
}
