/** What a page says while nobody answers it, with the link that puts another page in its place. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../src/base/l10n.ts';
import { icon } from './icons/icon.ts';

/** `link`: address of the command; see heartbeat.ts. */
export function lostNote(sentence: string, link: string): TemplateResult {
  return html`<div class="note err" role="alert">
    ${icon('error', 'bad')}<span
      >${sentence}
      ${t('VS Code starts its extensions again by itself; if it does not, run “Developer: Restart Extension Host”.')}
      <a href=${link}>${t('Open this page again')}</a></span
    >
  </div>`;
}
