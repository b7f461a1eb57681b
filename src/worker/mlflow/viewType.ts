/** Which of active and deleted things a search looks at. */
import * as z from 'zod';

const names = ['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL'] as const;

/** By name, or by the number that protocol buffers give it. */
export const viewType = z
  .union([z.enum(names), z.number().transform((number) => names[number - 1] ?? 'ACTIVE_ONLY')])
  .nullish()
  .transform((name) => ({
    active: name !== 'DELETED_ONLY',
    deleted: name === 'DELETED_ONLY' || name === 'ALL',
  }));
