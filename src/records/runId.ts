import * as z from 'zod';

/** Run ids sort by time and are valid MLflow run ids: `20261123-084102-quiet-heron-3f9a`. */
export const runId = z.string().regex(/^[a-zA-Z0-9][\w-]{0,255}$/);
