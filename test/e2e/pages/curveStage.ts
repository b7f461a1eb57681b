/** The curves of the compare page on a stage, with a host that knows curves only. */
import type { CurveScenarioName } from './curveScenarios.ts';
import { PageStage, type Show, type Shown } from './pageStage.ts';

const folder = 'file:///home/sam/credit';

export interface ShowCurves extends Pick<Show, 'theme' | 'width' | 'height'> {
  readonly scenario: CurveScenarioName;
  /** Of the page's state. */
  readonly curves?: Readonly<Record<string, unknown>>;
  /** Places of the runs that are picked; those below eight have colours 1 … 8. */
  readonly picked?: readonly string[];
  readonly split?: number;
}

export async function openCurveStage(): Promise<PageStage> {
  return await PageStage.open({ page: 'compare', fakeHost: 'curveHost.ts', subject: '' });
}

export async function showCurves(
  stage: PageStage,
  { scenario, curves = {}, picked = [], split = 0.1, ...show }: ShowCurves,
): Promise<Shown> {
  const colors = picked.slice(0, 8).map((run, place) => ({ run, slot: place + 1 }));
  const state = { page: 'compare', folder, view: {}, tab: 'curves', split, curves, picked };
  return await stage.show({
    ...show,
    state,
    realTime: true,
    before: async (page) => {
      await page.addInitScript(prepare, { scenario, colors });
    },
  });
}

/** Runs in the browser, before its host. */
function prepare({ scenario, colors }: { scenario: CurveScenarioName; colors: unknown }): void {
  window.curveScenario = scenario;
  if (sessionStorage.getItem('colors') === null) sessionStorage.setItem('colors', JSON.stringify(colors));
}
