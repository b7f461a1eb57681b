/** Tests that import the script or its modules passed, and nothing of either has changed since. */
import { t } from '../../base/l10n.ts';
import type { ProbeAnswer, ProofLink } from '../../protocol/probeAnswer.ts';
import type { RunDetail } from '../../protocol/runShape.ts';
import { listed, runLink } from '../basis.ts';
import { cannotTell, no, yes, type Probe } from '../probe.ts';
import { resultOf as junitResult } from '../junitReport.ts';
import type { TestFile, TestReport } from '../probeSubject.ts';
import { ranAllOf } from '../testResults.ts';

export const tests: Probe = {
  name: 'tests',
  look: async (subject) => {
    const code = [subject.script, ...(await subject.modules())];
    const paths = new Set(code.map(({ path }) => path));
    const found = (await subject.tests()).filter(({ imports }) => imports.some((one) => paths.has(one)));
    const names = listed(found.map(({ path }) => path));
    if (found.length === 0) return no(t('No test file imports {0}.', listed([...paths])));
    const changed = Math.max(...code.map((file) => file.changed));
    const told = {
      runs: await subject.testRuns(),
      reports: await subject.testReports(),
      folder: subject.folder,
    };
    const results = found.map((test) => ({ test, ...resultOf(test, Math.max(changed, test.changed), told) }));
    const files = found.map(({ path }): ProofLink => ({ kind: 'file', path, label: path }));
    const links = [
      ...new Map(results.flatMap(({ link }) => (link ? [[link.label, link]] : []))).values(),
      ...files,
    ];
    const failed = results.filter(({ result }) => result === 'failed');
    if (failed.length > 0) return no(t('Tests fail in {0}.', pathsOf(failed)), ...links);
    const open = results.filter(({ result }) => result === undefined);
    if (open.length > 0) return notRun(pathsOf(open, ' '), pathsOf(open), links);
    const untested = [...paths].filter((path) => !found.some(({ imports }) => imports.includes(path)));
    return untested.length === 0
      ? yes(t('Tests pass for this text: {0}.', names), ...links)
      : yes(t('Tests pass for this text: {0}. None imports {1}.', names, listed(untested)), ...links);
  },
};

function notRun(words: string, names: string, links: readonly ProofLink[]): ProbeAnswer {
  return cannotTell(
    t('because no run of {0} is newer than the last change. Run: cairn run -- pytest {1}', names, words),
    ...links,
  );
}

function pathsOf(some: readonly { readonly test: TestFile }[], between?: string): string {
  const paths = some.map(({ test }) => test.path);
  return between === undefined ? listed(paths) : paths.join(between);
}

interface Result {
  readonly result: 'passed' | 'failed' | undefined;
  readonly link?: ProofLink;
}

interface Told {
  readonly runs: readonly RunDetail[];
  readonly reports: readonly TestReport[];
  readonly folder: string;
}

/** The newest that was come to after everything that the test runs was last changed. */
function resultOf(test: TestFile, changed: number, { runs, reports, folder }: Told): Result {
  const run = runs.find(
    ({ status, exitCode, ...one }) =>
      one.started > changed &&
      // pytest's other exit codes say that it ran nothing, or not to the end.
      (status === 'finished' || (status === 'failed' && exitCode === 1)) &&
      ranAllOf(one, test.path, folder),
  );
  let newest: Result & { readonly at: number } = { result: undefined, at: changed };
  if (run !== undefined)
    newest = { result: run.status === 'finished' ? 'passed' : 'failed', link: runLink(run), at: run.started };
  for (const report of reports) {
    const result = junitResult(report, test.path, test.text);
    if (result === undefined || report.started === undefined || report.started <= newest.at) continue;
    newest = { result, link: { kind: 'file', path: report.path, label: report.path }, at: report.started };
  }
  return newest;
}
