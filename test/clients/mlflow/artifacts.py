"""Logs files in every way MLflow has, reads them back, and prints what it got as JSON."""
import hashlib
import json
import os
import tempfile

import matplotlib
import mlflow
import numpy as np
from PIL import Image

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

STRANGE = ["a b.txt", "grüße ✓.txt", "100%.txt", "a+b&c=d;e,f.txt", "it's (1) [2] {3}.txt", ".hidden", "~$x!@^.txt"]


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    return path


work = tempfile.mkdtemp()
sent = {}
with mlflow.start_run() as run:
    big = write(os.path.join(work, "big.bin"), os.urandom(30_000_000))
    mlflow.log_artifact(big, "weights")
    sent["weights/big.bin"] = digest(big)
    for name in STRANGE:
        path = write(os.path.join(work, "strange", name), name.encode())
        mlflow.log_artifact(path, "strange")
        sent[f"strange/{name}"] = digest(path)
    for name in ["one.txt", "deep/two.txt", "deep/deeper/three.txt", "empty.txt"]:
        data = b"" if name == "empty.txt" else name.encode()
        sent[f"tree/{name}"] = digest(write(os.path.join(work, "tree", name), data))
    mlflow.log_artifacts(os.path.join(work, "tree"), "tree")
    mlflow.log_text("hällo", "texts/hello.txt")
    mlflow.log_dict({"a": [1, 2]}, "config.json")
    figure, axes = plt.subplots()
    axes.plot([1, 2, 3])
    mlflow.log_figure(figure, "plots/curve.png")
    pixels = np.full((16, 16, 3), 128, dtype=np.uint8)
    mlflow.log_image(pixels, "plots/plain.png")
    for step in (0, 23):
        mlflow.log_image(pixels, key="dog/face", step=step)
    mlflow.log_table({"question": ["a", "b"], "answer": [1, 2]}, "table.json")
    mlflow.log_table({"question": ["c"], "answer": [3]}, "table.json")
    mlflow.flush_artifact_async_logging()

    client = mlflow.MlflowClient()
    mlflow.log_text("wrong", "texts/hello.txt")
    mlflow.log_text("hällo", "texts/hello.txt")
    table = mlflow.load_table("table.json", run_ids=[run.info.run_id])
    local = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="")
    got = {name: digest(os.path.join(local, name)) for name in sent}
    images = sorted(os.listdir(os.path.join(local, "images")))
    for name in [*(os.path.join("images", each) for each in images), "plots/curve.png", "plots/plain.png"]:
        Image.open(os.path.join(local, name)).verify()
    strange = sorted(os.path.basename(info.path) for info in client.list_artifacts(run.info.run_id, "strange"))
    print(
        "RESULT "
        + json.dumps(
            {
                "sent": sent,
                "got": got,
                "roots": [info.path for info in client.list_artifacts(run.info.run_id)],
                "strange": strange,
                "sizes": [info.file_size for info in client.list_artifacts(run.info.run_id, "weights")],
                "text": mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/texts/hello.txt"),
                "dict": mlflow.artifacts.load_dict(f"runs:/{run.info.run_id}/config.json"),
                "table": table[["question", "answer"]].values.tolist(),
                "steps": sorted({each.split("step")[1].strip("+%").split("+")[0].split("%")[0] for each in images}),
            }
        )
    )
