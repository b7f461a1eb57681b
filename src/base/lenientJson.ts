/** JSON as Python writes it: json.dumps puts bare NaN and Infinity, which are not JSON. */

/** The value, with NaN, Infinity and -Infinity as the strings of those names; undefined when it is not JSON at all. */
export function parseLenientJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseJson(
      text.replace(stringOrNonFinite, (token) => (token.startsWith('"') ? token : `"${token}"`)),
    );
  }
}

/** Strings are matched first so that they stay as they are. Every character is consumed once, also in an unclosed string. */
const stringOrNonFinite = /"[^"\\]*(?:\\[^][^"\\]*)*"?|-?\b(?:NaN|Infinity)\b/g;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
