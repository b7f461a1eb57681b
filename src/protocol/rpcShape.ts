/** What travels between host and page, and the types that follow from a page's protocol. */
import * as z from 'zod';

export type Methods<M> = {
  readonly [K in keyof M]: { readonly params: z.ZodType; readonly result: z.ZodType };
};
export type Events<E> = { readonly [K in keyof E]: { readonly value: z.ZodType } };
export interface Protocol<M extends Methods<M>, E extends Events<E>> {
  readonly methods: M;
  readonly events: E;
}
export type Handlers<M extends Methods<M>> = {
  readonly [K in keyof M]: (params: z.output<M[K]['params']>) => Promise<z.input<M[K]['result']>>;
};
export type Listeners<E extends Events<E>> = {
  readonly [K in keyof E]: (value: z.output<E[K]['value']>) => void;
};
/** Rejects with a UserError: the host's, or one with code `timeout`, `disposed` or `bad-result`. */
export type Call<M extends Methods<M>> = <K extends keyof M & string>(
  method: K,
  params: z.input<M[K]['params']>,
) => Promise<z.output<M[K]['result']>>;
/** Either end of the channel. Messages travel as JSON and ArrayBuffers: no NaN, no infinities, no Map. */
export interface Port {
  post(message: unknown): unknown;
  onMessage(listener: (message: unknown) => void): { dispose(): unknown };
}
export type Log = (line: string) => void;

export const callMessage = z.object({
  kind: z.literal('call'),
  id: z.number(),
  method: z.string(),
  params: z.unknown(),
});
export const failure = z.object({ code: z.string(), message: z.string(), next: z.string().optional() });
const ok = z.object({ kind: z.literal('ok'), id: z.number(), value: z.unknown() });
const err = z.object({ kind: z.literal('err'), id: z.number(), error: failure });
const pushed = z.object({ kind: z.literal('event'), event: z.string(), value: z.unknown() });
export const pageMessage = z.discriminatedUnion('kind', [ok, err, pushed]);

export type Reply = { readonly value: unknown } | { readonly error: z.infer<typeof failure> };
