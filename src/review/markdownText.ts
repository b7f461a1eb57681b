/** What people wrote, as parts of a Markdown document in which it is nothing but text: no markup, link, mention or reference. */

/** On one line. */
export function plain(text: string): string {
  return (
    text
      .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
      .trim()
      .replace(/[\\`*_[\]<>|#~&$]/g, (sign) => `\\${sign}`)
      // Addresses become links by themselves, and what is behind these signs the name of a person or an issue.
      .replace(/:\/\//g, '\\://')
      .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}\\.`)
      .replace(/@(?=[A-Za-z0-9])/g, `${nothing}@${nothing}`)
      .replace(/#(?=[A-Za-z0-9])/g, `#${nothing}`)
      .replace(/\b(gh)-(?=\d)/gi, `$1-${nothing}`)
      .replace(/\b(mailto|xmpp):/gi, '$1\\:')
      // At the start of a line these would begin a list, or make a title of the line above.
      .replace(/^[-+=]/, (sign) => `\\${sign}`)
      .replace(/^(\d+)([.)])/, '$1\\$2')
  );
}

/** Between characters that shall not be read as one word; it takes no room. */
const nothing = '\u200B';

export function code(text: string): string {
  const line = text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ');
  const fence = '`'.repeat(longestRun([line]) + 1);
  return fence === '`' && !/^ | $/.test(line) ? `\`${line}\`` : `${fence} ${line} ${fence}`;
}

/** The fence is longer than any within. */
export function fenced(lines: readonly string[], language: string): string[] {
  const fence = '`'.repeat(Math.max(2, longestRun(lines)) + 1);
  return [`${fence}${language}`, ...lines, fence];
}

/** To a file of the folder; the document is thought to lie at its top. */
export function fileLink(label: string, file: string, line?: number): string {
  const place = file.split('/').map(encodeURIComponent).join('/');
  // Round brackets are left as they are by encoding and would end it.
  const target = place.replace(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29'));
  return `[${plain(label)}](${target}${line === undefined ? '' : `#L${String(line)}`})`;
}

function longestRun(lines: readonly string[]): number {
  return Math.max(0, ...lines.flatMap((text) => (text.match(/`+/g) ?? []).map((run) => run.length)));
}
