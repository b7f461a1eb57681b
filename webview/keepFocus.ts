/** The keyboard is never nowhere: what takes away the control that has the focus leaves it to what the control was in. */

/** Draws. When the control with the focus is gone then, its nearest ancestor that can have the focus has it. */
export function keepFocus(draw: () => void): void {
  const held = document.activeElement;
  const around = ancestorsOf(held);
  draw();
  if (held === null || held.isConnected || document.activeElement !== document.body) return;
  around.find((one) => one.isConnected && one.tabIndex >= 0)?.focus();
}

function ancestorsOf(element: Element | null): HTMLElement[] {
  const parent = element?.parentElement ?? null;
  if (parent === null) return [];
  return parent instanceof HTMLElement ? [parent, ...ancestorsOf(parent)] : ancestorsOf(parent);
}
