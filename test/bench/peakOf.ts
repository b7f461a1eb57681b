import { existsSync, readFileSync } from 'node:fs';

/** Most memory that a process held, in MB; NaN where the system does not tell it. */
export function peakOf(pid: number | undefined): number {
  const status = `/proc/${String(pid)}/status`;
  const kilobytes = existsSync(status) && /VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1];
  return Number(kilobytes || NaN) / 1000;
}
