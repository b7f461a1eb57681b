/** The parts of Markdown that reports are made of, as plain data: what is no part of it, HTML too, stays text. */

export type Span =
  | { readonly kind: 'text' | 'code' | 'strong' | 'emphasis' | 'struck'; readonly text: string }
  /** Shown, never followed. */
  | { readonly kind: 'link' | 'picture'; readonly text: string; readonly target: string };

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly spans: readonly Span[] }
  | { readonly kind: 'paragraph' | 'quote'; readonly spans: readonly Span[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly ListItem[] }
  | { readonly kind: 'table'; readonly head: readonly Cell[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: 'rule' };

type Cell = readonly Span[];
export interface ListItem {
  /** 0: not within another item. */
  readonly depth: number;
  readonly spans: readonly Span[];
}

export function parseMarkdown(text: string): Block[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const fence = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line);
    if (fence !== undefined) {
      const start = ++at;
      while (at < lines.length && !(lines[at] ?? '').trimStart().startsWith(fence)) at++;
      blocks.push({ kind: 'code', text: lines.slice(start, at).join('\n') });
      at++;
    } else if (heading) {
      blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, spans: parseSpans(heading[2] ?? '') });
      at++;
    } else if (/^ {0,3}([-*_])( *\1){2,} *$/.test(line)) {
      blocks.push({ kind: 'rule' });
      at++;
    } else if (line.includes('|') && isDelimiter(lines[at + 1])) {
      const start = at;
      at += 2;
      while (at < lines.length && (lines[at] ?? '').includes('|')) at++;
      const rows = lines.slice(start + 2, at).map(cellsOf);
      blocks.push({ kind: 'table', head: cellsOf(line), rows });
    } else if (item.test(line)) {
      const ordered = /^\s*\d/.test(line);
      const items: ListItem[] = [];
      while (at < lines.length) {
        const found = item.exec(lines[at] ?? '');
        if (!found) break;
        items.push({ depth: Math.min(5, (found[1]?.length ?? 0) >> 1), spans: parseSpans(found[2] ?? '') });
        at++;
      }
      blocks.push({ kind: 'list', ordered, items });
    } else if (line.trim() === '') at++;
    else {
      const isQuote = quote.test(line);
      const start = at++;
      while (at < lines.length && isMore(lines[at] ?? '', isQuote)) at++;
      const whole = lines.slice(start, at).map((one) => (isQuote ? one.replace(quote, '') : one.trim()));
      blocks.push({ kind: isQuote ? 'quote' : 'paragraph', spans: parseSpans(whole.join(' ')) });
    }
  }
  return blocks;
}

export function parseSpans(text: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const found of text.matchAll(inline)) {
    if (found.index > from) spans.push({ kind: 'text', text: text.slice(from, found.index) });
    from = found.index + found[0].length;
    const { code, strong, under, emphasis, struck, picture, link, target = '' } = found.groups ?? {};
    if (code !== undefined) spans.push({ kind: 'code', text: code });
    else if (picture !== undefined) spans.push({ kind: 'picture', text: picture, target });
    else if (link !== undefined) spans.push({ kind: 'link', text: link, target: found.groups?.['goal'] ?? '' });
    else if (struck !== undefined) spans.push({ kind: 'struck', text: struck });
    else if (emphasis !== undefined) spans.push({ kind: 'emphasis', text: emphasis });
    else spans.push({ kind: 'strong', text: strong ?? under ?? '' });
  }
  if (from < text.length) spans.push({ kind: 'text', text: text.slice(from) });
  return spans;
}

/** Every repetition is bounded, so that no text makes it slow. */
const inline =
  /`(?<code>[^`]{1,500})`|!\[(?<picture>[^\]]{0,500})\]\((?<target>[^)\s]{0,1000})\)|\[(?<link>[^\]]{1,500})\]\((?<goal>[^)\s]{0,1000})\)|\*\*(?<strong>[^*]{1,500})\*\*|__(?<under>[^_]{1,500})__|~~(?<struck>[^~]{1,500})~~|\*(?<emphasis>[^*\s][^*]{0,500})\*/g;
const item = /^(\s*)(?:[-*+]|\d{1,9}[.)])\s+(.*)$/;
const quote = /^ {0,3}> ?/;

function isMore(line: string, isQuote: boolean): boolean {
  if (line.trim() === '' || /^ {0,3}(#{1,6}\s|`{3}|~{3})/.test(line) || item.test(line)) return false;
  return quote.test(line) === isQuote;
}

function isDelimiter(line: string | undefined): boolean {
  return line !== undefined && line.includes('-') && /^[\s|:-]+$/.test(line) && line.includes('|');
}

function cellsOf(line: string): Cell[] {
  const bare = line.trim().replace(/^\|/, '').replace(/\|$/, '');
  return bare.split(/(?<!\\)\|/).map((cell) => parseSpans(cell.trim().replaceAll('\\|', '|')));
}
