/** Lets what a client still sends pass by: cut short in the middle of it, many never read why, and send all of it again. */
import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { codeOf } from '../../base/errors.ts';

/** Resolves at the end of the body, when nothing has come for `quiet`, or after `longest` ms. */
export async function passBy(
  request: IncomingMessage,
  { quiet, longest }: { readonly quiet: number; readonly longest: number },
): Promise<void> {
  const enough = new AbortController();
  const give = () => enough.abort();
  const silence = setTimeout(give, quiet);
  const end = setTimeout(give, longest);
  request.on('data', () => silence.refresh());
  try {
    await finished(request, { writable: false, signal: enough.signal });
  } catch (error) {
    // Gone in the middle, or not worth any more waiting.
    if (codeOf(error) === undefined) throw error;
  } finally {
    clearTimeout(silence);
    clearTimeout(end);
  }
}
