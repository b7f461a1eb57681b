/** Name and version, aliases, and what can be done with it. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import type { ModelDetail, VersionDetail } from '../../../src/protocol/modelShape.ts';
import { button, iconButton } from '../../controls.ts';
import { icon } from '../../icons/icon.ts';
import { openMenu, type MenuItem } from '../../popup.ts';
import type { ModelModel } from './modelModel.ts';

export function head(model: ModelModel, detail: ModelDetail): TemplateResult {
  const { shown } = detail;
  const title = shown === null ? detail.name : `${detail.name} v${String(shown.version)}`;
  return html`<div class="head">
      <h1 title=${title}>${title}</h1>
      ${shown?.aliases.map((alias) => html`<span class="tag" title=${alias}>${alias}</span>`)}
      ${origin(detail)} ${shown === null ? nothing : verdict(model, shown)}
      ${
        shown === null
          ? nothing
          : html`<span class="end row"
              >${detail.server === null ? actions(model, detail, shown) : reading(model, detail, shown)}</span
            >`
      }
    </div>
    ${words(detail, shown)}`;
}

function origin({ server }: ModelDetail): TemplateResult | typeof nothing {
  if (server === null) return nothing;
  return html`<span class="st" title=${t('Read from the MLflow server {0}; it is changed there.', server)}
    >${icon('cloud', 'idle')}<span class="cut">${t('on {0}, read only', server)}</span></span
  >`;
}

function verdict(model: ModelModel, shown: VersionDetail): TemplateResult | typeof nothing {
  if (model.verifying) return html`<span class="st" role="status">${t('Verifying…')}</span>`;
  if (model.verified?.version === shown.version) {
    const { state, sentence } = model.verified.result;
    const [name, kind] =
      state === 'same'
        ? (['pass', 'ok'] as const)
        : state === 'differs' || state === 'gone'
          ? (['error', 'bad'] as const)
          : (['circleSlash', 'idle'] as const);
    return html`<span class="st" role="status" title=${sentence}
      >${icon(name, kind)}${verifiedWord(state)}</span
    >`;
  }
  const count = shown.stale.length;
  if (count === 0) return nothing;
  return html`<span class="st"
    >${icon('history', 'warn')}${count === 1 ? t('1 thing has changed since') : t('{0} things have changed since', count)}</span
  >`;
}

function verifiedWord(state: 'same' | 'differs' | 'gone' | 'elsewhere' | 'unrecorded'): string {
  switch (state) {
    case 'same':
      return t('Artifact unchanged');
    case 'differs':
      return t('Artifact changed');
    case 'gone':
      return t('Artifact gone');
    case 'elsewhere':
      return t('Artifact not here');
    case 'unrecorded':
      return t('No hash to compare with');
  }
}

function actions(model: ModelModel, detail: ModelDetail, shown: VersionDetail): TemplateResult {
  const { rollBacks } = detail;
  const { version } = shown;
  const back = rollBacks.find(({ alias }) => alias === 'champion') ?? rollBacks[0];
  return html`${
      back === undefined
        ? nothing
        : button({
            label: t('Roll back {0} to v{1}…', back.alias, back.to),
            icon: 'history',
            onClick: () => model.run(version, 'rollBack', back.alias),
          })
    }
    ${button({
      label: t('Verify artifact'),
      icon: 'pass',
      disabled: model.verifying,
      onClick: () => model.verify(version),
    })}
    ${button({
      label: t('Set alias…'),
      icon: 'tag',
      primary: true,
      onClick: () => model.run(version, 'setAlias'),
    })}
    <span class="more-actions"
      >${iconButton({ label: t('More actions'), icon: 'ellipsis', onClick: () => more(model, detail, shown) })}</span
    >`;
}

/** Of a version on a server, which is changed there. */
function reading(model: ModelModel, detail: ModelDetail, shown: VersionDetail): TemplateResult {
  const { version, run } = shown;
  const compare = comparing(model, detail, shown);
  return html`${button({ label: t('Refresh'), icon: 'sync', onClick: () => model.refresh() })}
  ${button({ label: t('Copy…'), icon: 'copy', onClick: () => model.run(version, 'copy') })}
  ${
    run === null
      ? nothing
      : button({
          label: t('Open run'),
          primary: true,
          disabled: !shown.runHere,
          onClick: () => model.act((call) => call('openRun', { run })),
        })
  }
  ${
    compare.length === 0
      ? nothing
      : html`<span class="more-actions"
          >${iconButton({
            ...{ label: t('More actions'), icon: 'ellipsis' as const },
            onClick: () => menu(compare),
          })}</span
        >`
  }`;
}

function more(model: ModelModel, detail: ModelDetail, shown: VersionDetail): void {
  const { name } = detail;
  const { version } = shown;
  menu([
    ...comparing(model, detail, shown),
    { label: t('Copy…'), icon: 'copy', choose: () => model.run(version, 'copy') },
    { label: t('Reveal artifact'), icon: 'folderOpened', choose: () => model.run(version, 'reveal') },
    {
      label: t('Open file'),
      icon: 'goToFile',
      choose: () => model.act((call) => call('openFile', { name })),
    },
    {
      label: t('Publish…'),
      icon: 'exportArrow',
      disabled: model.view?.trusted === false ? t('This folder is not trusted.') : undefined,
      choose: () => model.run(version, 'publish'),
    },
    'line',
    { label: t('Delete version…'), icon: 'trash', choose: () => model.run(version, 'deleteVersion') },
  ]);
}

function menu(items: Parameters<typeof openMenu>[2]): void {
  const anchor = document.querySelector<HTMLElement>('.more-actions');
  if (anchor !== null) openMenu(anchor, t('More actions'), items);
}

/** Curves and code of the two runs, while both are here. */
function comparing(model: ModelModel, detail: ModelDetail, shown: VersionDetail): MenuItem[] {
  const rival = detail.versions.find(
    ({ version }) => version === (detail.champion ?? detail.before)?.version,
  );
  const { run } = shown;
  if (rival === undefined || run === null || rival.run === null || rival.run === run) return [];
  const runs = [rival.run, run];
  return [
    {
      label: t('Compare with the run of v{0}', rival.version),
      icon: 'gitCompare',
      disabled: shown.runHere && rival.runHere ? undefined : t('A run is not here any more.'),
      choose: () => model.act((call) => call('compareRuns', { runs })),
    },
  ];
}

/** What people wrote of the model and of the version. */
function words({ description }: ModelDetail, shown: VersionDetail | null): TemplateResult | typeof nothing {
  const texts = [description, shown?.description ?? null].filter((text) => text !== null);
  if (texts.length === 0) return nothing;
  return html`<div class="words">${texts.map((text) => html`<p class="pre">${text}</p>`)}</div>`;
}
