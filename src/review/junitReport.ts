/** What a JUnit report, which pytest and others write, says of a test file. */

export interface JunitReport {
  /** The machine that it was made on; '' when it does not say. */
  readonly host: string;
  /** ms since 1970; undefined when it does not say. */
  readonly started: number | undefined;
  readonly cases: readonly {
    /** `tests.test_loans.TestRatio` */
    readonly place: string;
    readonly name: string;
    readonly result: 'passed' | 'failed' | 'skipped';
  }[];
}

/** Undefined: no such report. */
export function junitReport(text: string): JunitReport | undefined {
  const suites = [...text.matchAll(/<testsuite\s([^>]*)>/g)].map(([, attributes = '']) => attributes);
  const [suite] = suites;
  if (suite === undefined) return undefined;
  const times = suites.map((one) => Date.parse(valueOf(one, 'timestamp')));
  const started = Math.min(...times);
  return {
    host: valueOf(suite, 'hostname'),
    started: Number.isFinite(started) ? started : undefined,
    cases: [...text.matchAll(/<testcase\s([^>]*?)(?:\/>|>([^]*?)<\/testcase>)/g)].map(
      ([, one = '', inside = '']) => ({
        place: valueOf(one, 'classname'),
        name: valueOf(one, 'name').replace(/\[.*$/s, ''),
        result: /<(failure|error)[\s>/]/.test(inside)
          ? 'failed'
          : /<skipped[\s>/]/.test(inside)
            ? 'skipped'
            : 'passed',
      }),
    ),
  };
}

/** Undefined: it did not run every test of the file. `text`: of the file, whose tests are functions called test… */
export function resultOf(
  { cases }: JunitReport,
  file: string,
  text: string,
): 'passed' | 'failed' | undefined {
  const parts = file.replace(/\.py$/, '').split('/');
  const own = cases.filter(({ place }) => isIn(place.split('.'), parts));
  if (own.some(({ result }) => result === 'failed')) return 'failed';
  const asked = [...text.matchAll(/^[ \t]*(?:async[ \t]+)?def[ \t]+(test\w*)/gm)].map(
    ([, name = '']) => name,
  );
  const isWhole = asked.every((name) => own.some((one) => one.name === name));
  return isWhole && own.some(({ result }) => result === 'passed') ? 'passed' : undefined;
}

/** Its place may begin at a folder below the project's. */
function isIn(place: readonly string[], file: readonly string[]): boolean {
  const at = place.indexOf(file.at(-1) ?? '');
  return (
    at !== -1 &&
    at < file.length &&
    place.slice(0, at + 1).every((part, i) => part === file[file.length - 1 - at + i])
  );
}

function valueOf(attributes: string, name: string): string {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
}
