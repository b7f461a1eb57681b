/**
 * Finds where a script starts, for the lenses above it.
 *
 * Which files get lenses: (1) those with a main guard at the left margin, outside strings and comments
 * (Python `if __name__ == "__main__":`, R `if (sys.nframe() == 0)` or `if (!interactive())`, Julia
 * `abspath(PROGRAM_FILE) == @__FILE__`, Node `require.main === module` or `import.meta.main`); (2) those that have runs; (3) those that match a
 * glob under `scripts` in .cairn/config.yaml. The lenses stand above the guard, else above line 1.
 */

/** 0-based line of the main guard; undefined when there is none. Linear in the text's length. */
export function findEntryPoint(text: string, languageId: string): number | undefined {
  const guard = guards[languageId];
  if (guard === undefined) return undefined;
  // Most files have no guard at all: one native search settles those.
  if (!guard.test(text)) return undefined;
  const code = languageId === 'python' && /"""|'''/.test(text) ? blankStrings(text) : text;
  const match = guard.exec(code);
  return match === null ? undefined : lineAt(code, match.index);
}

/** Languages whose main guard is known. */
export const guardedLanguages = ['python', 'r', 'julia', 'javascript', 'typescript'] as const;

const node =
  /^if\s*\(\s*(?:require\.main\s*={2,3}\s*module|module\s*={2,3}\s*require\.main|import\.meta\.main)/m;
const guards: Readonly<Record<string, RegExp | undefined>> = {
  python: /^if[ \t(]+(?:__name__[ \t]*==[ \t]*(["'])__main__\1|(["'])__main__\2[ \t]*==[ \t]*__name__)/m,
  r: /^if\s*\(\s*(?:sys\.nframe\(\)\s*==\s*0L?|!\s*interactive\(\))/m,
  julia: /^if\s+(?:abspath\(PROGRAM_FILE\)\s*==\s*@__FILE__|@__FILE__\s*==\s*abspath\(PROGRAM_FILE\))/m,
  javascript: node,
  typescript: node,
};

/** Keeps the length and the lines, but nothing of what stands inside triple-quoted strings. */
function blankStrings(text: string): string {
  const token =
    /#[^\n]*|"""[\s\S]*?(?:"""|$(?![\s\S]))|'''[\s\S]*?(?:'''|$(?![\s\S]))|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/g;
  return text.replace(token, (found) =>
    found.startsWith('"""') || found.startsWith("'''") ? found.replace(/[^\n]/g, ' ') : found,
  );
}

function lineAt(text: string, offset: number): number {
  let line = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
