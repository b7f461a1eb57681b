/** Makes a run's raw output fit for a terminal: colours stay, sequences that would do more than print are left out. */
/* eslint-disable no-control-regex -- control characters are what this file is about */

/** Turns pieces of a byte stream into text for a terminal; what a piece cuts in half waits for the next one. */
export class TerminalText {
  #decoder = new TextDecoder();
  #held = '';

  push(bytes: Uint8Array): string {
    const text = this.#held + this.#decoder.decode(bytes, { stream: true });
    const cut = openEscape(text);
    this.#held = text.slice(cut);
    return printable(text.slice(0, cut));
  }

  /** Forget what was cut in half: the stream goes on elsewhere. */
  reset(): void {
    this.#decoder = new TextDecoder();
    this.#held = '';
  }
}

/** Keeps text, tabs, carriage returns, colours and line erasing; line feeds become what a terminal expects. */
export function printable(text: string): string {
  return text
    .replace(sequences, (found) => (/^\u001b\[[\d;:]*[mK]$/.test(found) ? found : ''))
    .replace(controls, '')
    .replace(/\r?\n/g, '\r\n');
}

const sequences =
  /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[P_^X][^\u001b]*(?:\u001b\\)?|\u001b\[[0-?]*[ -/]*[@-~]|\u001b[ -/]*[0-Z\\^-~]/g;
const controls = /\u001b(?!\[[\d;:]*[mK])|[\u0000-\u0007\u000e-\u001a\u001c-\u001f\u007f\u0080-\u009f]/g;
const opened = /\u001b(?:\[[0-?]*[ -/]*|\][^\u0007\u001b]*|[P_^X][^\u001b]*|[ -/]*)?$|\r$/;

/** Where the last, unfinished sequence begins; the length when there is none. Sequences never grow without bound. */
function openEscape(text: string): number {
  const from = Math.max(0, text.length - 1024);
  const match = opened.exec(text.slice(from));
  return match === null ? text.length : from + match.index;
}
