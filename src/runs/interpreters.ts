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

/**
 * Rejects with UserError `python`, `interpreter` when the program is not installed, and `python`, `pythonSetting` when the
 * one that was chosen is none: another in its place would not be what the person meant. Other files are run as programs.
 */
export async function commandFor(choice: InterpreterChoice): Promise<ScriptCommand> {
  const language = languages.find(({ endings }) =>
    endings.includes(path.extname(choice.script).toLowerCase()),
  );
  if (language === undefined) return { command: [choice.script] };
  const chosen = language.name === 'Python' ? chosenPython(choice) : undefined;
  for (const candidate of chosen === undefined ? programsOf(language, choice) : [chosen.program]) {
    const found = await findProgram(candidate, { cwd: choice.folder, env: choice.env });
    if (found.path !== undefined && !isStoreStub(found.path)) {
      return { command: [found.path, ...(language.args ?? []), choice.script], interpreter: found.path };
    }
  }
  throw chosen?.missing ?? notFound(language);
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

function programsOf(language: Language, { folder }: InterpreterChoice): readonly string[] {
  if (language.name !== 'Python') return language.programs;
  const inVenv = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  return [...['.venv', 'venv'].map((name) => path.join(folder, name, ...inVenv)), ...language.programs];
}

/** The Python that a person has chosen, and what to say when there is no such program. */
function chosenPython({
  given = '',
  setting = '',
}: InterpreterChoice): { readonly program: string; readonly missing: UserError } | undefined {
  if (given !== '')
    return {
      program: given,
      missing: new UserError(
        'python',
        t('The Python extension has chosen {0}, which is no program.', given),
        t('Select another interpreter.'),
      ),
    };
  if (setting !== '')
    return {
      program: setting,
      missing: new UserError(
        'pythonSetting',
        t('The setting cairn.python names {0}, which is no program.', setting),
        t('Correct it, or leave it empty.'),
      ),
    };
  return undefined;
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
