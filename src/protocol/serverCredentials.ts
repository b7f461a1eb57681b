import * as z from 'zod';

export const serverCredentials = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('token'), token: z.string() }),
  z.object({ kind: z.literal('user'), user: z.string(), password: z.string() }),
]);
export type ServerCredentials = z.infer<typeof serverCredentials>;
