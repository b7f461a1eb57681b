/** The project's own modules that the script imports: an approval is bound to their texts as well. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { ChangedFileShape } from '../../../src/protocol/reviewShape.ts';
import type { ShownReview } from '../../../src/protocol/shownReview.ts';
import { icon } from '../../icons/icon.ts';
import type { ReviewModel } from './reviewModel.ts';
import { changed } from './words.ts';

export function imports(model: ReviewModel, review: ShownReview): TemplateResult | typeof nothing {
  const changes = changedModules(review);
  const gone = changes.filter(({ kind }) => kind === 'removed').map(({ path }) => path);
  const all = [...review.imports, ...gone.filter((path) => !review.imports.includes(path))].sort();
  if (all.length === 0) return nothing;
  const isOpen = model.state.imports;
  return html`<section class="sec folded" aria-labelledby="h-imports">
    <header>
      <h2 id="h-imports">
        <button
          class="fold"
          aria-expanded=${String(isOpen)}
          aria-controls="imports"
          @click=${() => model.set({ imports: !model.state.imports })}
        >
          ${icon(isOpen ? 'chevronDown' : 'chevronRight')}${t('Imported modules of this project')}
        </button>
      </h2>
      <span class="dim"
        >${formatCount(review.imports.length)}${changes.length === 0 ? nothing : `, ${t('{0} changed since approval', formatCount(changes.length))}`}</span
      >
    </header>
    <ul id="imports" class="imports" ?hidden=${!isOpen}>
      ${all.map((path) =>
        row(
          model,
          path,
          changes.find((change) => change.path === path),
        ),
      )}
    </ul>
  </section>`;
}

/** What changed since the approval that is out of date, besides the script. */
export function changedModules({ outdated, script }: ShownReview): ChangedFileShape[] {
  return outdated?.files.filter(({ path }) => path !== script) ?? [];
}

function row(model: ReviewModel, path: string, change: ChangedFileShape | undefined): TemplateResult {
  if (change?.kind === 'removed')
    return html`<li>
      <span class="mono path">${path}</span
      ><span class="st">${icon('circleSlash', 'idle')}${t('not imported any more')}</span>
    </li>`;
  return html`<li>
    <button class="link mono path" @click=${() => model.act((call) => call('openModule', { path }))}>
      ${path}
    </button>
    ${
      change === undefined
        ? nothing
        : html`<span class="st"
            >${icon('history', 'warn')}${change.kind === 'added' ? t('not imported before') : changed(change.lines)}</span
          >`
    }
    ${
      change?.kind === 'changed'
        ? html`<button
            class="link"
            aria-label=${t('Show diff of {0}', path)}
            @click=${() => model.act((call) => call('showDiff', { module: path }))}
          >
            ${t('Show diff')}
          </button>`
        : nothing
    }
  </li>`;
}
