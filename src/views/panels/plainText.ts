/** A line of terminal output as a person would have seen it: no colour codes, and of overwritten text what was last. */

// ESC [ … letter, ESC ] … BEL or ESC \, and the two-character sequences.
// eslint-disable-next-line no-control-regex
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
// Control characters but tab, which pages show as white space.
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

export function plainText(line: string): string {
  const text = line.replace(escapes, '').replace(/\r+$/, '');
  return text.slice(text.lastIndexOf('\r') + 1).replace(controls, '');
}
