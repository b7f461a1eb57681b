"""Logs a model, registers it, and loads it by every name it has."""
import json

import mlflow
import mlflow.pyfunc
import mlflow.sklearn
import numpy as np
from mlflow.exceptions import MlflowException
from sklearn.linear_model import LogisticRegression

X = np.array([[0.0], [1.0], [2.0], [3.0]])
model = LogisticRegression().fit(X, [0, 0, 1, 1])
client = mlflow.MlflowClient()

with mlflow.start_run() as run:
    mlflow.log_metric("auc", 0.91)
    info = mlflow.sklearn.log_model(
        model, name="model", registered_model_name="credit", input_example=X, params={"depth": 6}, tags={"team": "risk"}
    )
    run_id = run.info.run_id
    logged = mlflow.get_logged_model(info.model_id)
    assert logged.status == "READY" and logged.source_run_id == run_id, logged
    assert logged.params == {"depth": "6"} and logged.tags["team"] == "risk", logged
    assert [(m.key, m.value) for m in logged.metrics] == [("auc", 0.91)], logged.metrics
    second = mlflow.sklearn.log_model(model, name="model", step=2)

client.set_registered_model_alias("credit", "champion", 1)
client.set_registered_model_tag("credit", "task", "scoring")
client.set_model_version_tag("credit", "1", "approved", "yes")
client.update_registered_model("credit", "Grants loans")
client.update_model_version("credit", "1", "The first")
by_run = mlflow.register_model(f"runs:/{run_id}/model", "credit")
assert by_run.source == second.model_uri, by_run
copied = client.copy_model_version("models:/credit/1", "credit-copy")
assert (copied.name, copied.version, copied.run_id) == ("credit-copy", "1", run_id), copied
uris = [
    info.model_uri,
    f"runs:/{run_id}/model",
    "models:/credit@champion",
    "models:/credit/1",
    "models:/credit/latest",
    "models:/credit-copy/1",
]
predictions = {uri: mlflow.sklearn.load_model(uri).predict([[2.5]]).tolist() for uri in uris}
assert set(map(tuple, predictions.values())) == {(1,)}, predictions
assert mlflow.pyfunc.load_model("models:/credit@champion").predict(np.array([[0.1]])).tolist() == [0]

version = client.get_model_version_by_alias("credit", "champion")
assert (version.version, version.description) == ("1", "The first"), version
assert version.tags == {"approved": "yes", "team": "risk"}, version
registered = client.get_registered_model("credit")
assert (registered.description, registered.tags, registered.aliases) == (
    "Grants loans",
    {"task": "scoring"},
    {"champion": "1"},
), registered
assert [m.name for m in client.search_registered_models("name LIKE 'credit%'")] == ["credit", "credit-copy"]
found = client.search_model_versions("name = 'credit'", order_by=["version_number ASC"])
assert [v.version for v in found] == ["1", "2"], found
models = mlflow.search_logged_models(filter_string="metrics.auc > 0.9", output_format="list")
assert [m.model_id for m in models] == [info.model_id], models
outputs = client.get_run(run_id).outputs.model_outputs
assert [(o.model_id, o.step) for o in outputs] == [(info.model_id, 0), (second.model_id, 2)], outputs

client.transition_model_version_stage("credit", "2", "Production")
assert client.get_latest_versions("credit", ["Production"])[0].version == "2"
assert mlflow.sklearn.load_model("models:/credit/Production").predict([[0.1]]).tolist() == [0]
client.delete_registered_model_alias("credit", "production")
client.delete_model_version("credit", "2")
refused = []
for name, arguments in {
    "file": ("file:///etc/passwd", None),
    "bucket": ("s3://bucket/model", None),
    "other run": ("runs:/20260101-000000-no-one-0000/model", None),
}.items():
    try:
        client.create_model_version("credit", *arguments)
    except MlflowException as error:
        refused.append([name, error.error_code])

# Outside of any run: kept in the script's own.
lonely = mlflow.sklearn.log_model(model, name="lonely")
assert mlflow.sklearn.load_model(lonely.model_uri).predict([[2.5]]).tolist() == [1]
print("RESULT " + json.dumps({"run": run_id, "models": [info.model_id, second.model_id, lonely.model_id], "refused": refused}))
