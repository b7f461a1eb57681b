"""Logs the same file as input in the ways that MLflow knows, and one that is in no file."""
import json
import os

import mlflow
import pandas as pd

frame = pd.read_csv("data/loans.csv")
with mlflow.start_run() as run:
    mlflow.log_input(mlflow.data.from_pandas(frame, source="data/loans.csv", name="relative"), context="training")
    place = os.path.abspath("data/loans.csv")
    mlflow.log_input(mlflow.data.from_pandas(frame, source=place, name="absolute"), context="validation")
    mlflow.log_input(mlflow.data.from_pandas(frame, source="file://" + place, name="url"), context="test")
    mlflow.log_input(mlflow.data.from_pandas(frame, name="in memory"))
print("RESULT " + json.dumps({"run": run.info.run_id}))
