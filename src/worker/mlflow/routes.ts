/** Every call that is understood. A call that stands in no table is refused as ENDPOINT_NOT_FOUND. */
import type { Route } from './route.ts';

/** One table a family of calls: `artifactRoutes`, `loggedModelRoutes`, `registryRoutes` … are added here. */
export const routes: readonly Route[] = [];
