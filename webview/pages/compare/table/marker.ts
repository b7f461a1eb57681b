/** The eight marker shapes of the series, within 12 × 12 px: colour is never the only mark. */

/** Slot 1 … 8; a run without a colour is a small ring. */
export function markerPath(slot: number): string {
  return shapes[slot] ?? ring;
}

const ring = 'M6 3a3 3 0 1 0 0 6a3 3 0 1 0 0-6zM6 4a2 2 0 1 1 0 4a2 2 0 1 1 0-4z';
const shapes: Readonly<Record<number, string>> = {
  1: 'M6 2a4 4 0 1 0 0 8a4 4 0 1 0 0-8z',
  2: 'M6 2L10 9.5H2z',
  3: 'M2.5 2.5H9.5V9.5H2.5z',
  4: 'M6 1.5L10.5 6L6 10.5L1.5 6z',
  5: 'M6 10L2 2.5H10z',
  6: 'M4.6 2H7.4V4.6H10V7.4H7.4V10H4.6V7.4H2V4.6H4.6z',
  7: 'M6 1.8L10.2 4.9L8.6 9.8H3.4L1.8 4.9z',
  8: 'M1.5 4.4H10.5V7.6H1.5z',
};
