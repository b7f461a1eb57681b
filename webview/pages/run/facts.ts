/** What was launched, from which code, where, on what: one line each. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { counted } from '../../../src/base/counted.ts';
import { formatCount, formatMoment, missing, nbsp } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { PageDetail } from '../../../src/protocol/runPage.ts';
import { standMark } from '../../verdictMark.ts';
import type { RunModel, RunPageCall } from './runModel.ts';

export function facts(model: RunModel, detail: PageDetail): TemplateResult {
  if (detail.place !== null) return foreignFacts(model, detail, detail.place.group);
  return html`<div class="cols factcols">
    <dl class="facts">${script(model, detail)} ${command(detail)} ${started(detail)}</dl>
    <dl class="facts">${commit(detail)} ${uncommitted(model, detail)} ${machine(detail)}</dl>
    <dl class="facts">
      ${data(detail)} ${environment(model, detail)} ${registered(model)} ${predictions(model, detail)}
    </dl>
  </div>`;
}

/** Of a run of another tool only a few things are known. */
function foreignFacts(model: RunModel, detail: PageDetail, group: string): TemplateResult {
  return html`<div class="cols factcols">
    <dl class="facts">
      <dt>${t('Recorded by')}</dt>
      <dd title=${detail.cwd}>${group}</dd>
      ${detail.command.length > 0 ? command(detail) : nothing}
    </dl>
    <dl class="facts">${started(detail)} ${detail.git === null ? nothing : commit(detail)}</dl>
    <dl class="facts">${data(detail)} ${registered(model)}</dl>
  </div>`;
}

function link(
  model: RunModel,
  label: unknown,
  action: (call: RunPageCall) => Promise<unknown>,
): TemplateResult {
  return html`<button class="link" @click=${() => model.act(action)}>${label}</button>`;
}

function script(model: RunModel, detail: PageDetail): TemplateResult {
  const asItWas = html` · ${link(model, t('As it was'), (call) => call('openScriptAsItWas', model.run))}`;
  return html`<dt>${t('Script')}</dt>
    <dd title=${detail.script ?? ''}>
      ${
        detail.script === null
          ? missing
          : html`${link(model, fileName(detail.script), (call) => call('openScript', model.run))}${
              model.view?.kept.script ? asItWas : nothing
            }`
      }
    </dd>`;
}

function command(detail: PageDetail): TemplateResult {
  const line = detail.command.map(quoted).join(' ');
  return html`<dt>${t('Command')}</dt>
    <dd class="mono" title=${`${line}\n${t('in {0}', detail.cwd)}`}>${shortCommand(detail)}</dd>`;
}

/** As a person would type it: the program without its folder, paths from the working directory; the tooltip has it all. */
function shortCommand({ command: [program = '', ...args], cwd }: PageDetail): string {
  const inside = (arg: string) =>
    /^[\\/]/.test(arg.slice(cwd.length)) && arg.startsWith(cwd) ? arg.slice(cwd.length + 1) : arg;
  return [program.replace(/^.*[\\/]/, ''), ...args.map(inside)].map(quoted).join(' ');
}

function started(detail: PageDetail): TemplateResult {
  const moment = formatMoment(detail.started, Date.now());
  const text = detail.user === '' ? moment : t('{0} by {1}', moment, detail.user);
  return html`<dt>${t('Started')}</dt>
    <dd title=${new Date(detail.started).toISOString()}>${text}</dd>`;
}

function commit({ git }: PageDetail): TemplateResult {
  const dirty = git && git.changedFiles > 0 ? '*' : '';
  return html`<dt>${t('Commit')}</dt>
    <dd title=${git?.commit ?? ''}>
      ${
        git?.commit === undefined
          ? html`<span class="dim">${git ? t('no commit yet') : t('not in a git repository')}</span>`
          : html`<span class="mono">${git.commit.slice(0, 7)}${dirty}</span>${
                git.branch === undefined ? nothing : html` ${t('on')} <span class="mono">${git.branch}</span>`
              }`
      }
    </dd>`;
}

function uncommitted(model: RunModel, { git }: PageDetail): TemplateResult | typeof nothing {
  if (!git) return nothing;
  const untracked = git.untracked.length + git.untrackedSkipped.length;
  const clean = git.changedFiles === 0 && untracked === 0;
  const parts = [
    git.changedFiles > 0 ? changed(git.changedFiles, formatCount(git.changedLines)) : '',
    git.changedFiles > 0 && !git.patchComplete ? t('only partly kept') : '',
    untracked > 0 ? t('{0} untracked', untracked) : '',
  ].filter((part) => part !== '');
  return html`<dt>${t('Uncommitted')}</dt>
    <dd class="linked" title=${[...git.binaryFiles, ...git.untracked, ...git.untrackedSkipped].join('\n')}>
      <span class="cut">${clean ? html`<span class="dim">${t('nothing')}</span>` : parts.join(', ')}</span>${
        model.view?.kept.patch
          ? html`<span class="keep"
              >${nbsp}·${nbsp}${link(model, t('Show changes'), (call) => call('showChanges', model.run))}</span
            >`
          : nothing
      }
    </dd>`;
}

function changed(files: number, lines: string): string {
  return files === 1 ? t('1 file, {0} lines', lines) : t('{0} files, {1} lines', files, lines);
}

function machine({ machine, host, gpus }: PageDetail): TemplateResult {
  const memory = machine.memory > 0 ? `${formatCount(machine.memory / 2 ** 30)}\u00a0GiB` : '';
  const gpu = gpus.length > 0 ? t('{0} GPU', gpus.length) : '';
  const text = [host, counted(machine.cores, t('1 core'), (n) => t('{0} cores', n)), gpu, memory]
    .filter((part) => part !== '')
    .join(', ');
  const more = [`${machine.os}, ${machine.arch}`, machine.cpu, ...gpus].join('\n');
  return html`<dt>${t('Machine')}</dt>
    <dd title=${more}>${text}</dd>`;
}

function data({ datasets }: PageDetail): TemplateResult {
  if (datasets.length === 0)
    return html`<dt>${t('Data')}</dt>
      <dd class="dim">${t('the script named none')}</dd>`;
  return html`${datasets.map(
    ({ name, role, version }, index) =>
      html`<dt>${index === 0 ? t('Data') : ''}</dt>
        <dd title=${name}>
          ${name}${version === null ? '' : ` ${version}`}${role === null ? '' : `, ${role}`}
        </dd>`,
  )}`;
}

function environment(model: RunModel, { interpreter }: PageDetail): TemplateResult {
  if (!interpreter)
    return html`<dt>${t('Environment')}</dt>
      <dd class="dim">${t('not recorded')}</dd>`;
  const notable = Object.entries(interpreter.notable).map(([name, version]) => `${name} ${version}`);
  const known = [interpreter.version, ...notable.slice(0, 2)].join(', ');
  const packages = counted(interpreter.packages, t('1 package'), (n) => t('{0} packages', n));
  return html`<dt>${t('Environment')}</dt>
    <dd class="linked" title=${[interpreter.path, ...notable].join('\n')}>
      <span class="cut">${known}</span>${
        interpreter.packages > 0
          ? html`<span class="keep"
              >,
              ${
                model.view?.kept.packages
                  ? link(model, packages, (call) => call('openPackages', model.run))
                  : packages
              }</span
            >`
          : nothing
      }
    </dd>`;
}

/** What became of it: the versions, and what stands for them. */
function registered(model: RunModel): TemplateResult | typeof nothing {
  const versions = model.view?.registered ?? [];
  if (versions.length === 0) return nothing;
  const words = ({ name, version, aliases }: (typeof versions)[number]) =>
    [`${name} v${String(version)}`, ...aliases.map((alias) => `@${alias}`)].join(' ');
  return html`<dt>${t('Registered')}</dt>
    <dd title=${versions.map(words).join('\n')}>
      ${versions.map(
        (one, at) =>
          html`${at === 0 ? nothing : ', '}${link(model, words(one), (call) => call('openModel', { name: one.name, version: one.version }))}`,
      )}
    </dd>`;
}

/** Its own, or what another run predicted with the model that it made; and how groups are treated, where that was judged. */
function predictions(
  model: RunModel,
  { predictions: named, fairness }: PageDetail,
): TemplateResult | typeof nothing {
  if (named.length === 0 && fairness === null) return nothing;
  const files = named.map(({ path }) => fileName(path)).join(', ');
  const report = link(model, t('Fairness'), (call) => call('openFairness', model.run));
  const says = fairness?.says ?? undefined;
  return html`<dt>${named.length > 0 ? t('Predictions') : t('Its model')}</dt>
    <dd title=${[files, says].filter((part) => part !== undefined && part !== '').join('\n')}>
      ${named.length > 0 ? html`${files} · ` : nothing}${report}
      ${fairness === null ? nothing : standMark(fairness)}
    </dd>`;
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function quoted(argument: string): string {
  return /^[\w./:=,@%+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}
