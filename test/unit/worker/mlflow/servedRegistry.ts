/** The endpoint with a run in it, and what clients of the registry ask it and read of its replies. */
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { api, Served, type Reply } from './served.ts';

export const pair = z.object({ key: z.string(), value: z.string() });
const version = z.object({
  name: z.string(),
  version: z.string(),
  creation_timestamp: z.number(),
  current_stage: z.string(),
  description: z.string().optional(),
  source: z.string(),
  run_id: z.string().optional(),
  model_id: z.string().optional(),
  status: z.string(),
  tags: z.array(pair),
  aliases: z.array(z.string()),
});
const registered = z.object({
  name: z.string(),
  description: z.string().optional(),
  latest_versions: z.array(version),
  tags: z.array(pair),
  aliases: z.array(z.object({ alias: z.string(), version: z.string() })),
});
export const versionReply = z.object({ model_version: version });
export const modelReply = z.object({ registered_model: registered });
export const modelsReply = z.object({
  registered_models: z.array(registered),
  next_page_token: z.string().optional(),
});
export const versionsReply = z.object({
  model_versions: z.array(version),
  next_page_token: z.string().optional(),
});

/** Called in `describe`. */
export function servedRegistry() {
  let served: Served;
  let run = '';

  beforeEach(async () => {
    served = await Served.open();
    run = await served.newRun();
  });
  afterEach(() => served.dispose());

  const send = (method: string, name: string, body: unknown): Promise<Reply> =>
    served.send({
      method,
      path: api(name),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const register = async (name: string, fields: object = {}) => {
    const asked = { name, source: `runs:/${run}/model`, run_id: run, ...fields };
    return versionReply.parse(await served.ok('model-versions/create', asked)).model_version;
  };
  const getModel = async (name: string) =>
    modelReply.parse((await served.get('registered-models/get', { name })).json).registered_model;
  const file = (name: string) => fs.readFileSync(path.join(served.layout.models, `${name}.yaml`), 'utf8');

  return {
    get served() {
      return served;
    },
    /** Id of the run. */
    get run() {
      return run;
    },
    ...{ send, register, getModel, file },
  };
}
