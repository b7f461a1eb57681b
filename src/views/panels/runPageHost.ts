/** What the run page needs of an opened folder and of the views around it; Project and its neighbours satisfy it as they are. */
import type { CairnConfig } from '../../records/config.ts';
import type { RunEdit } from '../../records/edit.ts';
import type { RunStore } from '../../project/runStore.ts';
import type { Layout } from '../../storage/layout.ts';

export interface RunPageHost {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  readonly layout: Layout;
  readonly config: CairnConfig;
  readonly store: Pick<RunStore, 'detail' | 'metrics' | 'series' | 'script' | 'rows' | 'onDidChange'> & {
    readonly models: Pick<RunStore['models'], 'ofRun'>;
  };
  stop(id: string, kind: 'graceful' | 'now'): Promise<void>;
  edit(id: string, change: Omit<RunEdit, 't'>): Promise<void>;
  recover(): Promise<unknown>;
}

/** What the page asks for and other views do. */
export interface RunPageActions<H extends RunPageHost> {
  /** Undefined: the folder is not open in this window. */
  findHost(folderUri: string): H | undefined;
  /** Opens what was kept of the run's sources, read-only; `name` is what its tab says. */
  openDocument(host: H, run: string, part: 'script' | 'packages', name: string): Promise<void>;
  /** Opens an artifact that lies within a file, by its name among the run's artifacts. */
  openWithin(host: H, run: string, artifact: string): Promise<void>;
  openModel(host: H, name: string, version: number): void;
  compareWithBest(host: H, run: string): Promise<void>;
  /** Imports a run of another tool and opens what it became. */
  importRun(host: H, run: string): Promise<void>;
  log(line: string): void;
}
