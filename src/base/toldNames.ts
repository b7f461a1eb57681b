/** Names by which several runs are told apart: two of one name get the end of their ids, which differs. */

export function toldNames(runs: readonly { readonly id: string; readonly name: string }[]): string[] {
  const names = runs.map(({ name }) => name);
  const shared = sharedOf(names);
  if (shared.size === 0) return names;
  const short = runs.map(({ id, name }) => (shared.has(name) ? `${name} · ${id.slice(-4)}` : name));
  const still = sharedOf(short);
  return runs.map(({ id, name }, at) => {
    const told = short[at] ?? name;
    return still.has(told) ? `${name} · ${id}` : told;
  });
}

function sharedOf(names: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const name of names)
    if (seen.has(name)) shared.add(name);
    else seen.add(name);
  return shared;
}
