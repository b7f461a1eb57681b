/** The report as it is shown now, as a text that is saved where the person says. */
import { comparison } from '../../../src/fairness/comparison.ts';
import { defaultSettings } from '../../../src/fairness/fairnessReport.ts';
import { reportHtml } from '../../../src/fairness/reportHtml.ts';
import { reportMarkdown } from '../../../src/fairness/reportMarkdown.ts';
import type { ReportFormat } from '../../../src/protocol/fairnessPage.ts';
import { calibrationFigure, rocFigure } from './curves.ts';
import type { FairnessModel } from './fairnessModel.ts';
import { variableColors } from './figures/figure.ts';
import { sliceFigure } from './figures/sliceFigure.ts';
import { tradeFigure } from './tradeOff.ts';

export async function exportReport(model: FairnessModel, format: ReportFormat): Promise<void> {
  const { shown, view } = model;
  const report = model.report();
  if (shown === undefined || view === undefined || report === undefined) return;
  const { known } = model.versus;
  const figures = [rocFigure(model, shown), calibrationFigure(model), tradeFigure(model, shown)];
  const given = {
    ...{ report, view, measure: model.measure, ...model.told(shown) },
    plot: sliceFigure(model, shown).draw(variableColors),
    figures: figures.flatMap((figure) => figure?.draw(variableColors) ?? []),
    comparison:
      known &&
      comparison(
        shown,
        known.counts,
        { ...defaultSettings, ...model.settings, against: model.against },
        known.source.label,
      ),
  };
  await model.save(format, format === 'md' ? reportMarkdown(given) : reportHtml(given));
}
