/** Import this first: zod compiles its parsers with `new Function` unless told not to, which the pages' policy forbids. */
import * as z from 'zod';

z.config({ jitless: true });
