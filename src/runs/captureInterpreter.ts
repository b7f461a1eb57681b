/** Which interpreter runs the script, and which packages it has. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { t } from '../base/l10n.ts';
import type { InterpreterState } from '../records/event.ts';
import type { CaptureRequest } from './captureRequest.ts';
import { runTool } from './captureTool.ts';

export interface CapturedInterpreter {
  readonly interpreter: InterpreterState | undefined;
  readonly problems: readonly string[];
}

/** Writes source/packages.txt where the language tells its packages. Programs that are no interpreter have none. */
export async function captureInterpreter(request: CaptureRequest): Promise<CapturedInterpreter> {
  const program = request.interpreter ?? request.program;
  const name = path.basename(program).toLowerCase();
  const asked = probes.find(({ pattern }) => pattern.test(name));
  if (asked === undefined) return { interpreter: undefined, problems: [] };
  // Not one of the script's own processes, although it sees the same packages.
  const { CAIRN_NONCE: _nonce, ...bareEnv } = request.env;
  // Not in the script's folder: a json.py beside it would be imported instead of Python's own.
  const options = { timeoutMs, cwd: request.paths.source, bareEnv };
  const { stdout, stderr } = await runTool(program, asked.args, options);
  const answer = stdout === undefined ? undefined : asked.read(stdout.trim() === '' ? stderr : stdout);
  if (answer === undefined) {
    return { interpreter: undefined, problems: [t('{0} did not tell its version and packages.', program)] };
  }
  const packages = [...new Set(answer.packages)].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  if (packages.length > 0) await writeFile(request.paths.packages, `${packages.join('\n')}\n`);
  return {
    interpreter: {
      path: program,
      version: answer.version,
      packages: packages.length,
      notable: notableOf(packages),
    },
    problems: [],
  };
}

interface Answer {
  readonly version: string;
  /** `name==version`. */
  readonly packages: readonly string[];
}

interface Probe {
  readonly pattern: RegExp;
  readonly args: readonly string[];
  readonly read: (output: string) => Answer | undefined;
}

const timeoutMs = 15_000;

const pythonProbe = `
import json, sys
found = []
try:
    from importlib import metadata
    for d in metadata.distributions():
        name = d.metadata["Name"]
        if name:
            found.append(name + "==" + str(d.version))
except Exception:
    pass
print(json.dumps({"version": "Python " + sys.version.split()[0], "packages": found}))
`;

const rProbe =
  'p <- installed.packages()[, c("Package", "Version")]; cat(R.version.string, paste0(p[, 1], "==", p[, 2]), sep = "\\n")';

const probes: readonly Probe[] = [
  { pattern: /^(python|pypy)[\d.]*(\.exe)?$/, args: ['-c', pythonProbe], read: readPython },
  { pattern: /^rscript(\.exe)?$/, args: ['-e', rProbe], read: readR },
  { pattern: /^(julia|node|nodejs|bash)(\.exe)?$/, args: ['--version'], read: readVersion },
];

const pythonAnswer = z.object({ version: z.string(), packages: z.array(z.string()) });

/** The last line: a site customisation may print before it. */
function readPython(output: string): Answer | undefined {
  const line = output.trim().split('\n').at(-1) ?? '';
  if (!line.startsWith('{')) return undefined;
  return pythonAnswer.safeParse(JSON.parse(line)).data;
}

function readR(output: string): Answer | undefined {
  const [version, ...packages] = output.trim().split('\n');
  return version === undefined || version === '' ? undefined : { version, packages };
}

function readVersion(output: string): Answer | undefined {
  const line = output.trim().split('\n')[0] ?? '';
  if (line === '') return undefined;
  return { version: /^v\d/.test(line) ? `Node.js ${line.slice(1)}` : line, packages: [] };
}

const wellKnown = new Set(
  'numpy pandas polars scikit-learn scipy torch tensorflow keras jax xgboost lightgbm catboost transformers datasets statsmodels'.split(
    ' ',
  ),
);

function notableOf(packages: readonly string[]): Record<string, string> {
  const pairs = packages
    .map((line) => line.split('=='))
    .filter(([name]) => wellKnown.has((name ?? '').toLowerCase()));
  return Object.fromEntries(pairs.map(([name, version]) => [(name ?? '').toLowerCase(), version ?? '']));
}
