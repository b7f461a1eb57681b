/** Colours for a canvas, which cannot use CSS variables: read from the page, and again when the theme changes. */
export interface ThemeColors {
  readonly text: string;
  readonly dim: string;
  readonly grid: string;
  readonly axis: string;
  readonly background: string;
  readonly focus: string;
  readonly bad: string;
  readonly fontFamily: string;
  /** Series 1 … 8. */
  readonly series: readonly string[];
}

export function readThemeColors(): ThemeColors {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  // A computed `color` is resolved, also where the variable holds color-mix().
  const read = (variable: string) => {
    probe.style.color = `var(${variable})`;
    return getComputedStyle(probe).color;
  };
  const colors = {
    text: read('--vscode-foreground'),
    dim: read('--dim'),
    grid: read('--grid'),
    axis: read('--axis'),
    background: read('--vscode-editor-background'),
    focus: read('--vscode-focusBorder'),
    bad: read('--bad'),
    fontFamily: getComputedStyle(document.body).fontFamily,
    series: Array.from({ length: 8 }, (_, index) => read(`--series-${index + 1}`)),
  };
  probe.remove();
  return colors;
}

/** VS Code changes the style of `<html>` and the class of `<body>` when the theme changes. */
export function onThemeChange(listener: () => void): { dispose(): void } {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  return { dispose: () => observer.disconnect() };
}
