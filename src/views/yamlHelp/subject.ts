/** What a place in a file of the catalog is about: an entry, or something that entries name. */
import type { YamlContext } from './yamlContext.ts';

export type CatalogFile = 'datasets' | 'features' | 'config' | 'model';

export interface Subject {
  readonly kind: 'dataset' | 'feature';
  readonly name: string;
}

/** Undefined for any other file. */
export function fileOf(uri: { readonly scheme: string; readonly path: string }): CatalogFile | undefined {
  if (uri.scheme !== 'file') return undefined;
  const [, own, model] =
    /\/\.cairn\/(?:(datasets|features|config)|models\/([^/]+))\.yaml$/.exec(uri.path) ?? [];
  if (model !== undefined) return 'model';
  return own === 'datasets' || own === 'features' || own === 'config' ? own : undefined;
}

/** The entry that a key makes or a value names. */
export function subjectAt(
  file: CatalogFile | undefined,
  { path, on, word }: YamlContext,
): Subject | undefined {
  if (word === '') return undefined;
  if (on === 'key') {
    if (path.length > 0) return undefined;
    return file === 'datasets' || file === 'features'
      ? { kind: file === 'datasets' ? 'dataset' : 'feature', name: word }
      : undefined;
  }
  const keys = path.filter((step) => step !== '[]');
  const kind =
    file === 'features' && keys.length === 2
      ? { dataset: 'dataset' as const, parents: 'feature' as const }
      : file === 'model' && keys[0] === 'versions'
        ? { features: 'feature' as const, datasets: 'dataset' as const, name: 'dataset' as const }
        : undefined;
  const last = keys.at(-1) ?? '';
  const found =
    kind && Object.hasOwn(kind, last) ? Object.entries(kind).find(([key]) => key === last)?.[1] : undefined;
  return found && { kind: found, name: word };
}
