/** How event files are named: `events.out.tfevents.1700000000.host.pid.0.v2`; a script called tfevents.py is none. */
export function isEventFileName(name: string): boolean {
  return /(^|\.)tfevents\.\d/.test(name) && !name.endsWith('.profile-empty');
}
