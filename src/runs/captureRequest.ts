/** What recording the state of code and interpreter needs to know. */
import type { RunPaths } from '../storage/layout.ts';
import type { Redactor } from '../base/redact.ts';

export interface CaptureRequest {
  readonly paths: RunPaths;
  /** Workspace folder. */
  readonly folder: string;
  /** Where the code is: the script's folder, else the working directory. */
  readonly codeFolder: string;
  /** Absolute. */
  readonly script?: string;
  /** Absolute path of the program that is started. */
  readonly program: string;
  readonly interpreter?: string;
  /** The script's environment: it decides which packages an interpreter sees. */
  readonly env: Readonly<Record<string, string>>;
  readonly patchBytes: number;
  readonly redactor: Redactor;
}
