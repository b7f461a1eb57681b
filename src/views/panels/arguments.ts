/** Params as the arguments most scripts take: `--lr 0.003 --name 'a b'`, quoted for a POSIX shell. */
export function argumentsOf(params: Readonly<Record<string, string>>): string {
  return Object.entries(params)
    .map(([key, value]) => `${quoted(`--${key}`)} ${quoted(value)}`)
    .join(' ');
}

function quoted(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
