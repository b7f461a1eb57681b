/** A sequence of colours from low to high, told apart by lightness too: for who sees no red and green, and in grey. */

/** CSS colours between `stops` (computed, as `rgb(…)`), `count` of them, in equal steps. */
export function sequence(stops: readonly string[], count: number): string[] {
  const known = stops.map(channels);
  const last = known.length - 1;
  return Array.from({ length: count }, (_, step) => {
    const at = count === 1 ? 0 : (step / (count - 1)) * last;
    const from = Math.min(Math.floor(at), Math.max(0, last - 1));
    const [a, b] = [known[from] ?? [0, 0, 0], known[from + 1] ?? known[from] ?? [0, 0, 0]];
    const mixed = [0, 1, 2].map((channel) => {
      const [left, right] = [a[channel] ?? 0, b[channel] ?? 0];
      return Math.round(left + (right - left) * (at - from));
    });
    return `rgb(${mixed.join(', ')})`;
  });
}

function channels(color: string): number[] {
  return (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
}

/** The theme's stops, see theme.css. */
export function readStops(): string[] {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const stops = [1, 2, 3, 4].map((stop) => {
    probe.style.color = `var(--sequence-${String(stop)})`;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return stops;
}
