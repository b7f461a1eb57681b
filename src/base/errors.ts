/** Errors meant for people, apart from bugs: a code, one sentence, and what to do next. */
export class UserError extends Error {
  readonly code: string;
  readonly next: string | undefined;

  constructor(code: string, message: string, next?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
    this.code = code;
    this.next = next;
  }
}

/** What went wrong with one thing among many; readers collect these and carry on. */
export interface Problem {
  /** File (or run id) it is about, as a person would name it. */
  readonly where: string;
  /** One sentence. */
  readonly message: string;
  /** 1-based line, when it has one. */
  readonly line?: number | undefined;
  /** 1-based column, when it has one. */
  readonly column?: number | undefined;
}

/** The sentence of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a Node.js system error (ENOENT, ENOSPC …), or undefined. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
