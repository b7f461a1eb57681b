/** Who owns a file by CODEOWNERS: the rules of GitHub, in which the last line that matches counts. */

/** Empty: nobody. `path` with forward slashes, from the top of the repository. */
export function codeOwners(text: string, path: string): string[] {
  let owners: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [pattern = '', ...named] = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/(?<!\\)\s+/);
    // `[Section]` is GitLab's; `!` and character ranges mean nothing in such a file.
    if (pattern === '' || /^[[!^]/.test(pattern)) continue;
    if (matcherOf(pattern)?.test(path) === true) owners = named.filter((one) => one.includes('@'));
  }
  return owners;
}

/** All that are named, each once. */
export function allCodeOwners(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*$/, ''));
  return [...new Set(lines.flatMap((line) => line.match(/(?<=\s)[^\s@]*@[^\s@]+(?=\s|$)/g) ?? []))];
}

/** Where they may lie, the first that is there counts. */
export const codeOwnersFiles = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];

/** Undefined for what would take for ever to match. */
function matcherOf(pattern: string): RegExp | undefined {
  const plain = pattern.replaceAll(/\\(.)/g, '$1').replaceAll(/\*{3,}/g, '**');
  if (plain.length > 500 || (plain.match(/\*+/g)?.length ?? 0) > 8) return undefined;
  const isFolder = plain.endsWith('/');
  const bare = plain.replace(/^\//, '').replace(/\/$/, '');
  const isAnchored = plain.startsWith('/') || bare.includes('/');
  const body = bare.replaceAll(/\*\*\/|\/\*\*$|\*\*|\*|\?|[.+^${}()|[\]\\]/g, (sign) => {
    if (sign === '**/') return '(?:.*/)?';
    if (sign === '/**') return '/.*';
    if (sign === '**') return '.*';
    if (sign === '*') return '[^/]*';
    return sign === '?' ? '[^/]' : `\\${sign}`;
  });
  // `docs/*` means the files right in it, while `docs` and `docs/` mean all that is below.
  const below = isFolder ? '/.*' : bare.endsWith('/*') ? '' : '(?:/.*)?';
  return new RegExp(`^${isAnchored ? '' : '(?:.*/)?'}${body}${below}$`);
}
