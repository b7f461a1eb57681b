/** GPUs, where nvidia-smi tells of them. */
import { runTool } from './captureTool.ts';

/** Names of the GPUs; none where there is no nvidia-smi. */
export async function gpuNames(): Promise<readonly string[]> {
  const { stdout } = await ask('name');
  return (stdout ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export interface GpuUse {
  readonly index: number;
  readonly percent: number;
  readonly memoryMB: number;
}

export async function gpuUse(): Promise<readonly GpuUse[]> {
  const { stdout } = await ask('index,utilization.gpu,memory.used');
  return (stdout ?? '').split('\n').flatMap((line) => {
    const [index, percent, mebibytes] = line.split(',').map((field) => Number(field.trim() || NaN));
    if (index === undefined || percent === undefined || mebibytes === undefined) return [];
    const use = { index, percent, memoryMB: mebibytes * 1.048576 };
    return Object.values(use).every(Number.isFinite) ? [use] : [];
  });
}

function ask(query: string) {
  return runTool('nvidia-smi', [`--query-gpu=${query}`, '--format=csv,noheader,nounits'], {
    timeoutMs: 5000,
  });
}
