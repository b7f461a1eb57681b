/** Where a page was scrolled to survives a reload. */

interface Scrolled {
  readonly state: { readonly scroll: number };
  keep(change: { readonly scroll: number }): void;
}

/** `started`: when there is something to scroll. */
export async function keepScroll(model: Scrolled, started: Promise<void>): Promise<void> {
  let scrolled = 0;
  window.addEventListener('scroll', () => {
    clearTimeout(scrolled);
    scrolled = setTimeout(() => model.keep({ scroll: window.scrollY }), 200);
  });
  await started;
  if (model.state.scroll > 0) requestAnimationFrame(() => window.scrollTo({ top: model.state.scroll }));
}
