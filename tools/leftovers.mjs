// Finds processes that tests left behind, by what stands in their environment or command line. Only Linux tells another
// process's environment; elsewhere the answers are empty.
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Ends every process that carries `mark` (NAME=value) in its environment after giving it `graceMs` to end by itself.
 * @param {string} mark
 * @param {number} [graceMs]
 * @returns {Promise<string[]>} what they were, as "pid command line"
 */
export async function endLeftovers(mark, graceMs = 5000) {
  const marked = () => processes().filter(({ environment }) => environment.includes(mark));
  const deadline = Date.now() + graceMs;
  let left = marked();
  while (left.length > 0 && Date.now() < deadline) {
    await pause(100);
    left = marked();
  }
  for (const { pid } of left) kill(pid);
  return left.map(({ pid, command }) => `${pid} ${command.slice(0, 200)}`);
}

/**
 * Ends the workers and training processes of the runs below `folder`.
 * @param {string} folder absolute
 */
export function endRunsBelow(folder) {
  const ours = processes().filter(
    ({ command, environment }) =>
      command.includes(folder) ||
      environment.some((variable) => variable.startsWith(`CAIRN_RUN_DIR=${folder}`)),
  );
  for (const { pid } of ours) kill(pid);
}

function processes() {
  if (process.platform !== 'linux') return [];
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return ids.flatMap((name) => {
    try {
      const environment = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      // A process without a command line is the kernel's, or a zombie.
      return command === '' ? [] : [{ pid: Number(name), command, environment }];
    } catch {
      // It ended while we looked, or belongs to another user.
      return [];
    }
  });
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
