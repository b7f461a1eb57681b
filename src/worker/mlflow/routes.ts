/** Every call that is understood. A call that stands in no table is refused as ENDPOINT_NOT_FOUND. */
import { experimentRoutes } from './experimentRoutes.ts';
import { historyRoutes } from './historyRoutes.ts';
import { inputRoutes } from './inputRoutes.ts';
import { logRoutes } from './logRoutes.ts';
import type { Route } from './route.ts';
import { runRoutes } from './runRoutes.ts';
import { searchRoutes } from './searchRoutes.ts';
import { serverRoutes } from './serverRoutes.ts';

/** One table a family of calls. */
export const routes: readonly Route[] = [
  ...serverRoutes,
  ...experimentRoutes,
  ...runRoutes,
  ...logRoutes,
  ...inputRoutes,
  ...historyRoutes,
  ...searchRoutes,
];
