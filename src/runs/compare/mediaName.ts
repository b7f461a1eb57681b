/** What kind of picture or text an artifact is, and the step that its name holds, as people and tools write it. */
import type { MediaKind } from '../../protocol/compare/media.ts';

export interface MediaName {
  /** The same for every step. */
  readonly name: string;
  readonly step: number | null;
}

/** `a_step100.png` is `a_step*.png` at 100; MLflow's and TensorBoard's own ways are known. */
export function mediaName(path: string): MediaName {
  return (
    mlflowName(path) ?? tagName(path) ?? wordName(path) ?? lastNumberName(path) ?? { name: path, step: null }
  );
}

/** Undefined: nothing that is shown, e.g. a model, or the small copy that MLflow keeps beside an image. */
export function mediaKindOf(path: string): MediaKind | undefined {
  if (/%compressed\.\w+$|\+compressed\.\w+$/.test(path)) return undefined;
  const ending = endingOf(path);
  return imageTypes.has(ending) ? 'image' : textKinds.get(ending);
}

/** MIME type by the ending; undefined: no image that browsers draw. */
export function imageType(path: string): string | undefined {
  return imageTypes.get(endingOf(path));
}

function endingOf(path: string): string {
  return /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
}

/** `images/dog%step%23%timestamp%…%uuid.png`; older clients write + for %. A # stands for a slash of the key. */
function mlflowName(path: string): MediaName | undefined {
  const found = /^(.*?)([%+])step\2(-?\d+)\2timestamp\2\d+\2[-0-9a-f]+(\.\w+)$/i.exec(path);
  if (!found) return undefined;
  const [, key = '', , step, ending = ''] = found;
  return { name: key.replaceAll('#', '/') + ending, step: Number(step) };
}

/** `images/val/confusion/120.png`, and `120 (2).png` for the second at that step. */
function tagName(path: string): MediaName | undefined {
  const found = /^(.+)\/(\d{1,15})( \(\d+\))?(\.\w+)$/.exec(path);
  if (!found) return undefined;
  const [, tag = '', step, copy = '', ending = ''] = found;
  return { name: `${tag}${copy}${ending}`, step: Number(step) };
}

/** The last word in the path that counts training, with its number: the others stay part of the name. */
function wordName(path: string): MediaName | undefined {
  const words = [
    ...path.matchAll(
      /(?<![a-z])(global[_-]?step|step|epoch|iteration|iter|it|ep|batch)([-_= ]?)(\d{1,15})(?!\d)/gi,
    ),
  ];
  const last = words.at(-1);
  if (!last) return undefined;
  const [whole, word = '', sign = '', digits = ''] = last;
  const name = `${path.slice(0, last.index)}${word}${sign}*${path.slice(last.index + whole.length)}`;
  return { name, step: Number(digits) };
}

/** `grid_0040.png`: a number at the end is a step, unless it is a date or counts something else, as `fold_1`. */
function lastNumberName(path: string): MediaName | undefined {
  const found = /^(.*?)([-_])(\d{1,15})(\.\w+)$/.exec(path);
  if (!found) return undefined;
  const [, before = '', sign = '', digits, ending = ''] = found;
  if (
    /\d$/.test(before) ||
    /(^|[^a-z])(fold|class|seed|layer|head|sample|example|model|run|version|v|label|split|rank|top)$/i.test(
      before,
    )
  )
    return undefined;
  return { name: `${before}${sign}*${ending}`, step: Number(digits) };
}

const imageTypes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    gif: 'image/gif',
    webp: 'image/webp',
    bmp: 'image/bmp',
    svg: 'image/svg+xml',
    avif: 'image/avif',
  }),
);
const textKinds: ReadonlyMap<string, MediaKind> = new Map(
  Object.entries<MediaKind>({
    md: 'markdown',
    markdown: 'markdown',
    json: 'json',
    csv: 'table',
    tsv: 'table',
    txt: 'text',
    log: 'text',
    yaml: 'text',
    yml: 'text',
    toml: 'text',
  }),
);
