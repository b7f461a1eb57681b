/** Globs as people write them in YAML, with forward slashes: `*` and `?` within a name, `**` across folders, `{a,b}`, `[a-c]`. */

export function isGlob(text: string): boolean {
  return /[*?[{]/.test(text);
}

/** Matches a whole path with forward slashes. */
export function globPattern(glob: string): RegExp {
  let source = '';
  let depth = 0;
  for (let at = 0; at < glob.length; at += 1) {
    const rest = glob.slice(at);
    const [set] = /^\[[!^]?\]?[^\]/]*\]/.exec(rest) ?? [];
    const char = rest[0] ?? '';
    if (rest.startsWith('**/')) {
      source += '(?:[^/]+/)*';
      at += 2;
    } else if (rest.startsWith('**')) {
      source += '.*';
      at += 1;
    } else if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (set !== undefined) {
      source += set.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
      at += set.length - 1;
    } else if (char === '{' && rest.includes('}')) {
      depth += 1;
      source += '(?:';
    } else if (char === '}' && depth > 0) {
      depth -= 1;
      source += ')';
    } else if (char === ',' && depth > 0) source += '|';
    else source += char.replace(/[\\^$.|+()[\]{}*?/]/g, '\\$&');
  }
  return new RegExp(`^${source}${')'.repeat(depth)}$`, 'su');
}

/** The folder above the first part that is a pattern: `data` of `data/2026-*` + `/x.csv`; '' is the folder itself. */
export function globBase(glob: string): string {
  const parts = glob.split('/');
  const first = parts.findIndex(isGlob);
  return parts.slice(0, first < 0 ? -1 : first).join('/');
}
