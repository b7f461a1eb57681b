/** Searches for registered models and their versions: filters, orders, pages. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { modelsReply, servedRegistry, versionsReply } from './servedRegistry.ts';

describe('the MLflow endpoint and searches of the registry', () => {
  const registry = servedRegistry();
  const { register, file } = registry;
  beforeEach(async () => {
    for (const [name, team] of [
      ['credit', 'risk'],
      ['fraud', 'risk'],
      ['churn', 'growth'],
    ] as const)
      await registry.served.ok('registered-models/create', { name, tags: [{ key: 'team', value: team }] });
    for (const name of ['credit', 'credit', 'fraud'])
      await register(name, { tags: [{ key: 'of', value: name }] });
    let day = 10;
    for (const name of ['credit', 'churn', 'fraud']) {
      const dated = file(name).replace(/created: .*/g, () => `created: 2026-01-${String(day++)}`);
      fs.writeFileSync(path.join(registry.served.layout.models, `${name}.yaml`), dated);
    }
  });

  const models: readonly (readonly [query: Record<string, string>, names: string])[] = [
    [{}, 'churn credit fraud'],
    [{ order_by: 'name DESC' }, 'fraud credit churn'],
    [{ order_by: 'last_updated_timestamp DESC' }, 'fraud churn credit'],
    [{ filter: "name = 'fraud'" }, 'fraud'],
    [{ filter: "name LIKE 'c%'" }, 'churn credit'],
    [{ filter: "name ILIKE 'C%' AND tags.team != 'growth'" }, 'credit'],
    [{ filter: "name IN ('fraud', 'churn')" }, 'churn fraud'],
    [{ filter: "tag.team = 'risk' AND tag.`mlflow.prompt.is_prompt` != 'true'" }, 'credit fraud'],
    [{ filter: "tag.`mlflow.prompt.is_prompt` = 'true'" }, ''],
  ];
  for (const [query, names] of models) {
    it(`models ${JSON.stringify(query)} → ${names}`, async () => {
      const reply = await registry.served.get('registered-models/search', query);
      const found = modelsReply.parse(reply.json).registered_models;
      assert.equal(found.map(({ name }) => name).join(' '), names);
    });
  }

  const versions: readonly (readonly [query: Record<string, string>, found: string])[] = [
    [{}, 'fraud1 credit2 credit1'],
    [{ order_by: 'version_number' }, 'fraud1 credit1 credit2'],
    [{ filter: "name = 'credit'", order_by: 'version_number ASC' }, 'credit1 credit2'],
    [{ filter: 'version_number > 1' }, 'credit2'],
    [{ filter: "run_id = 'RUN' AND tags.of = 'fraud'" }, 'fraud1'],
    [{ filter: "run_id IN ('RUN', 'x') AND version_number = 2" }, 'credit2'],
    [{ filter: "source_path LIKE '%/artifacts/model' AND name != 'credit'" }, 'fraud1'],
    [{ filter: "run_id = 'x'" }, ''],
  ];
  for (const [query, found] of versions) {
    it(`versions ${JSON.stringify(query)} → ${found}`, async () => {
      const asked = {
        ...query,
        ...(query['filter'] && { filter: query['filter'].replace('RUN', registry.run) }),
      };
      const { model_versions: list } = versionsReply.parse(
        (await registry.served.get('model-versions/search', asked)).json,
      );
      assert.equal(list.map(({ name, version: number }) => name + number).join(' '), found);
    });
  }

  it('come in pages', async () => {
    const names: string[] = [];
    let token = '';
    do {
      const query = { max_results: '2', page_token: token };
      const page = modelsReply.parse((await registry.served.get('registered-models/search', query)).json);
      names.push(...page.registered_models.map(({ name }) => name));
      token = page.next_page_token ?? '';
    } while (token !== '');
    assert.deepEqual(names, ['churn', 'credit', 'fraud']);
  });
});
