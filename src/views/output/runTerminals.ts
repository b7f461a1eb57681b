/** At most one output terminal for a run, told when the run ends. */
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import type { RunStore } from '../../project/runStore.ts';
import type { LiveRuns } from '../liveRuns.ts';
import type { Projects } from '../projects.ts';
import type { Toast } from '../ui/toast.ts';
import { RunTerminal } from './runTerminal.ts';

interface Open {
  readonly pty: RunTerminal;
  readonly terminal?: vscode.Terminal;
}

export class RunTerminals implements vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #open = new Map<string, Open>();
  readonly #toast: Toast;

  constructor({ projects, live, toast }: { projects: Projects; live: LiveRuns; toast: Toast }) {
    this.#toast = toast;
    projects.attach((project) =>
      project.onDidOpenStore((store) => toast.own(this.#replaceFrozen(project, store))),
    );
    this.#owned.add(
      vscode.window.onDidCloseTerminal((closed) => {
        for (const [id, { terminal }] of this.#open) if (terminal === closed) this.#open.delete(id);
      }),
    );
    this.#owned.add(
      live.onDidEnd(({ row }) => {
        const open = this.#open.get(row.id);
        if (open !== undefined) toast.own(open.pty.finish(row));
      }),
    );
  }

  /** Shows the terminal of a run; without `preserveFocus` it takes the focus. */
  show(
    project: Project,
    run: { id: string; name: string },
    options: { readonly preserveFocus: boolean },
  ): void {
    const known = this.#open.get(run.id)?.terminal;
    if (known !== undefined) {
      known.show(options.preserveFocus);
      return;
    }
    const pty = new RunTerminal({ project, run, toast: this.#toast, closeAtEnd: false });
    const terminal = vscode.window.createTerminal({
      name: nameOf(run),
      pty,
      iconPath: new vscode.ThemeIcon('output'),
      isTransient: true,
    });
    this.#open.set(run.id, { pty, terminal });
    terminal.show(options.preserveFocus);
  }

  /** The terminal of a task, which VS Code shows itself. */
  forTask(project: Project, run: { id: string; name: string }): RunTerminal {
    const pty = new RunTerminal({ project, run, toast: this.#toast, closeAtEnd: true });
    this.#open.set(run.id, { pty });
    return pty;
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** VS Code keeps the terminals of an extension host that died, though nobody writes to them any more. */
  async #replaceFrozen(project: Project, store: RunStore): Promise<void> {
    const frozen = new Map(vscode.window.terminals.map((terminal) => [terminal.name, terminal]));
    if (frozen.size === 0) return;
    const { rows } = await store.rows({ limit: mostReplaced });
    for (const row of rows) {
      const terminal = frozen.get(nameOf(row));
      if (terminal === undefined || this.#open.has(row.id)) continue;
      frozen.delete(terminal.name);
      terminal.dispose();
      this.show(project, row, { preserveFocus: true });
    }
  }
}

function nameOf({ name }: { readonly name: string }): string {
  return t('{0} (output)', name);
}

/** Newest runs whose terminals are looked for. */
const mostReplaced = 200;
