/** Which versions of packages a lock file, or a list of requirements, pins. */

export interface LockedPackages {
  /** By normalised name. One package may be locked at several versions, for several platforms. */
  readonly pinned: ReadonlyMap<string, readonly string[]>;
  /** Named without an exact version. */
  readonly loose: readonly string[];
}

/** Undefined: no kind of file that is known here. Never throws on half a file. */
export function lockedPackages(file: string, text: string): LockedPackages | undefined {
  const name = file.split('/').at(-1) ?? file;
  if (/^(uv|poetry|pdm)\.lock$|^pylock(\.[\w-]+)?\.toml$/.test(name)) return found(tomlPairs(text));
  if (name === 'Pipfile.lock') return found(pipfilePairs(text));
  if (/^conda-lock\.ya?ml$/.test(name)) return found(condaPairs(text));
  if (name === 'pixi.lock') return found(pixiPairs(text));
  if (/^requirements[\w.-]*\.(txt|lock)$/.test(name)) return requirements(text);
  return undefined;
}

/** As installers compare names: `Scikit_Learn` is `scikit-learn`. */
export function packageName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

type Pairs = readonly (readonly [name: string, version: string])[];

function found(pairs: Pairs, loose: readonly string[] = []): LockedPackages {
  const pinned = new Map<string, string[]>();
  for (const [name, version] of pairs) {
    const key = packageName(name);
    pinned.set(key, [...(pinned.get(key) ?? []), version]);
  }
  return { pinned, loose };
}

function tomlPairs(text: string): Pairs {
  return text.split(/^\[\[packages?\]\]\s*$/m).flatMap((block) => {
    const name = /^name\s*=\s*"([^"]+)"/m.exec(block)?.[1];
    const version = /^version\s*=\s*"([^"]+)"/m.exec(block)?.[1];
    return name === undefined || version === undefined ? [] : [[name, version] as const];
  });
}

/** Its JSON is `"name": { …, "version": "==1.2" }`. */
function pipfilePairs(text: string): Pairs {
  return [...text.matchAll(/"([\w.-]+)":\s*\{[^{}]*"version":\s*"==([^"]+)"[^{}]*\}/g)].map(
    ([, name = '', version = '']) => [name, version] as const,
  );
}

function condaPairs(text: string): Pairs {
  return [...text.matchAll(/^\s*-\s*name:\s*(\S+)\s*\n\s*version:\s*['"]?([^\s'"]+)/gm)].map(
    ([, name = '', version = '']) => [name, version] as const,
  );
}

/** Conda packages are named by their archives; those of PyPI by name and version. */
function pixiPairs(text: string): Pairs {
  return [
    ...text.matchAll(/\/([\w.-]+?)-([\w.!+]+)-[\w.]+\.(?:conda|tar\.bz2)\b/g),
    ...text.matchAll(/\/([\w.]+)-([\w.!+]+)-[\w.-]+\.whl\b/g),
  ].map(([, name = '', version = '']) => [name, version] as const);
}

function requirements(text: string): LockedPackages {
  const pairs: (readonly [string, string])[] = [];
  const loose: string[] = [];
  for (const line of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const bare = line.replace(/(^|\s)#.*$/, '').trim();
    if (bare === '' || bare.startsWith('-')) continue;
    const [, name = bare, given = ''] = /^([\w.-]+)\s*(?:\[[^\]]*\])?\s*([^;]*)/.exec(bare) ?? [];
    const exact = /^={2,3}\s*([\w.!+-]+)(?!\S*\*)/.exec(given)?.[1];
    if (exact !== undefined) pairs.push([name, exact]);
    else if (!/^@.*(#sha256=|@[0-9a-f]{40}\b)/.test(given)) loose.push(name);
  }
  return found(pairs, loose);
}
