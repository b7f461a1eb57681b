/** Which line of JSON lines is none: DuckDB counts values, and by one too many where a value before was cut. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** Bytes that are searched; nobody waits for more to hear of a mistake. */
const mostSearched = 256e6;

/**
 * The first line that is no JSON, counted from 1. Undefined where none is found, or where the file is no JSON lines at all: its
 * neighbour must be a value by itself.
 */
export async function badJsonLine(file: string): Promise<number | undefined> {
  const input = createReadStream(file, { encoding: 'utf8', end: mostSearched });
  const lines = createInterface({ input, crlfDelay: Infinity });
  try {
    let [number, before, bad] = [0, false, 0];
    for await (const line of lines) {
      number += 1;
      const text = line.replace(/^\ufeff/, '').trim();
      if (text === '') continue;
      if (bad > 0) return isJson(text) ? bad : undefined;
      if (isJson(text)) before = true;
      else if (before) return number;
      else bad = number;
    }
    return undefined;
  } finally {
    lines.close();
    input.destroy();
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // Python writes these, and DuckDB reads them.
    const plain = text.replaceAll(/([:[,]\s*)(-?Infinity|NaN)(?=\s*[,\]}])/g, '$1null');
    return plain !== text && isJson(plain);
  }
}
