/** Records whose names come from outside: zod's own drop the name `__proto__`, which a param may have like any other. */
import * as z from 'zod';

/** As z.record(z.string(), value), but with every name that the input has itself. */
export function nameRecord<V extends z.ZodType>(value: V) {
  const plain = z.record(z.string(), value);
  return z.custom<z.input<typeof plain>>().transform((input, context): z.output<typeof plain> => {
    const read = plain.safeParse(input);
    const dropped = isObject(input) && Object.hasOwn(input, odd) ? value.safeParse(ownOf(input)) : undefined;
    const issues = [
      ...(read.error?.issues ?? []),
      ...(dropped?.error?.issues ?? []).map((issue) => ({ ...issue, path: [odd, ...issue.path] })),
    ];
    for (const { path, message, ...issue } of issues)
      context.issues.push(
        issue.code === 'invalid_type'
          ? { code: 'invalid_type', expected: issue.expected, message, path, input }
          : { code: 'custom', message, path, input },
      );
    if (!read.success || dropped?.success === false) return z.NEVER;
    if (dropped === undefined) return read.data;
    const others = new Map(Object.entries(read.data));
    return Object.fromEntries([...others.set(odd, dropped.data)]);
  });
}

const odd = '__proto__';

function isObject(input: unknown): input is object {
  return typeof input === 'object' && input !== null;
}

function ownOf(input: object): unknown {
  return Object.getOwnPropertyDescriptor(input, odd)?.value;
}
