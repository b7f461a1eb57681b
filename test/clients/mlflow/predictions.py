"""Logs predictions in every way MLflow has: a table in two parts, a Parquet table, and files."""
import json
import os
import tempfile

import mlflow
import numpy as np
import pandas as pd

random = np.random.default_rng(3)
rows = 600
sex = random.choice(["F", "M"], rows)
label = (random.random(rows) < 0.4).astype(int)
score = np.clip(0.3 + 0.4 * label - 0.15 * (sex == "F") + random.normal(0, 0.2, rows), 0, 1)
frame = pd.DataFrame({"label": label, "prediction": (score > 0.5).astype(int), "score": score, "sex": sex,
                      "age": np.where(random.random(rows) < 0.1, np.nan, random.integers(18, 80, rows)),
                      "seen": pd.Timestamp("2026-01-01") + pd.to_timedelta(np.arange(rows), unit="h"),
                      "said": ["“a], [b” \\ ünï"] * rows})
work = tempfile.mkdtemp()

with mlflow.start_run() as run:
    mlflow.log_table(frame.iloc[:500], "predictions.json")
    mlflow.log_table(frame.iloc[500:], "predictions.json")
    mlflow.log_table(frame, "tables/held_out.parquet")
    for name, write in (("scores.csv", frame.to_csv), ("rows.parquet", frame.to_parquet)):
        write(os.path.join(work, name), index=False)
        mlflow.log_artifact(os.path.join(work, name), "files")
    frame.to_json(os.path.join(work, "lines.jsonl"), orient="records", lines=True, date_format="iso")
    mlflow.log_artifact(os.path.join(work, "lines.jsonl"), "files")
    mlflow.log_dict({"label": 1}, "settings.json")
    mlflow.log_table({"label": [0, 1], "sex": ["F", None]}, "small.json")

print("RESULT", json.dumps({"run": run.info.run_id}))
