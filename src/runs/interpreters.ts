/** Which program runs a script, by its ending. */
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { findProgram } from './launchChecks.ts';

export interface InterpreterChoice {
  /** Absolute path of the script. */
  readonly script: string;
  /** Workspace folder, where .venv is looked for. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** What the Python extension names. */
  readonly given?: string;
  /** The setting cairn.python. */
  readonly setting?: string;
}

export interface ScriptCommand {
  /** Program and script, to which arguments are added. */
  readonly command: readonly string[];
  /** Absolute path of the interpreter; absent when the script is a program by itself. */
  readonly interpreter?: string;
}

/** Rejects with UserError `python`, `interpreter` when the program is not installed. Other files are run as programs. */
export async function commandFor(choice: InterpreterChoice): Promise<ScriptCommand> {
  const language = languages.find(({ endings }) =>
    endings.includes(path.extname(choice.script).toLowerCase()),
  );
  if (language === undefined) return { command: [choice.script] };
  const candidates = language.name === 'Python' ? pythonCandidates(choice) : language.programs;
  for (const candidate of candidates) {
    const found = await findProgram(candidate, { cwd: choice.folder, env: choice.env });
    if (found.path !== undefined && !isStoreStub(found.path)) {
      return { command: [found.path, ...(language.args ?? []), choice.script], interpreter: found.path };
    }
  }
  throw notFound(language);
}

/** Whether a file of this ending is a script that commandFor knows how to run. */
export function isScript(file: string): boolean {
  return languages.some(({ endings }) => endings.includes(path.extname(file).toLowerCase()));
}

interface Language {
  readonly name: string;
  readonly endings: readonly string[];
  readonly programs: readonly string[];
  readonly args?: readonly string[];
}

const languages: readonly Language[] = [
  { name: 'Python', endings: ['.py'], programs: ['python3', 'python'] },
  { name: 'R', endings: ['.r'], programs: ['Rscript'] },
  { name: 'Julia', endings: ['.jl'], programs: ['julia'] },
  { name: 'bash', endings: ['.sh'], programs: ['bash', 'sh'] },
  { name: 'Node.js', endings: ['.js', '.mjs', '.cjs'], programs: ['node'] },
];

function pythonCandidates({ given, setting, folder }: InterpreterChoice): string[] {
  const inVenv = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const chosen = [given, setting].filter((program) => program !== undefined && program !== '');
  const venvs = ['.venv', 'venv'].map((name) => path.join(folder, name, ...inVenv));
  return [...chosen.map(String), ...venvs, 'python3', 'python'];
}

/** Windows puts a `python.exe` on PATH that only opens its store. */
function isStoreStub(file: string): boolean {
  return process.platform === 'win32' && /\\WindowsApps\\python/i.test(file);
}

function notFound({ name, programs }: Language): UserError {
  if (name === 'Python') {
    return new UserError('python', t('Python was not found.'), t('Install Python 3 or set cairn.python.'));
  }
  return new UserError(
    'interpreter',
    t('{0} was not found.', name),
    t('Install it, or put {0} on the PATH.', programs.join(t(' or '))),
  );
}
