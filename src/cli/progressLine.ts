/** How far a question is, on a line that goes away; only for somebody who looks. */
import type { Call } from './command.ts';

export function progressLine({ terminal, json }: Call, words: (percent: number) => string) {
  let shown = false;
  const isSeen = terminal.columns !== undefined && !json;
  return {
    show: (share: number) => {
      if (!isSeen) return;
      shown = true;
      void terminal.tell(`\r${words(Math.floor(share * 100))} `);
    },
    clear: async () => {
      if (shown) await terminal.tell(`\r${' '.repeat(30)}\r`);
    },
  };
}
