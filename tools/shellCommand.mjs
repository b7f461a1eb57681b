// A program with its arguments as spawn() takes them on this system.

/**
 * Windows starts .cmd files only through its shell, to which Node hands the words as they are: each needs its quotes. A name
 * on Windows holds none itself.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {{ program: string, args: string[], shell: boolean }}
 */
export function shellCommand(program, args) {
  const shell = /\.(cmd|bat)$/i.test(program);
  const word = (text) => (shell ? `"${text}"` : text);
  return { program: word(program), args: args.map(word), shell };
}
