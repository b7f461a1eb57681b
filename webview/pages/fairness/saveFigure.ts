/** Saves a chart as it is shown now: a small tool in its heading, with the kinds to choose from. */
import type { TemplateResult } from 'lit-html';
import { html } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import { UserError } from '../../../src/base/errors.ts';
import { readThemeColors } from '../../charts/themeColors.ts';
import { iconButton } from '../../controls.ts';
import { openMenu } from '../../popup.ts';
import type { FairnessModel } from './fairnessModel.ts';
import type { Figure, FigureColors } from './figures/figure.ts';

export function saveTool(
  model: FairnessModel,
  title: string,
  figure: () => Figure | undefined,
): TemplateResult {
  const label = t('Save the chart “{0}”…', title);
  const choose = ({ currentTarget }: Event) => {
    if (!(currentTarget instanceof HTMLElement)) return;
    openMenu(currentTarget, label, [
      { label: t('SVG picture…'), icon: 'fileCode', choose: () => save(model, figure(), 'svg') },
      { label: t('PNG picture…'), icon: 'fileMedia', choose: () => save(model, figure(), 'png') },
    ]);
  };
  return html`<span class="save-chart" @click=${choose}
    >${iconButton({ label, icon: 'exportArrow', onClick: () => undefined })}</span
  >`;
}

async function save(model: FairnessModel, figure: Figure | undefined, kind: 'png' | 'svg'): Promise<void> {
  if (figure === undefined) return;
  await model.act(async (call) => {
    const svg = figure.draw(writtenColors());
    const bytes = kind === 'svg' ? utf8(svg) : await pngOf(svg);
    await call('savePicture', { name: figure.title, kind, bytes });
  });
}

/** The theme's colours as other programs can read them: as hex, without variables. */
function writtenColors(): FigureColors {
  const colors = readThemeColors();
  const ground = pixelOf(colors.background, 'white');
  const write = (color: string) => pixelOf(color, ground);
  return {
    ...{ text: write(colors.text), dim: write(colors.dim), grid: write(colors.grid) },
    ...{ axis: write(colors.axis), bad: write(colors.bad), background: ground, ground },
    ...{ fontFamily: colors.fontFamily, isFile: true },
    series: colors.series.map(write),
  };
}

/** What a colour looks like on a ground. */
function pixelOf(color: string, ground: string): string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d');
  if (context === null) throw new UserError('canvas', t('This window has no canvas to draw on.'));
  for (const fill of [ground, color]) {
    context.fillStyle = fill;
    context.fillRect(0, 0, 1, 1);
  }
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

async function pngOf(svg: string): Promise<ArrayBuffer> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * dense;
  canvas.height = image.naturalHeight * dense;
  const context = canvas.getContext('2d');
  context?.drawImage(image, 0, 0, canvas.width, canvas.height);
  // Not toBlob(), which waits for a moment in which the page is idle.
  const [, encoded = ''] = canvas.toDataURL('image/png').split(',');
  if (encoded === '')
    throw new UserError('large', t('The picture is too large.'), t('Save it as SVG, or show fewer slices.'));
  return bufferOf(Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0)));
}

function utf8(text: string): ArrayBuffer {
  return bufferOf(new TextEncoder().encode(text));
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  const buffer = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

/** Pixels of a PNG for one of the screen. */
const dense = 2;
