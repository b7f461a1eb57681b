/** What may be tried again when it did not come about in time. */
import { errors } from 'playwright-core';

/** False when the time ran out, which a caller that tries again may expect; every other error is one. */
export async function tried(action: Promise<void>): Promise<boolean> {
  try {
    await action;
    return true;
  } catch (error) {
    if (error instanceof errors.TimeoutError) return false;
    throw error;
  }
}
