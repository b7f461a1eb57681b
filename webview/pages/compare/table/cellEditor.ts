/** A field over a cell: Enter and leaving it save, Escape does not. It stays with its row when the table is scrolled. */

export function cellEditor(
  cell: HTMLElement,
  options: {
    readonly label: string;
    readonly value: string;
    readonly save: (text: string) => void;
    readonly closed: () => void;
  },
): void {
  const row = cell.closest<HTMLElement>('.vt-row');
  const body = row?.parentElement;
  if (!row || !body) return;
  const input = document.createElement('input');
  input.className = 'cell-editor';
  input.value = options.value;
  input.setAttribute('aria-label', options.label);
  input.spellcheck = false;
  const [at, from] = [cell.getBoundingClientRect(), body.getBoundingClientRect()];
  // A place of its own in the body: the row element may come to show another run.
  input.style.left = `${String(at.left - from.left)}px`;
  input.style.top = `${String(at.top - from.top)}px`;
  input.style.width = `${String(Math.max(at.width, narrowest))}px`;
  let isOpen = true;
  const close = (keep: boolean, focus: boolean) => {
    if (!isOpen) return;
    isOpen = false;
    const text = input.value;
    input.remove();
    if (keep) options.save(text);
    if (focus) options.closed();
  };
  input.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === 'Enter') close(true, true);
    if (event.key === 'Escape') close(false, true);
  });
  input.addEventListener('blur', () => close(true, false));
  for (const name of ['click', 'dblclick', 'copy'] as const)
    input.addEventListener(name, (event) => event.stopPropagation());
  body.append(input);
  input.focus({ preventScroll: true });
  input.select();
}

/** px */
const narrowest = 160;
