"""Reads a run and its models over `cairn serve`, and may not change the files of a run that another script made."""
import json
import sys

import mlflow
import mlflow.sklearn

run_id = sys.argv[1]
client = mlflow.MlflowClient()
predictions = [
    mlflow.sklearn.load_model(uri).predict([[2.5]]).tolist()
    for uri in (f"runs:/{run_id}/model", "models:/credit@champion")
]
again = mlflow.register_model(f"runs:/{run_id}/model", "credit")
try:
    client.log_text(run_id, "evil", "evil.txt")
    refusal = None
except Exception as error:
    refusal = str(error)
print("RESULT " + json.dumps({"predictions": predictions, "version": again.version, "refusal": refusal}))
