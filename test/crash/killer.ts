/** Kills workers and scripts at random moments, and remembers whom. Only processes that it can identify. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { processIdentity, processRecord, type ProcessIdentity } from '../../src/records/process.ts';
import { hasEnded } from '../../src/runs/runEnd.ts';
import { proveProcess } from '../../src/runs/processes.ts';
import { runPaths } from '../../src/storage/layout.ts';

export type Victim = 'worker' | 'group' | 'script';

/** Numbers in [0, 1) that a seed repeats (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export class Killer {
  readonly kills: Record<Victim, number> = { worker: 0, group: 0, script: 0 };
  /** Runs whose script, or the gate around it, was killed. */
  readonly killedRuns = new Set<string>();
  readonly #runs: string;
  readonly #truth: string;
  /** Runs that have ended stay so: with thousands of them, looking again would take longer than the killing. */
  readonly #ended = new Set<string>();

  constructor(runs: string, truth: string) {
    this.#runs = runs;
    this.#truth = truth;
  }

  get count(): number {
    return Object.values(this.kills).reduce((sum, kills) => sum + kills, 0);
  }

  /** One of the runs that have not ended, by chance; true when somebody was killed. */
  async killIn(random: () => number, victim: Victim): Promise<boolean> {
    const open: string[] = [];
    for (const id of namesIn(this.#runs)) {
      if (this.#ended.has(id)) continue;
      if (await hasEnded(runPaths(path.join(this.#runs, id)))) this.#ended.add(id);
      else open.push(id);
    }
    const id = open[Math.floor(random() * open.length)];
    if (id === undefined) return false;
    const killed = victim === 'worker' ? await this.#killWorker(id) : await this.#killScript(id, victim);
    if (killed) this.kills[victim] += 1;
    return killed;
  }

  async #killWorker(id: string): Promise<boolean> {
    const { workers } = runPaths(path.join(this.#runs, id));
    const newest = Math.max(0, ...namesIn(workers).map(Number).filter(Number.isFinite));
    const holder = read(path.join(workers, String(newest)), z.object({ worker: processIdentity }));
    return holder !== undefined && (await kill(holder.worker, holder.worker.pid));
  }

  async #killScript(id: string, victim: 'group' | 'script'): Promise<boolean> {
    const record = read(runPaths(path.join(this.#runs, id)).process, processRecord);
    if (record?.child === undefined) return false;
    const script = Number(readText(path.join(this.#truth, `${id}.pid`)) ?? 0);
    const target = victim === 'group' ? -record.child.pid : script;
    if (target === 0) return false;
    // Noted first: it counts as killed even if the kill comes a moment too late to matter.
    this.killedRuns.add(id);
    return await kill(record.child, target);
  }
}

/** `target` belongs to `identity`, which is checked first. */
async function kill(identity: ProcessIdentity, target: number): Promise<boolean> {
  if ((await proveProcess(identity)) !== 'alive') return false;
  try {
    return process.kill(target, 'SIGKILL');
  } catch {
    return false;
  }
}

export function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function read<T>(file: string, schema: z.ZodType<T>): T | undefined {
  const text = readText(file);
  try {
    return text === undefined ? undefined : schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
