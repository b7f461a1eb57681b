/** What a JSON Schema says of a place in a YAML text: its keys, its values, what they mean. */
import * as z from 'zod';
import { nameRecord } from '../../records/nameRecord.ts';

export interface Schema {
  readonly description?: string | undefined;
  readonly type?: string | string[] | undefined;
  readonly enum?: (string | number | boolean | null)[] | undefined;
  readonly required?: string[] | undefined;
  readonly properties?: Record<string, Schema> | undefined;
  readonly additionalProperties?: boolean | Schema | undefined;
  readonly items?: Schema | Schema[] | undefined;
  readonly anyOf?: Schema[] | undefined;
}

const schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    description: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
    required: z.array(z.string()).optional(),
    properties: nameRecord(schema).optional(),
    additionalProperties: z.union([z.boolean(), schema]).optional(),
    items: z.union([schema, z.array(schema)]).optional(),
    anyOf: z.array(schema).optional(),
  }),
);

export function parseSchema(json: string): Schema {
  return schema.parse(JSON.parse(json));
}

export interface SchemaKey {
  readonly name: string;
  readonly description: string | undefined;
  readonly isRequired: boolean;
  readonly holds: 'text' | 'list' | 'group';
}

/** Keys that may stand in the group at the path (as yamlContext gives it). */
export function keysAt(root: Schema, path: readonly string[]): SchemaKey[] {
  return schemasAt(root, path).flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).map(([name, of]) => ({
      ...{ name, description: of.description, isRequired: required.includes(name) },
      holds: spread(of).some((one) => one.properties !== undefined)
        ? 'group'
        : spread(of).every((one) => one.type === 'array' || one.type === 'null')
          ? 'list'
          : 'text',
    })),
  );
}

/** Values that the place may have, when they are few. */
export function valuesAt(root: Schema, path: readonly string[]): string[] {
  return schemasAt(root, path).flatMap(({ enum: values, type }) =>
    values !== undefined
      ? values.flatMap((value) => (value === null ? [] : [String(value)]))
      : [type].flat().includes('boolean')
        ? ['true', 'false']
        : [],
  );
}

export function descriptionAt(root: Schema, path: readonly string[]): string | undefined {
  const key = path.at(-1);
  return keysAt(root, path.slice(0, -1)).find(({ name }) => name === key)?.description;
}

function schemasAt(root: Schema, path: readonly string[]): Schema[] {
  return path.reduce<Schema[]>(
    (above, step) =>
      above.flatMap(({ properties, additionalProperties, items }) => {
        if (step === '[]') return [items ?? []].flat().flatMap(spread);
        const own =
          properties !== undefined && Object.hasOwn(properties, step) ? properties[step] : undefined;
        const any = typeof additionalProperties === 'object' ? additionalProperties : undefined;
        const found = own ?? any;
        return found === undefined ? [] : spread(found);
      }),
    spread(root),
  );
}

/** The schema, or all that it may be instead. */
function spread(of: Schema): Schema[] {
  return of.anyOf === undefined ? [of] : [of, ...of.anyOf.flatMap(spread)];
}
