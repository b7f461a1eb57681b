/** From a log call in a training script to the number in the Runs view of a real VS Code, 40 times. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { until } from '../e2e/until.ts';
import { closeServers, openVSCode } from '../e2e/vscode.ts';
import { removeWorkspaces, workspaceOf } from '../e2e/workspaces.ts';
import type { Figure } from './figure.ts';

const values = 40;

/** Logs 0.1000, 0.1001 … at moments that are no multiple of any poll, and writes down when. */
const script = `import json, os, time

if __name__ == "__main__":
    with open(os.environ["CAIRN_INBOX"], "a") as inbox, open("logged.txt", "w") as logged:
        time.sleep(2)
        for step in range(1, ${values + 1}):
            value = round(0.1 + step / 1000, 3)
            inbox.write(json.dumps({"metrics": {"val_auc": value}, "step": step}) + "\\n")
            inbox.flush()
            logged.write(f"{value:.3f} {time.time() * 1000}\\n")
            logged.flush()
            time.sleep(0.25 + (step * 37 % 100) / 400)
`;

export async function run(): Promise<readonly Figure[]> {
  try {
    const folder = await workspaceOf({ 'train.py': script });
    const workbench = await openVSCode({ folder, settings: { 'cairn.output.showOnRun': false } });
    await workbench.showCairn();
    await workbench.page.evaluate(watchNumbers);
    await workbench.openFile('train.py');
    const lens = workbench.lens('▷ Run').first();
    await lens.waitFor();
    const clicked = await workbench.page.evaluate(() => Date.now());
    await lens.click();
    await until('all values were logged', async () => (await logged(folder)).size === values, 120_000);
    await workbench.row(`val_auc ${Number((0.1 + values / 1000).toFixed(3))}`).waitFor();
    const seen = await workbench.page.evaluate(() => [...globalThis.cairnSeen]);
    const appeared = await workbench.page.evaluate(() => globalThis.cairnRow);
    if (appeared === undefined) throw new Error('No row was seen in the tree.');
    // A value that was overtaken before the tree drew it counts until the first later one is seen: none is left out.
    const delays = [...(await logged(folder))]
      .map(([value, time]) => {
        const times = seen
          .filter(([number]) => Number(number) >= Number(value) - 1e-9)
          .map(([, when]) => when);
        return Math.min(...times) - time;
      })
      .sort((a, b) => a - b);
    const at = (share: number): number => delays[Math.floor(share * (delays.length - 1))] ?? NaN;
    return [
      { name: 'click on ▷ Run to row', value: appeared - clicked, unit: 'ms', limit: 500, better: 'lower' },
      { name: 'script to screen, median', value: at(0.5), unit: 'ms', limit: 500, better: 'lower' },
      { name: 'script to screen, 95th percentile', value: at(0.95), unit: 'ms', limit: 500, better: 'lower' },
    ];
  } finally {
    await closeServers();
    await removeWorkspaces();
  }
}

declare global {
  // `var`, because only that declares a property of globalThis.
  var cairnSeen: Map<string, number>;
  var cairnRow: number | undefined;
}

/** Runs in the workbench: notes when each number first stands beside val_auc in the document. */
function watchNumbers(): void {
  globalThis.cairnSeen = new Map();
  globalThis.cairnRow = undefined;
  const look = (): void => {
    for (const row of document.querySelectorAll('.sidebar .monaco-list-row')) {
      globalThis.cairnRow ??= Date.now();
      const number = /val_auc\s+([\d.]+)/.exec(row.textContent)?.[1];
      if (number !== undefined && !globalThis.cairnSeen.has(number))
        globalThis.cairnSeen.set(number, Date.now());
    }
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}

/** Value → ms since 1970, as the script wrote it down. */
async function logged(folder: string): Promise<Map<string, number>> {
  const text = await readFile(path.join(folder, 'logged.txt'), 'utf8').catch(() => '');
  const lines = text.split('\n').slice(0, -1);
  return new Map(lines.map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]));
}
