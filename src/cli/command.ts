/** What a subcommand is: its words for help, its options, and what it does with them. */
import type { CairnConfig } from '../records/config.ts';
import type { Layout } from '../storage/layout.ts';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  /** May be given several times. */
  readonly multiple?: boolean;
  /** Word for its value in help: `N`, `EXPR`. */
  readonly value?: string;
  readonly help: string;
}

export interface Command {
  readonly name: string;
  /** One line for `cairn --help`. */
  readonly summary: string;
  /** After `cairn <name>`: `RUN KEY`. */
  readonly operands: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Paragraphs below the options. */
  readonly notes: readonly string[];
  /** Everything from the first operand on belongs to another program. */
  readonly takesCommand?: boolean;
  /** The exit code. Throws UserError. */
  run(call: Call): Promise<number>;
}

export interface Call {
  readonly operands: readonly string[];
  readonly flags: ReadonlySet<string>;
  /** Values of an option in the order given; none: empty. */
  readonly values: (option: string) => readonly string[];
  readonly json: boolean;
  /** Absolute; where `-C` or the shell is. */
  readonly cwd: string;
  readonly layout: Layout;
  readonly config: CairnConfig;
  readonly terminal: Terminal;
}

/** The outside world of the command line, so that commands never reach for `process`. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly execPath: string;
  /** Folder of cli.js, worker.js and sql-wasm.wasm. */
  readonly out: string;
  /** Columns of standard output, undefined when it is no terminal. */
  readonly columns: number | undefined;
  readonly now: () => number;
  /** Resolves when the reader has taken it; a reader that went away is no error. */
  print(text: string | Uint8Array): Promise<void>;
  /** On standard error. */
  tell(text: string | Uint8Array): Promise<void>;
  /** Called for each interrupt (Ctrl+C) and request to terminate, until disposed. */
  onInterrupt(listener: () => void): { dispose(): void };
}

/** The value of an option that is given at most once; of several the last. */
export function lastOf(call: Call, option: string): string | undefined {
  return call.values(option).at(-1);
}
