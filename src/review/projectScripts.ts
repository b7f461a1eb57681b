/** The Python scripts of a folder, without those of environments and packages; found by one bounded walk. */
import { readdirSync } from 'node:fs';
import path from 'node:path';

/** From the workspace folder, with slashes; at most `most`. Folders that cannot be read are passed over. */
export function projectScripts(folder: string, most = 5000): string[] {
  const found: string[] = [];
  const queue = [''];
  for (const at of queue) {
    for (const entry of listed(path.join(folder, at))) {
      const name = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory() && !passedOver.test(entry.name) && queue.length < mostFolders) queue.push(name);
      else if (entry.isFile() && entry.name.endsWith('.py')) found.push(name);
      if (found.length === most) return found;
    }
  }
  return found;
}

function listed(folder: string) {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.some(({ name }) => name === 'pyvenv.cfg') ? [] : entries;
  } catch {
    return [];
  }
}

const passedOver = /^(?:\..*|venv|node_modules|site-packages|__pycache__)$/;
const mostFolders = 5000;
