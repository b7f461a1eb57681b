"""Uploads one large file; whoever runs it may kill the worker meanwhile."""
import os

import mlflow

with open("sparse.bin", "wb") as file:
    file.truncate(1_000_000_000)
    file.seek(999_999_990)
    file.write(b"0123456789")
with mlflow.start_run():
    mlflow.log_artifact("sparse.bin")
    mlflow.log_text("after", "after.txt")
os.remove("sparse.bin")
