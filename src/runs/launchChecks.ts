/** Refuses a launch that cannot work, with a sentence, before anything is written. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { LaunchHost, LaunchRequest } from './launchRequest.ts';

/** The program to start, as an absolute path. Rejects with UserError `command`, `script`, `cwd`. */
export async function checkLaunch(request: LaunchRequest, host: Pick<LaunchHost, 'env'>): Promise<string> {
  if ([...request.command, request.cwd].some((text) => text.includes('\0'))) {
    throw new UserError('command', t('The command holds a NUL character, which no program can be given.'));
  }
  if (!(await isFolder(request.cwd))) {
    throw new UserError(
      'cwd',
      t('The working directory {0} does not exist.', request.cwd),
      t('Choose another one.'),
    );
  }
  if (request.script !== undefined) await checkScript(request.script);
  const program = request.command[0];
  if (program === undefined || program === '') {
    throw new UserError('command', t('There is no command to run.'), t('Name a script or a program.'));
  }
  if (request.attach === true) return program;
  const env = { ...host.env, ...request.env };
  const found = await findProgram(program, { cwd: request.cwd, env });
  if (found.path !== undefined) return found.path;
  if (found.isFolder === true)
    throw new UserError(
      'command',
      t('{0} is a folder, not a program.', found.notExecutable ?? program),
      t('Name a program or a script in it.'),
    );
  if (found.notExecutable !== undefined) {
    throw new UserError(
      'command',
      t('{0} is not executable.', found.notExecutable),
      t('Make it executable (chmod +x), or run it with its interpreter.'),
    );
  }
  throw new UserError(
    'command',
    t('The program {0} was not found.', program),
    t('Install it, or check how it is spelled.'),
  );
}

export interface FoundProgram {
  readonly path?: string;
  /** A file or folder of that name that may not be executed. */
  readonly notExecutable?: string;
  /** The name leads to a folder. */
  readonly isFolder?: true;
}

/** Looks a program up as a shell would: a name with a slash from `cwd`, a bare name along PATH. */
export async function findProgram(
  program: string,
  where: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<FoundProgram> {
  const bare = !/[\\/]/.test(program) || (process.platform !== 'win32' && !program.includes('/'));
  const folders = bare ? searchPath(where.env) : [''];
  let notExecutable: string | undefined;
  for (const folder of folders) {
    for (const ending of endings(program, where.env)) {
      const file = path.resolve(where.cwd, folder, program + ending);
      const kind = await kindOf(file);
      if (kind === 'executable') return { path: file };
      if (kind === 'file') notExecutable ??= file;
    }
  }
  const place = path.resolve(where.cwd, program);
  if (notExecutable === undefined && !bare && (await isFolder(place)))
    return { notExecutable: place, isFolder: true };
  return notExecutable === undefined ? {} : { notExecutable };
}

async function checkScript(script: string): Promise<void> {
  const info = await stat(script).catch(() => undefined);
  if (info === undefined) {
    throw new UserError(
      'script',
      t('The script {0} does not exist.', script),
      t('Save it, or choose another one.'),
    );
  }
  if (!info.isFile()) throw new UserError('script', t('{0} is a folder, not a script.', script));
  try {
    await access(script, constants.R_OK);
  } catch (error) {
    throw new UserError('script', t('The script {0} cannot be read.', script), t('Check its permissions.'), {
      cause: error,
    });
  }
}

function searchPath(env: NodeJS.ProcessEnv): string[] {
  const name = Object.keys(env).find(
    (key) => (process.platform === 'win32' ? key.toUpperCase() : key) === 'PATH',
  );
  return ((name === undefined ? undefined : env[name]) ?? '')
    .split(path.delimiter)
    .filter((folder) => folder !== '');
}

function endings(program: string, env: NodeJS.ProcessEnv): string[] {
  if (process.platform !== 'win32') return [''];
  // .cmd and .bat files need a shell, which is never used here.
  const known = (env['PATHEXT'] ?? '.EXE;.COM').split(';').filter((ending) => /^\.(exe|com)$/i.test(ending));
  return path.extname(program) === '' ? known : ['', ...known];
}

async function kindOf(file: string): Promise<'executable' | 'file' | undefined> {
  const info = await stat(file).catch(() => undefined);
  if (info?.isFile() !== true) return undefined;
  if (process.platform === 'win32') return 'executable';
  // Asked by the bits and not by access(2), which lets root "execute" whatever it likes.
  const executable =
    (info.mode & 0o111) !== 0 &&
    (await access(file, constants.X_OK).then(
      () => true,
      () => false,
    ));
  return executable ? 'executable' : 'file';
}

async function isFolder(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined))?.isDirectory() ?? false;
}
