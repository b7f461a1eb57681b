/**
 * Notices that a page's extension host is gone: VS Code leaves the page open, but whoever drew it hears nothing any more and cannot
 * be reached by the host that is started afterwards. So the page shows a link to the one command that puts another in its place;
 * VS Code follows it only when a person clicks.
 */
import type { Port } from '../src/protocol/rpcShape.ts';

/** ms between looks. */
const interval = 2000;
/** Looks without any message of the host after which it counts as gone: a host that is only busy answers before. */
const patience = 3;

/** `ping` asks the host for a sign of life; `changed` hears whether the host is gone, each time that changes. */
export function watchHost(
  port: Port,
  ping: () => Promise<unknown>,
  changed: (isLost: boolean) => void,
): void {
  let missed = 0;
  port.onMessage(() => {
    if (missed >= patience) changed(false);
    missed = 0;
  });
  // Looks are counted, not time, because a machine that slept is no reason to worry.
  setInterval(() => {
    missed += 1;
    if (missed === patience) changed(true);
    // That no answer came is what the next looks notice.
    ping().catch((error: unknown) => console.debug(error));
  }, interval);
}

/** The address of a command with one argument, as VS Code has it. */
export function commandLink(command: string, argument: unknown): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`;
}
