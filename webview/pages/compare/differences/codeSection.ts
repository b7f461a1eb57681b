/** The code of the picked runs: facts, and the files that differ from the first run's, each with its way into the diff editor. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { counted } from '../../../../src/base/counted.ts';
import { minus } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type {
  CodeDifference,
  CodeFile,
  DifferenceSectionShape,
} from '../../../../src/protocol/compare/differences.ts';
import { button } from '../../../controls.ts';
import type { CompareModel, PickedRun } from '../compareModel.ts';
import type { Found } from './differencesData.ts';
import { idsWithoutCode } from './summary.ts';
import { countsOf, factTable, titles } from './factTable.ts';

export function codeSection(
  model: CompareModel,
  found: Found,
  section: DifferenceSectionShape,
): TemplateResult {
  const { runs, code } = found;
  const [first] = runs;
  return html`<section class="sec" aria-labelledby="d-code">
    <header>
      <h2 id="d-code">${titles.code()}</h2>
      <span class="dim">${countsOf(section.rows.length, section.same)}</span>
    </header>
    ${section.rows.length === 0 ? nothing : factTable(section, runs)}
    ${
      code === undefined
        ? html`<p class="dim pad" role="status">${t('Comparing the files…')}</p>`
        : html`${withoutCode(code, runs)}${code.map((one) => {
            const other = runs.find(({ id }) => id === one.run);
            return first && other && one.noCode.length === 0
              ? filesOf(model, one, { first, other })
              : nothing;
          })}`
    }
  </section>`;
}

/** Said once for all runs, not once for each. */
function withoutCode(
  code: readonly CodeDifference[],
  runs: readonly PickedRun[],
): TemplateResult | typeof nothing {
  const ids = idsWithoutCode(code);
  const without = runs.filter(({ id }) => ids.has(id));
  if (without.length === 0) return nothing;
  const isFirst = without[0] === runs[0] && without.length < runs.length;
  const names = without.map(({ name }) => name).join(', ');
  return html`<p class="pad">
    ${
      isFirst
        ? t('No code was recorded for {0}. The first picked run is what the others are compared with.', names)
        : t('No code was recorded for {0}: it cannot be compared.', names)
    }
  </p>`;
}

function filesOf(
  model: CompareModel,
  { files, more, problem }: CodeDifference,
  { first, other }: { first: PickedRun; other: PickedRun },
): TemplateResult {
  const open = (path: string | null) =>
    model.act((call) => call('openCodeDifference', { left: first.id, right: other.id, path }));
  if (problem !== null) return html`<p class="pad">${other.name}: ${problem}</p>`;
  if (files.length === 0)
    return html`<p class="dim pad">${t('{0} ran the same code as {1}.', other.name, first.name)}</p>`;
  return html`<div class="files">
    <p class="row pad">
      <span>${t('{0}, beside {1}', other.name, first.name)}</span>
      ${button({ label: t('Open all changes'), icon: 'gitCompare', onClick: () => open(null) })}
    </p>
    <ul>
      ${files.map(
        (file) =>
          html`<li class="row">
            <button
              class="link mono cut"
              ?disabled=${file.kind === 'binary'}
              title=${t('Open {0} in the diff editor', file.path)}
              @click=${() => open(file.path)}
            >
              ${file.path}
            </button>
            <span class="dim keep">${wordsOf(file)}</span>
          </li>`,
      )}
    </ul>
    ${more > 0 ? html`<p class="dim pad">${counted(more, t('and 1 more file'), (n) => t('and {0} more files', n))}</p>` : nothing}
  </div>`;
}

function wordsOf({ kind, lines }: CodeFile): string {
  const counts = lines === null ? '' : ` +${String(lines.added)} ${minus}${String(lines.removed)}`;
  switch (kind) {
    case 'changed':
      return counts.trim();
    case 'added':
      return t('new') + counts;
    case 'removed':
      return t('not there') + counts;
    case 'binary':
      return t('binary, differs');
  }
}
