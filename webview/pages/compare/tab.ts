/** What a tab below the table is: a name and a picture of the picked runs. */
import type { TemplateResult } from 'lit-html';
import type { CompareTab } from '../../../src/protocol/compare/comparePage.ts';
import type { CompareModel } from './compareModel.ts';

export interface Tab {
  readonly id: CompareTab;
  readonly label: () => string;
  /** At the right end of the tab bar. */
  readonly tools?: (model: CompareModel) => TemplateResult;
  readonly body: (model: CompareModel) => TemplateResult;
}
