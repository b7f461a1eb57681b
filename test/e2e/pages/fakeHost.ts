/** Runs inside the browser in the place of VS Code: answers the run page through the real rpc, from a scenario. */
import '../../../webview/policy.ts';
import { serve } from '../../../src/protocol/rpc.ts';
import { UserError } from '../../../src/base/errors.ts';
import { runPage } from '../../../src/protocol/runPage.ts';
import type { RunPageHandlers } from '../../../src/protocol/runPage.ts';
import { openHostPort } from './hostPort.ts';
import { rivalId } from './runDetails.ts';
import { pageOf, scenarios } from './runScenarios.ts';
import type { Scenario, ScenarioName } from './runScenarios.ts';

declare global {
  interface Window {
    cairnScenario: ScenarioName;
    /** Every call the page made: method and parameters. */
    cairnCalls: { readonly method: string; readonly params: unknown }[];
    cairnEmit: (event: 'changed' | 'output', value: unknown) => void;
    /** Replaces what `view` and `metrics` answer. */
    cairnChange: (change: Partial<Scenario>) => void;
    cairnNow: () => Scenario;
    /** Until then nobody tells which runs there are to compare with. */
    cairnRivals?: Promise<void>;
    cairnTellRivals?: () => void;
    /** From now on the host can read the run. */
    cairnRecover: () => void;
    /** While true the page hears nothing, as when its host died. */
    cairnDead: boolean;
  }
}

let scenario: Scenario = scenarios[window.cairnScenario];
window.cairnCalls = [];
window.cairnDead = false;

const port = openHostPort(() => window.cairnDead);

const noted =
  (method: string) =>
  (params: unknown): Promise<null> => {
    window.cairnCalls.push({ method, params });
    return Promise.resolve(null);
  };

const handlers: RunPageHandlers = {
  ping: () => Promise.resolve(null),
  view: async ({ run }) => {
    if (scenario.silent) await new Promise(() => undefined);
    if (scenario.failure) throw new UserError('unreadable', scenario.failure.message, scenario.failure.next);
    return run === rivalId && scenario.rivalView ? scenario.rivalView : scenario.view;
  },
  metrics: (ask) => {
    window.cairnCalls.push({ method: 'metrics', params: ask });
    const rows = ask.group === 'own' ? scenario.metrics : scenario.system;
    return Promise.resolve(pageOf(rows, scenario.system.length, { ...ask, rival: ask.against !== null }));
  },
  series: ({ run, keys }) =>
    Promise.resolve({
      series: keys.map((key) => {
        const [steps, values] = scenario.curve(run, key);
        const column = (numbers: readonly number[]) => new Float64Array(numbers).buffer;
        const times = steps.map((step) => scenario.view.detail?.started ?? 0 + step * 200);
        return {
          key,
          steps: column(steps),
          times: column(times),
          values: column(values),
          total: steps.length,
        };
      }),
    }),
  rivals: async () => {
    await window.cairnRivals;
    return { runs: [...scenario.rivals] };
  },
  output: () => Promise.resolve(scenario.output),
  star: async (params) => {
    await noted('star')(params);
    const { detail } = scenario.view;
    if (detail)
      scenario = { ...scenario, view: { ...scenario.view, detail: { ...detail, star: params.on } } };
    host.emit('changed', { run: params.run });
    return null;
  },
  note: async (params) => {
    await noted('note')(params);
    const { detail } = scenario.view;
    if (detail)
      scenario = { ...scenario, view: { ...scenario.view, detail: { ...detail, note: params.text } } };
    return null;
  },
  stop: async (params) => {
    await noted('stop')(params);
    scenario = { ...scenario, view: { ...scenario.view, stopping: true } };
    host.emit('changed', { run: params.run });
    return null;
  },
  openScript: noted('openScript'),
  openScriptAsItWas: noted('openScriptAsItWas'),
  showChanges: noted('showChanges'),
  openOutput: noted('openOutput'),
  openPackages: noted('openPackages'),
  openArtifact: noted('openArtifact'),
  openArtifacts: noted('openArtifacts'),
  openModel: noted('openModel'),
  openFairness: noted('openFairness'),
  copyArguments: noted('copyArguments'),
  compareWithBest: () =>
    Promise.reject(new UserError('none', 'No other run of this script has ended.', 'Run it again first.')),
  recover: noted('recover'),
  import: noted('import'),
  manageTrust: noted('manageTrust'),
};

const host = serve(runPage, { port, handlers, log: (line) => console.warn(line) });
window.cairnEmit = (event, value) => port.post({ kind: 'event', event, value });
window.cairnNow = () => scenario;
window.cairnRecover = () => {
  scenario = scenarios.live;
};
window.cairnChange = (change) => {
  scenario = { ...scenario, ...change };
};
