/** Finds the route of a request. */
import { ApiError } from './apiError.ts';
import type { Route } from './route.ts';

export interface Match {
  readonly route: Route;
  readonly parts: Readonly<Record<string, string>>;
  readonly rest: string;
}

export class Router {
  readonly #exact = new Map<string, Route>();
  readonly #patterns: { readonly route: Route; readonly segments: readonly string[] }[] = [];

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const segments = route.path.split('/');
      if (!/[:*]/.test(route.path)) this.#exact.set(`${route.method} ${route.path}`, route);
      else this.#patterns.push({ route, segments });
    }
  }

  /** `path` as it was sent, without the query. Throws ApiError for a part that is badly encoded. */
  find(method: string, path: string): Match | undefined {
    const exact = this.#exact.get(`${method} ${path}`);
    if (exact !== undefined) return { route: exact, parts: {}, rest: '' };
    const sent = path.split('/');
    for (const { route, segments } of this.#patterns) {
      const taken = route.method === method ? fit(segments, sent) : undefined;
      if (taken !== undefined) return { route, ...taken };
    }
    return undefined;
  }
}

function fit(pattern: readonly string[], sent: readonly string[]): Omit<Match, 'route'> | undefined {
  const isOpen = pattern.at(-1) === '*';
  if (isOpen ? sent.length < pattern.length : sent.length !== pattern.length) return undefined;
  const named: [string, string][] = [];
  for (const [at, segment] of pattern.entries()) {
    const given = sent[at] ?? '';
    if (isOpen && at === pattern.length - 1) {
      return { parts: decoded(named), rest: sent.slice(at).join('/') };
    }
    if (segment.startsWith(':') && given !== '') named.push([segment.slice(1), given]);
    else if (segment !== given) return undefined;
  }
  return { parts: decoded(named), rest: '' };
}

function decoded(named: readonly [string, string][]): Record<string, string> {
  try {
    return Object.fromEntries(named.map(([name, text]) => [name, decodeURIComponent(text)]));
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw new ApiError('BAD_REQUEST', 'The path is badly encoded.');
  }
}
