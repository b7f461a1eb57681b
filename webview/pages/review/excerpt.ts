/** Lines of the script: as they are, as they were, and as somebody suggests. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import type { ShownThread } from '../../../src/protocol/shownReview.ts';

interface CodeLine {
  readonly line: number | null;
  readonly text: string;
  /** What it is, beyond a line. */
  readonly look: string;
  /** Before the text: said by a sign, not by colour alone. */
  readonly sign: '' | '+' | '−';
}

export function excerpt({ excerpt: shown }: ShownThread): TemplateResult {
  const [first] = shown;
  const label =
    first === undefined ? t('Lines') : t('Lines {0} to {1}', first.line, shown.at(-1)?.line ?? first.line);
  return code(
    label,
    shown.map(({ line, text, isMeant, isNew }) => ({
      ...{ line, text, look: isMeant ? 'hot' : '', sign: isNew ? ('+' as const) : ('' as const) },
    })),
  );
}

export function oldLines({ line, lines }: ShownThread['before'], label: string): TemplateResult {
  return code(
    label,
    lines.map((text, at) => ({ line: line + at, text, look: 'hot old', sign: '' })),
  );
}

export function suggestion(before: readonly string[], wanted: string): TemplateResult {
  const after = wanted === '' ? [] : wanted.replace(/\n$/, '').split('\n');
  return code(t('Suggested change'), [
    ...before.map((text) => ({ line: null, text, look: 'minus', sign: '−' as const })),
    ...after.map((text) => ({ line: null, text, look: 'plus', sign: '+' as const })),
  ]);
}

/** Scrolls sideways within itself, also with the keyboard. */
function code(label: string, lines: readonly CodeLine[]): TemplateResult {
  return html`<pre class="code" tabindex="0" role="group" aria-label=${label}>
${lines.map(
      ({ line, text, look, sign }) =>
        html`<span class="cl ${look}"
          ><span class="n">${line === null ? nothing : `${String(line)} `}</span
          ><span class="sign">${sign === '' ? ' ' : sign}</span>${text === '' ? '\u200b' : text}</span
        >`,
    )}</pre>`;
}
