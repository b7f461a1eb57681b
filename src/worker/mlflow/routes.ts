/** Every call that is understood. A call that stands in no table is refused as ENDPOINT_NOT_FOUND. */
import { artifactRoutes } from './artifactRoutes.ts';
import { experimentRoutes } from './experimentRoutes.ts';
import { historyRoutes } from './historyRoutes.ts';
import { inputRoutes } from './inputRoutes.ts';
import { loggedModelRoutes } from './loggedModelRoutes.ts';
import { logRoutes } from './logRoutes.ts';
import { modelVersionRoutes } from './modelVersionRoutes.ts';
import { registeredModelRoutes } from './registeredModelRoutes.ts';
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
  ...artifactRoutes,
  ...loggedModelRoutes,
  ...registeredModelRoutes,
  ...modelVersionRoutes,
];
