/** People as git writes them: `Ada <ada@example.org>`, or a name alone. */

export interface Person {
  readonly name: string;
  readonly email?: string;
}

export function personOf(text: string): Person {
  const found = /^\s*(.*?)\s*<\s*([^<>]*?)\s*>\s*$/.exec(text);
  const name = (found?.[1] ?? text).trim();
  const email = found?.[2];
  if (email === undefined || email === '') return { name };
  return { name: name === '' ? email : name, email };
}

export function personText({ name, email }: Person): string {
  return email === undefined ? name : `${name} <${email}>`;
}

/** By e-mail where both have one, since names change and repeat; else by name. Whoever is named by an e-mail alone is that e-mail. */
export function isSamePerson(one: string, other: string): boolean {
  const [a, b] = [personOf(one), personOf(other)];
  if (a.email !== undefined && b.email !== undefined) return isEqual(a.email, b.email);
  const namesOf = ({ name, email }: Person) => (email === undefined ? [name] : [name, email]);
  return namesOf(a).some((name) => namesOf(b).some((another) => isEqual(name, another)));
}

/** The name alone, as lists and lenses show it. */
export function nameOf(text: string): string {
  return personOf(text).name;
}

function isEqual(a: string, b: string): boolean {
  return a.replace(/^@/, '').toLowerCase() === b.replace(/^@/, '').toLowerCase();
}
