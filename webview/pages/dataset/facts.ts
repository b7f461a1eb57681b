/** What is known of the dataset without its content, a line each. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import {
  cutPath,
  formatCount,
  formatMoment,
  formatShort,
  formatSize,
  missing,
  nbsp,
} from '../../../src/base/format.ts';
import { counted } from '../../../src/base/counted.ts';
import { t } from '../../../src/base/l10n.ts';
import type { DatasetDetail } from '../../../src/protocol/catalogThread.ts';
import { icon } from '../../icons/icon.ts';
import type { DatasetModel } from './datasetModel.ts';

export function facts(model: DatasetModel, detail: DatasetDetail): TemplateResult {
  return html`<div class="cols factcols">
    <dl class="facts">${owner(model, detail)} ${freshness(detail)}</dl>
    <dl class="facts">${place(model, detail)} ${content(model, detail)}</dl>
    <dl class="facts">${version(model, detail)} ${registered(model, detail)} ${licence(detail)}</dl>
    <dl class="facts">${used(detail)} ${roles(detail)} ${tags(detail)}</dl>
  </div>`;
}

function fact(label: string, value: unknown, title = '', isWhole = false): TemplateResult {
  return html`<dt>${label}</dt>
    <dd class=${isWhole ? 'whole' : ''} title=${title}>${value}</dd>`;
}

function owner(model: DatasetModel, { owner: name }: DatasetDetail): TemplateResult {
  return fact(
    t('Owner'),
    name ??
      html`<span class="st"
        >${icon('warning', 'warn')}<button class="link" @click=${() => model.run('setOwner')}>
          ${t('Set an owner…')}
        </button></span
      >`,
    name ?? '',
  );
}

function freshness({ disk, freshness: limit }: DatasetDetail): TemplateResult {
  if (disk.modified === null) return fact(t('Freshness'), missing);
  const short = (ms: number) => formatShort(ms).replace(/(\d)(\D)/, `$1${nbsp}$2`);
  const age = short(Date.now() - disk.modified);
  const moment = formatMoment(disk.modified, Date.now());
  if (limit === null) return fact(t('Freshness'), t('changed {0}', moment));
  const text = t('{0} old, limit {1}', age, short(limit));
  return fact(
    t('Freshness'),
    html`<span class="st">${disk.isStale ? icon('warning', 'warn') : icon('pass', 'ok')}${text}</span>`,
    moment,
  );
}

function licence({ licence: text }: DatasetDetail): TemplateResult | typeof nothing {
  return text === null ? nothing : fact(t('Licence'), text, text);
}

function place(model: DatasetModel, { location, disk }: DatasetDetail): TemplateResult {
  const text = cutPath(location, 36);
  const shown =
    disk.files === 0
      ? text
      : html`<button class="link" @click=${() => model.run('openFile')}>${text}</button>`;
  return fact(t('File'), shown, location);
}

function content(model: DatasetModel, { disk, rows }: DatasetDetail): TemplateResult {
  const { value } = model.profile;
  const lines = value?.rows ?? rows;
  const parts = [
    ...(disk.files > 1 ? [t('{0} files', formatCount(disk.files))] : []),
    ...(disk.files > 0 ? [formatSize(disk.size)] : []),
    ...(lines === null ? [] : [counted(lines, t('1 row'), (n) => t('{0} rows', n))]),
    ...(value === undefined
      ? []
      : [counted(value.columns.length, t('1 column'), (n) => t('{0} columns', n))]),
  ];
  return fact(t('Content'), parts.length === 0 ? missing : parts.join(', '), '', true);
}

function version(model: DatasetModel, { versions }: DatasetDetail): TemplateResult {
  const hash = model.shownHash;
  const known = versions.find((one) => one.hash === hash);
  const text = hash === null ? missing : html`<span class="mono">sha256 ${hash.slice(0, 7)}</span>`;
  return fact(t('Version'), known === undefined ? text : html`v${known.version}, ${text}`, hash ?? '');
}

function registered(model: DatasetModel, { versions }: DatasetDetail): TemplateResult {
  const known = versions.find((one) => one.hash === model.shownHash);
  const at = known?.seen ?? null;
  return fact(t('Recorded'), at === null ? missing : formatMoment(at, Date.now()), known?.note ?? '');
}

function used({ runs, features, versions }: DatasetDetail): TemplateResult {
  const models = new Set(versions.flatMap((one) => one.models.map(({ model }) => model)));
  const parts = [
    runs === 1 ? t('1 run') : t('{0} runs', formatCount(runs)),
    features === 1 ? t('1 feature') : t('{0} features', formatCount(features)),
    models.size === 1 ? t('1 model') : t('{0} models', formatCount(models.size)),
  ];
  return fact(t('Used by'), parts.join(', '), '', true);
}

function roles({ label, time, sensitive }: DatasetDetail): TemplateResult {
  const parts = [
    ...(label === null ? [] : [t('label {0}', label)]),
    ...(time === null ? [] : [t('time {0}', time)]),
    ...(sensitive.length === 0 ? [] : [t('sensitive {0}', sensitive.join(', '))]),
  ];
  return fact(
    t('Roles'),
    parts.length === 0 ? html`<span class="dim">${t('none stated')}</span>` : parts.join('; '),
    parts.join('; '),
  );
}

function tags({ tags: names }: DatasetDetail): TemplateResult | typeof nothing {
  return names.length === 0 ? nothing : fact(t('Tags'), names.join(', '), names.join(', '));
}
