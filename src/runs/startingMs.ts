/** ms after which a run whose worker has not shown itself was lost at its start, and is not starting any more. */
export const startingMs = 30_000;
