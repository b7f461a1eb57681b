/** Every kind of foreign records that is understood. Their folders are independent of each other. */
import type { SourceKind } from './source.ts';

export const sourceKinds: readonly SourceKind[] = [];
