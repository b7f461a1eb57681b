/** Reads which files a git patch changes; what it does to them is left to git. */

export interface PatchedFile {
  /** Path in the repository before, forward slashes; undefined: the file is new. */
  readonly before: string | undefined;
  /** Path afterwards; undefined: the file was deleted. */
  readonly after: string | undefined;
  /** The content is not text, so that it cannot be shown. */
  readonly binary: boolean;
}

/** Files in the order of the patch. Text that is no patch has none. */
export function patchedFiles(patch: string): PatchedFile[] {
  return patch
    .split(/^(?=diff --git )/m)
    .filter((section) => section.startsWith('diff --git '))
    .map(fileOf)
    .filter((file) => file !== undefined);
}

function fileOf(section: string): PatchedFile | undefined {
  // Header lines only: from the first hunk on, lines that look like headers are content.
  const head = section.split(/^(?:@@ |GIT binary patch)/m, 1)[0] ?? '';
  const binary =
    /^GIT binary patch$/m.test(section.slice(head.length, head.length + 20)) || /^Binary files /m.test(head);
  const find = (pattern: RegExp) => pattern.exec(head)?.[1];
  const moved = { from: find(/^rename from (.*)$/m), to: find(/^rename to (.*)$/m) };
  const copied = { from: find(/^copy from (.*)$/m), to: find(/^copy to (.*)$/m) };
  const named = namesOf(head.split('\n', 1)[0] ?? '');
  const before = sided(find(/^--- (.*)$/m)) ?? unquote(moved.from ?? copied.from) ?? named?.before;
  const after = sided(find(/^\+\+\+ (.*)$/m)) ?? unquote(moved.to ?? copied.to) ?? named?.after;
  if (before === undefined || after === undefined) return undefined;
  return {
    before: /^new file mode/m.test(head) ? undefined : before,
    after: /^deleted file mode/m.test(head) ? undefined : after,
    binary,
  };
}

/** `a/path` or `"a/p\303\244th"` → path; /dev/null is no name. */
function sided(name: string | undefined): string | undefined {
  const plain = unquote(name?.replace(/\t$/, ''));
  return plain === undefined || plain === '/dev/null' ? undefined : plain.replace(/^[a-z]\//, '');
}

/** `diff --git a/x b/x`: both names are the same, or the renames say more. */
function namesOf(line: string): { before: string; after: string } | undefined {
  const quoted = /^diff --git ("(?:[^"\\]|\\.)*"|\S+) ("(?:[^"\\]|\\.)*"|\S+)$/.exec(line);
  const same = /^diff --git a\/(.*) b\/\1$/.exec(line)?.[1];
  if (same !== undefined) return { before: same, after: same };
  const [before, after] = [sided(quoted?.[1]), sided(quoted?.[2])];
  return before === undefined || after === undefined ? undefined : { before, after };
}

const letters: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** Git quotes names with control, quote or non-ASCII bytes as in C. */
function unquote(name: string | undefined): string | undefined {
  if (name?.startsWith('"') !== true || !name.endsWith('"')) return name;
  const bytes = [...name.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g)].flatMap(
    ([, octal, letter, rest]) => {
      if (octal !== undefined) return [Number.parseInt(octal, 8)];
      if (letter !== undefined) return [letters[letter] ?? letter.charCodeAt(0)];
      return [...new TextEncoder().encode(rest)];
    },
  );
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
