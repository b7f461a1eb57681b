/** Runs inside the browser in the place of VS Code: passes every message on to the process that measures, and takes times. */
import { decode } from './relayWire.ts';

declare global {
  interface Window {
    /** Answers to `curves`: ms when it was asked, came, and was on the screen. */
    relayTimes: { id: number; asked: number; came: number; painted: number; bytes: number; points: number }[];
    acquireVsCodeApi: unknown;
  }
}

window.relayTimes = [];
const asked = new Map<number, number>();

window.acquireVsCodeApi = () => ({
  postMessage: (message: { id?: number; method?: string; params?: { columns?: number } }) => {
    // The table's sparklines are no charts: they ask for few columns.
    const isChart = message.method === 'curves' && (message.params?.columns ?? 0) >= 50;
    if (isChart && message.id !== undefined) asked.set(message.id, performance.now());
    void fetch('/call', { method: 'POST', body: JSON.stringify(message) });
  },
  getState: (): unknown => JSON.parse(sessionStorage.getItem('state') ?? 'null'),
  setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
});

/** What the host says, one message after the other. */
async function listen(): Promise<never> {
  for (;;) {
    const answer = await fetch('/next');
    if (answer.status !== 200) continue;
    const whole = await answer.arrayBuffer();
    const message = decode(whole);
    const id = typeof message === 'object' && message !== null && 'id' in message ? Number(message.id) : NaN;
    const began = asked.get(id);
    const came = performance.now();
    window.postMessage(message);
    const points = pointsOf(message);
    if (began !== undefined)
      void painted().then((at) =>
        window.relayTimes.push({ id, asked: began, came, painted: at, bytes: whole.byteLength, points }),
      );
  }
}

/** Points that an answer stands for. */
function pointsOf(message: unknown): number {
  const value = typeof message === 'object' && message !== null && 'value' in message ? message.value : null;
  return typeof value === 'object' && value !== null && 'points' in value ? Number(value.points) : NaN;
}

/** The page draws in the next frame; reading a pixel back waits until the lines are really there. */
async function painted(): Promise<number> {
  for (let frame = 0; frame < 2; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  for (const canvas of document.querySelectorAll('canvas')) canvas.getContext('2d')?.getImageData(0, 0, 1, 1);
  return performance.now();
}

document.addEventListener('DOMContentLoaded', () => void listen());
