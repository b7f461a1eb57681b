/** For each run a hint about a smaller or faster one of the same script that is as good, as one sentence. */
import { formatNumber } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import type { Direction } from '../../records/metric.ts';
import { overParametrised, type SizedModel, type SizeHint } from '../objective/overParametrised.ts';
import type { Runs } from '../query.ts';

export function hintValues({ table }: Pick<Runs, 'table'>): (n: number) => string | undefined {
  const fact = (name: string) => table.facts.column(`record.${name}`);
  const [parameters, modelBytes, latencyMs] = [fact('parameters'), fact('modelBytes'), fact('latencyMs')];
  const fields = new Map<string, { direction: Direction; models: SizedModel[] }>();
  for (const { n, id, script, place, objective } of table.entries()) {
    if (objective === undefined) continue;
    const direction = objective.minimize ? 'minimize' : 'maximize';
    const key = `${direction} ${objective.key} ${script ?? place ?? ''}`;
    const field = fields.get(key) ?? { direction, models: [] };
    fields.set(key, field);
    field.models.push({
      id,
      value: objective.value,
      parameters: number(parameters(n)),
      modelBytes: number(modelBytes(n)),
      latencyMs: number(latencyMs(n)),
    });
  }
  const hints = new Map<string, SizeHint>();
  for (const { direction, models } of fields.values())
    for (const [id, hint] of overParametrised(models, direction)) hints.set(id, hint);
  return (n) => {
    const hint = hints.get(table.get(n)?.id ?? '');
    return hint && sentenceOf(hint, table.byId(hint.than)?.name ?? hint.than);
  };
}

function sentenceOf({ by, times }: SizeHint, than: string): string {
  const factor = formatNumber(times, 1);
  switch (by) {
    case 'parameters':
      return t('{0} is as good with {1} times fewer parameters.', than, factor);
    case 'modelBytes':
      return t('{0} is as good and {1} times smaller.', than, factor);
    case 'latencyMs':
      return t('{0} is as good and {1} times faster.', than, factor);
  }
}

function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
