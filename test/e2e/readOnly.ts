/** Folders that cannot be written, also for root, for whom permissions mean nothing unless it gives that power away. */
import { chmod, readdir } from 'node:fs/promises';
import path from 'node:path';

/** What a server must be started through so that permissions count: root then is like everybody else. */
export const obeyingPermissions: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--'] : [];

/** Runs `work` while nothing in the folder can be written. */
export async function whileReadOnly(folder: string, work: () => Promise<void>): Promise<void> {
  await permit(folder, { folders: 0o555, files: 0o444 });
  try {
    await work();
  } finally {
    await permit(folder, { folders: 0o755, files: 0o644 });
  }
}

async function permit(
  folder: string,
  modes: { readonly folders: number; readonly files: number },
): Promise<void> {
  // A folder must be writable for what is in it to be listed and changed on the way back.
  await chmod(folder, modes.folders);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }))
    await chmod(path.join(entry.parentPath, entry.name), entry.isDirectory() ? modes.folders : modes.files);
}
