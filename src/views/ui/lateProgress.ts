/** Work with a bar and Cancel, which show only when it takes longer than a moment. */
import * as vscode from 'vscode';

export interface LateWork<T> {
  readonly title: string;
  readonly work: (asking: {
    readonly signal: AbortSignal;
    readonly progress: (share: number) => void;
  }) => Promise<T>;
}

/** Rejects as the work does; the person may make its signal abort. */
export async function lateProgress<T>({ title, work }: LateWork<T>): Promise<T> {
  const stop = new AbortController();
  let report: ((share: number) => void) | undefined;
  let end = () => undefined as unknown;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const late = setTimeout(() => {
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, cancellable: true, title },
      async (progress, token) => {
        let last = 0;
        report = (share) => {
          progress.report({ increment: 100 * (share - last) });
          last = share;
        };
        token.onCancellationRequested(() => stop.abort());
        await ended;
      },
    );
  }, lateMs);
  try {
    return await work({ signal: stop.signal, progress: (share) => report?.(share) });
  } finally {
    clearTimeout(late);
    end();
  }
}

const lateMs = 1000;
