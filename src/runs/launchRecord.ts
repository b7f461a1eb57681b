/** run.json before it is written: everything that is known at launch without asking another program, without secrets. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { arch, cpus, hostname, release, totalmem, type as osType, userInfo } from 'node:os';
import path from 'node:path';
import type { RunRecord } from '../records/run.ts';
import type { LaunchHost, LaunchRequest } from './launchRequest.ts';
import { createRedactor, isSecretName, secretsOf, type Redactor } from '../base/redact.ts';

export interface Recorded {
  /** Without the id, which belongs to the folder. */
  readonly record: Omit<RunRecord, 'id' | 'name'> & { readonly name?: string };
  readonly redactor: Redactor;
}

export async function recordOf(
  request: LaunchRequest,
  host: Pick<LaunchHost, 'env' | 'clock'>,
): Promise<Recorded> {
  const env = { ...host.env, ...request.env };
  const redactor = createRedactor(secretsOf(env));
  // First, for a secret among the arguments must be known when params and tags are written.
  redactor.args(request.command);
  const params = redactRecord(request.params, redactor);
  const tags = redactRecord(request.tags, redactor);
  const script = request.script === undefined ? undefined : relativeScript(request.folder, request.script);
  const scriptHash = request.script === undefined ? undefined : await hashOf(request.script);
  const record: Recorded['record'] = {
    version: 1,
    ...(request.name !== undefined && request.name !== '' && { name: redactor.text(request.name) }),
    ...(request.experiment !== undefined &&
      request.experiment !== '' && { experiment: redactor.text(request.experiment) }),
    command: redactor.args(request.command),
    cwd: redactor.text(path.resolve(request.cwd)),
    ...(script !== undefined && { script }),
    ...(scriptHash !== undefined && { scriptHash }),
    params,
    tags,
    created: host.clock.now(),
    user: userName(host.env),
    host: hostname(),
    origin: request.origin,
    environment: allowedEnvironment(env, redactor),
    machine: {
      os: `${osType()} ${release()}`,
      arch: arch(),
      cpu: cpus()[0]?.model.trim() ?? '',
      cores: cpus().length,
      memory: totalmem(),
    },
  };
  return { record, redactor };
}

/** The variables that change what a training run does; all others stay unrecorded. */
export function allowedEnvironment(env: NodeJS.ProcessEnv, redactor: Redactor): Record<string, string> {
  const kept = Object.entries(env).filter(([name]) => allowed.test(name) && !isSecretName(name));
  return Object.fromEntries(
    kept.sort().map(([name, value]) => [name, redactor.text(value ?? '').slice(0, 4000)]),
  );
}

/** By name: Terraform's variables begin with TF_ too. */
const tensorFlow =
  'TF_(?:CPP|CUDNN|CUBLAS|DATA|DETERMINISTIC|DISABLE|ENABLE|FORCE|GPU|GRAPPLER|MLIR|NUM|ONEDNN|PROFILER|TRT|USE|XLA)_[A-Z0-9_]+' +
  '|TF_(?:CONFIG|DETERMINISTIC_OPS|INTER_OP_PARALLELISM_THREADS|INTRA_OP_PARALLELISM_THREADS)';

const allowed = new RegExp(
  `^(?:${[
    'PATH|LANG|LC_ALL|LC_NUMERIC|TZ|SHELL|VIRTUAL_ENV|CONDA_DEFAULT_ENV|CONDA_PREFIX',
    'PYTHONPATH|PYTHONHASHSEED|PYTHONHOME|PYTHONOPTIMIZE|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH',
    '(?:OMP|MKL|OPENBLAS|NUMEXPR|VECLIB_MAXIMUM|BLIS|GOTO|JULIA|POLARS_MAX|RAYON)_NUM_THREADS|VECLIB_MAXIMUM_THREADS|POLARS_MAX_THREADS',
    'MKL_[A-Z_]+|KMP_[A-Z_]+|CUDA_[A-Z_]+|NVIDIA_VISIBLE_DEVICES|CUBLAS_WORKSPACE_CONFIG|CUDNN_[A-Z_]+|NCCL_[A-Z_]+',
    `ROCR_VISIBLE_DEVICES|HIP_VISIBLE_DEVICES|${tensorFlow}|XLA_[A-Z_]+|JAX_[A-Z_]+|PYTORCH_[A-Z_]+|TORCH_[A-Z_]+`,
    'TOKENIZERS_PARALLELISM|TRANSFORMERS_OFFLINE|HF_HOME|HF_HUB_OFFLINE|HF_DATASETS_OFFLINE|R_LIBS|R_HOME|JULIA_PROJECT',
    'WORLD_SIZE|RANK|LOCAL_RANK|LOCAL_WORLD_SIZE|MASTER_ADDR|MASTER_PORT|SLURM_(?:JOB_ID|JOB_NAME|NODELIST|NTASKS|PROCID|GPUS)',
  ].join('|')})$`,
);

function redactRecord(values: Readonly<Record<string, string>>, redactor: Redactor): Record<string, string> {
  // Twice, for one value may show that another holds the same secret.
  const once = Object.entries(values).map(([name, value]) => [name, redactor.value(name, value)] as const);
  return Object.fromEntries(once.map(([name, value]) => [redactor.text(name), redactor.text(value)]));
}

/** Relative to the workspace with forward slashes; a script elsewhere keeps its absolute path. */
export function relativeScript(folder: string, script: string): string {
  const relative = path.relative(folder, script);
  const inside = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  return (inside ? relative : path.resolve(script)).split(path.sep).join('/');
}

async function hashOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

/** Whoever is at this machine. */
export function userName(env: NodeJS.ProcessEnv): string {
  try {
    return userInfo().username;
  } catch (error) {
    // A container may run under an id that has no name.
    if (!(error instanceof Error)) throw error;
    return env['USER'] ?? env['USERNAME'] ?? '';
  }
}
