/** Cells of one line of a CSV file, whatever they are separated by; a quoted cell does not go on in the next line. */
export function cellsOf(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator);
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line[at] === '"') {
      const { text, end } = quoted(line, at);
      cells.push(text);
      at = end;
    } else {
      const end = line.indexOf(separator, at);
      cells.push(line.slice(at, end < 0 ? line.length : end));
      at = end < 0 ? line.length : end;
    }
    // Past the separator, or past the end.
    const next = line.indexOf(separator, at);
    at = next < 0 ? line.length + 1 : next + 1;
  }
  return cells;
}

/** The separator that a header uses most. */
export function separatorOf(header: string): string {
  let best = ',';
  let most = 0;
  for (const separator of [',', '\t', ';']) {
    const count = header.split(separator).length - 1;
    if (count > most) {
      best = separator;
      most = count;
    }
  }
  return best;
}

function quoted(line: string, at: number): { readonly text: string; readonly end: number } {
  let text = '';
  for (let from = at + 1; ;) {
    const end = line.indexOf('"', from);
    if (end < 0) return { text: text + line.slice(from), end: line.length };
    text += line.slice(from, end);
    if (line[end + 1] !== '"') return { text, end: end + 1 };
    text += '"';
    from = end + 2;
  }
}
