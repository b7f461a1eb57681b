/** Globs as people write them in YAML, with forward slashes: `*` and `?` within a name, `**` across folders, `{a,b}`, `[a-c]`. */

export function isGlob(text: string): boolean {
  return /[*?[{]/.test(text);
}

/**
 * Whether a whole path with forward slashes is meant. It walks through the path once with all the places of the pattern that it
 * may have come to, so no pattern of any file takes long. `[z-a]` and the like mean nothing.
 */
export function globMatcher(glob: string): (path: string) => boolean {
  if (glob.length > longest) return () => false;
  const { start, end } = placesOf(glob);
  let step = 0;
  const reach = (place: Place, into: Place[]) => {
    if (place.step === step) return;
    place.step = step;
    if (place.takes !== undefined || place === end) into.push(place);
    else for (const next of place.next) reach(next, into);
  };
  return (path) => {
    let now: Place[] = [];
    step += 1;
    reach(start, now);
    for (const char of path) {
      const next: Place[] = [];
      step += 1;
      for (const place of now)
        if (place.takes?.(char) === true) for (const one of place.next) reach(one, next);
      if (next.length === 0) return false;
      now = next;
    }
    return now.includes(end);
  };
}

const longest = 4000;

/** In a pattern: goes on to `next` with a letter that it takes, or, if it takes none, at once. */
interface Place {
  readonly takes: ((char: string) => boolean) | undefined;
  readonly next: Place[];
  /** Of the walk that was here last. */
  step: number;
}

function place(takes?: Place['takes']): Place {
  return { takes, next: [], step: 0 };
}

function placesOf(glob: string): { readonly start: Place; readonly end: Place } {
  const start = place();
  const groups: { readonly open: Place; readonly close: Place }[] = [];
  let tail = start;
  const goTo = (next: Place) => {
    tail.next.push(next);
    tail = next;
  };
  const take = (takes: (char: string) => boolean) => {
    goTo(place(takes));
    goTo(place());
  };
  /** Any number of letters; within folders each ends with a slash. */
  const repeat = (takes: (char: string) => boolean, last?: string) => {
    const loop = place();
    goTo(loop);
    take(takes);
    if (last !== undefined) {
      tail.next.push(...loop.next);
      take((char) => char === last);
    }
    tail.next.push(loop);
    tail = place();
    loop.next.push(tail);
  };
  const close = () => {
    const group = groups.pop();
    if (group !== undefined) goTo(group.close);
  };
  for (let at = 0; at < glob.length; at += 1) {
    const char = String.fromCodePoint(glob.codePointAt(at) ?? 0);
    const [set] = setAt(glob, at) ?? [];
    if (glob.startsWith('**/', at)) {
      repeat(isNoSlash, '/');
      at += 2;
    } else if (glob.startsWith('**', at)) {
      repeat(() => true);
      at += 1;
    } else if (char === '*') repeat(isNoSlash);
    else if (char === '?') take(isNoSlash);
    else if (set !== undefined) {
      take(setOf(set));
      at += set.length - 1;
    } else if (char === '{' && glob.includes('}', at)) {
      const group = { open: place(), close: place() };
      goTo(group.open);
      goTo(place());
      groups.push(group);
    } else if (char === '}' && groups.length > 0) close();
    else if (char === ',' && groups.length > 0) {
      const group = groups.at(-1);
      if (group === undefined) continue;
      tail.next.push(group.close);
      tail = group.open;
      goTo(place());
    } else {
      take((one) => one === char);
      at += char.length - 1;
    }
  }
  while (groups.length > 0) close();
  return { start, end: tail };
}

function isNoSlash(char: string): boolean {
  return char !== '/';
}

function setAt(glob: string, at: number): RegExpExecArray | null {
  set.lastIndex = at;
  return set.exec(glob);
}

const set = /\[[!^]?\]?[^\]/]*\]/y;

/** `[a-c]`, `[!a]`, `[^a]`. */
function setOf(text: string): (char: string) => boolean {
  const isNot = /^\[[!^]/.test(text);
  const chars = Array.from(text.slice(isNot ? 2 : 1, -1));
  const ranges: [string, string][] = [];
  for (let at = 0; at < chars.length; at += 1) {
    const from = chars[at] ?? '';
    const isRange = chars[at + 1] === '-' && chars[at + 2] !== undefined;
    ranges.push([from, isRange ? (chars[at + 2] ?? '') : from]);
    if (isRange) at += 2;
  }
  const isIn = (char: string) =>
    ranges.some(([from, to]) => order(char) >= order(from) && order(char) <= order(to));
  return (char) => isIn(char) !== isNot;
}

function order(char: string): number {
  return char.codePointAt(0) ?? 0;
}

/** Whether a text is meant where `*` stands for any letters and `?` for one. It goes back to the last star only. */
export function starMatcher(pattern: string): (text: string) => boolean {
  const wanted = Array.from(pattern.replaceAll(/\*+/g, '*'));
  return (text) => {
    const chars = Array.from(text);
    let [at, want] = [0, 0];
    let star: { readonly want: number; at: number } | undefined;
    while (at < chars.length) {
      if (wanted[want] === '*') {
        star = { want, at };
        want += 1;
      } else if (wanted[want] === '?' || wanted[want] === chars[at]) {
        at += 1;
        want += 1;
      } else if (star !== undefined) {
        star.at += 1;
        at = star.at;
        want = star.want + 1;
      } else return false;
    }
    return want === wanted.length || (want === wanted.length - 1 && wanted[want] === '*');
  };
}

/** The folder above the first part that is a pattern: `data` of `data/2026-*` + `/x.csv`; '' is the folder itself. */
export function globBase(glob: string): string {
  const parts = glob.split('/');
  const first = parts.findIndex(isGlob);
  return parts.slice(0, first < 0 ? -1 : first).join('/');
}
