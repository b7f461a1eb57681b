/** The catalog as it is now, read again only when one of its files changed. */
import { stat } from 'node:fs/promises';
import { readCatalog, type Catalog } from '../catalog/readCatalog.ts';
import type { Layout } from '../storage/layout.ts';

/** While a file cannot be read at all, what was read before it stays in use. */
export function followCatalog(layout: Layout): () => Promise<Catalog> {
  let known: { readonly stamp: string; readonly catalog: Catalog } | undefined;
  return async () => {
    const stamps = await Promise.all(
      [layout.datasets, layout.features].map(async (file) => {
        const info = await stat(file).catch(() => undefined);
        return info === undefined ? '' : `${String(info.size)} ${String(info.mtimeMs)}`;
      }),
    );
    const stamp = stamps.join('\n');
    if (known?.stamp === stamp) return known.catalog;
    const read = await readCatalog(layout);
    known = { stamp, catalog: read.unread && known !== undefined ? known.catalog : read };
    return known.catalog;
  };
}
