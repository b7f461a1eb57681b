/** Images, texts and files that a script gives to TensorBoard or DVCLive become artifacts of its run. */
import path from 'node:path';
import { codeOf, messageOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Redactor } from '../base/redact.ts';
import { artifactBytes } from '../sources/artifactBytes.ts';
import type { ForeignArtifact } from '../sources/source.ts';
import { isEventFileName } from '../sources/tensorboard/eventFileName.ts';
import type { ArtifactKeeper } from './artifactKeeper.ts';
import type { Recorder } from './recorder.ts';

export interface SourceMediaOptions {
  readonly redactor: Pick<Redactor, 'text'>;
  /** Others after the run's folder was deleted. */
  readonly recorder: () => Pick<Recorder, 'event' | 'problem'>;
  readonly artifacts: () => Pick<ArtifactKeeper, 'take' | 'put'>;
}

/** What lies in one place, that the run wrote. */
export interface MediaToTake {
  /** Absolute folder that the paths of whole files start from. */
  readonly folder: string | undefined;
  readonly artifacts: readonly ForeignArtifact[];
  /** Of things of one name in two places. */
  readonly nameOf: (name: string) => string;
}

export class SourceMedia {
  readonly #options: SourceMediaOptions;
  /** File and the byte in it, of what was seen to. */
  readonly #taken = new Set<string>();
  #isFull = false;

  constructor(options: SourceMediaOptions) {
    this.#options = options;
  }

  /** What lies within event files, each once: it stays as it was written. */
  async takeWithin({ artifacts, nameOf }: MediaToTake): Promise<void> {
    for (const artifact of artifacts) {
      const { file, start, path: listed } = artifact;
      if (file === undefined || start === undefined) continue;
      const key = `${file} ${start}`;
      if (this.#taken.has(key)) continue;
      if (this.#taken.size >= mostMedia) {
        this.#sayFull();
        return;
      }
      this.#taken.add(key);
      const name = `${nameOf(path.posix.dirname(listed))}/${path.posix.basename(listed)}`;
      await this.#takeOne(name, { ...artifact, file, start });
    }
  }

  /** Files that the tool may write anew at every step: as they are in the end. */
  async takeFiles({ folder, artifacts }: MediaToTake): Promise<void> {
    if (folder === undefined) return;
    for (const { path: name, kind, start } of artifacts) {
      // What event files hold is recorded; they stay where they are.
      if (start !== undefined || isEventFileName(path.posix.basename(name))) continue;
      const { events, problems } = await this.#options.artifacts().take(path.join(folder, name), kind);
      for (const event of events) this.#options.recorder().event(event);
      for (const message of problems) this.#problem(message);
    }
  }

  async #takeOne(
    name: string,
    { file, start, size, kind, time }: ForeignArtifact & { readonly file: string; readonly start: number },
  ): Promise<void> {
    try {
      const read = async () => {
        const bytes = await artifactBytes({ file, start, size });
        return kind === 'text' ? Buffer.from(this.#options.redactor.text(bytes.toString('utf8'))) : bytes;
      };
      const outcome = await this.#options.artifacts().put({ name, kind, size, read });
      if (outcome === 'overLimit')
        this.#problem(t('The artifact {0} is over the limit, so it was left where it is.', name));
      else if (outcome !== 'there') this.#options.recorder().event(outcome, time);
    } catch (error) {
      if (!(error instanceof UserError) && codeOf(error) === undefined) throw error;
      this.#problem(t('The artifact {0} could not be copied: {1}', name, messageOf(error)));
    }
  }

  #sayFull(): void {
    if (!this.#isFull)
      this.#problem(t('Only the first {0} images and texts of its event files were kept.', mostMedia));
    this.#isFull = true;
  }

  #problem(message: string): void {
    this.#options.recorder().problem({ where: 'records', message });
  }
}

/** All artifacts of a run are listed at its end, up to twice as many. */
const mostMedia = 5000;
