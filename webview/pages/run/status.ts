/** A run's status as icon and word, and the line that says how it goes. */
import { html } from 'lit-html';
import type { nothing, TemplateResult } from 'lit-html';
import { formatAge, formatCount, formatDuration } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { MetricPage, PageDetail } from '../../../src/protocol/runPage.ts';
import { icon } from '../../icons/icon.ts';
import { statusMark } from '../../icons/statusMark.ts';

/** Status, then how far and how long, then what else a person should know. */
export function statusLine(
  detail: PageDetail,
  facts: { metrics: MetricPage | undefined; stopping: boolean; now: number },
  recover: TemplateResult | typeof nothing,
): TemplateResult {
  const mark = statusMark(detail.status);
  const parts = partsOf(detail, facts);
  return html`<p class="state">
    <span class="st part" role="status"
      >${icon(mark.icon, mark.verdict)}<span class="strong">${mark.word}</span></span
    >${parts.map((part) => html`<span class="part ${part.dim ? 'dim' : ''}">${part.text}</span>`)}${recover}
  </p>`;
}

interface Part {
  readonly text: string;
  readonly dim?: boolean;
}

function partsOf(
  detail: PageDetail,
  { metrics, stopping, now }: { metrics: MetricPage | undefined; stopping: boolean; now: number },
): Part[] {
  const parts: Part[] = [];
  const live = detail.status === 'running' || detail.status === 'starting';
  if (stopping) parts.push({ text: t('stopping: the script was asked to end') });
  if (detail.status === 'failed' && detail.exitCode !== null)
    parts.push({ text: t('exit {0}', detail.exitCode) });
  if (detail.signal !== null) parts.push({ text: t('ended by {0}', detail.signal) });
  const { reason } = detail;
  if (reason !== null && !parts.some(({ text }) => text === reason)) parts.push({ text: reason });
  const { progress } = detail;
  if (progress)
    parts.push({
      text:
        progress.of === undefined
          ? `${progress.unit} ${formatCount(progress.at)}`
          : t('{0} {1} of {2}', progress.unit, formatCount(progress.at), formatCount(progress.of)),
    });
  const step = Math.max(-Infinity, ...(metrics?.rows ?? []).map((row) => row.step));
  if (Number.isFinite(step) && progress?.unit !== 'step')
    parts.push({ text: t('step {0}', formatCount(step)) });
  parts.push(lasting(detail, now));
  if (!live && detail.ended !== null) parts.push({ text: formatAge(detail.ended, now), dim: true });
  if (live && detail.place === null)
    parts.push({ text: t('recorded by its own worker: closing VS Code does not stop it'), dim: true });
  return parts;
}

function lasting(detail: PageDetail, now: number): Part {
  const until = detail.ended ?? (detail.status === 'unknown' ? detail.started : now);
  const spent = until - detail.started;
  if (detail.status === 'unknown') return { text: t('started {0}', formatAge(detail.started, now)) };
  const { progress } = detail;
  const duration = formatDuration(Math.max(0, spent < 1000 && detail.ended === null ? 0 : spent));
  if (detail.status !== 'running' || progress?.of === undefined || progress.at <= 0)
    return { text: duration };
  const left = (spent * (progress.of - progress.at)) / progress.at;
  return { text: left < 1000 ? duration : t('{0}, about {1} left', duration, about(left)) };
}

/** A guess in one unit, so that it does not look exact. */
function about(ms: number): string {
  const unit = ms >= 3_600_000 ? 3_600_000 : ms >= 60_000 ? 60_000 : 1000;
  return formatDuration(Math.round(ms / unit) * unit);
}
