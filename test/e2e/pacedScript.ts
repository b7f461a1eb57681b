/** A training script that goes on only when its test says so: it waits for the file `go<epoch>` after each epoch. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** `epochs` epochs; logs val_auc 0.81, 0.82 … through the inbox and prints a line for each. */
export function pacedScript(epochs: number): string {
  return `import json, os, pathlib, sys, time


def log(**line):
    with open(os.environ["CAIRN_INBOX"], "a") as inbox:
        inbox.write(json.dumps(line) + "\\n")


def main():
    log(params={"lr": 0.01, "arguments": " ".join(sys.argv[1:])})
    for epoch in range(1, ${epochs + 1}):
        log(metrics={"val_auc": 0.8 + epoch / 100}, step=epoch, progress={"at": epoch, "of": ${epochs}, "unit": "epoch"})
        print(f"finished epoch {epoch}", flush=True)
        while not pathlib.Path(f"go{epoch}").exists():
            time.sleep(0.02)


if __name__ == "__main__":
    main()
`;
}

/** Lets the script that runs in `folder` go beyond `epoch`. */
export async function letGo(folder: string, ...epochs: number[]): Promise<void> {
  for (const epoch of epochs) await writeFile(path.join(folder, `go${epoch}`), '');
}

/** Logs one value and ends. */
export const shortScript = `import json, os, sys

value = float(sys.argv[1]) if len(sys.argv) > 1 else 0.875
if __name__ == "__main__":
    with open(os.environ["CAIRN_INBOX"], "a") as inbox:
        for step in range(1, 4):
            inbox.write(json.dumps({"metrics": {"val_auc": value - (3 - step) / 100, "train_loss": 1 / step}, "step": step}) + "\\n")
    print("all done")
`;

/** Ignores the polite stop. */
export const stubbornScript = `import json, os, signal, time

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with open(os.environ["CAIRN_INBOX"], "a") as inbox:
        inbox.write(json.dumps({"metrics": {"val_auc": 0.5}, "step": 1, "progress": {"at": 1, "of": 9, "unit": "epoch"}}) + "\\n")
    while True:
        time.sleep(0.1)
`;
