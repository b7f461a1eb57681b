/** Tells a server which datasets a run used, unless it knows. */
import { api } from '../sources/mlflowServer/serverCalls.ts';
import { anything } from '../sources/mlflowServer/serverShapes.ts';
import type { Publishing } from './publishing.ts';

export async function sendDatasets({ server, run, told, sent }: Publishing): Promise<void> {
  const nameOf = ({ name, digest }: { readonly name: string; readonly digest: string }) =>
    `${name}\n${digest}`;
  const there = new Set(told.inputs.dataset_inputs.map(({ dataset }) => nameOf(dataset)));
  const missing = run.datasets.filter(({ dataset }) => !there.has(nameOf(dataset)));
  if (missing.length === 0) return;
  const body = { run_id: told.info.run_id, datasets: missing };
  await server.json({ method: 'POST', path: `${api}/runs/log-inputs`, body }, anything);
  sent.datasets += missing.length;
}
