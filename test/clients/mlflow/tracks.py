"""Everything that a script tells of a run besides files and models; read back by the client itself and printed."""
import json
import logging
import os
import time

import mlflow
import pandas as pd
from mlflow.entities import Metric, Param, RunTag

client = mlflow.MlflowClient()
seen = {}

experiment = mlflow.set_experiment("tracked")
mlflow.set_experiment_tag("team", "risk")
with mlflow.start_run(run_name="outer", description="The **outer** one", tags={"stage": "smoke"}, log_system_metrics=True) as outer:
    mlflow.log_param("depth", 6)
    mlflow.log_params({"lr": 0.1, "layers": [1, 2]})
    mlflow.log_param("depth", 6)
    try:
        mlflow.log_param("depth", 7)
    except mlflow.exceptions.MlflowException as error:
        seen["param"] = error.error_code
    for step in range(5):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_metrics({"auc": 0.5, "odd/key name.x:1": 2.0, "nan": float("nan"), "inf": float("inf")}, step=1)
    mlflow.log_metric("auc", 0.25, step=0)
    waiting = [mlflow.log_metric("async", float(n), step=n, synchronous=False) for n in range(200)]
    waiting.append(mlflow.log_params({"later": "yes"}, synchronous=False))
    waiting.append(mlflow.set_tags({"later": "too"}, synchronous=False))
    for each in waiting:
        each.wait()
    client.log_batch(
        outer.info.run_id,
        [Metric("batch", float(n), 1_700_000_000_000 + n, n) for n in range(1000)],
        [],
        [],
    )
    client.log_batch(outer.info.run_id, [], [Param(f"p{n}", "x" * 6000) for n in range(100)], [RunTag(f"t{n}", "y") for n in range(100)])
    mlflow.set_tags({"a": "1", "gone": "2"})
    mlflow.delete_tag("gone")
    data = pd.DataFrame({"x": [1.0, 2.0], "y": [0, 1]})
    mlflow.log_input(mlflow.data.from_pandas(data, source="loans.csv", name="loans", targets="y"), context="training", tags={"split": "a"})
    children = []
    for n in range(2):
        with mlflow.start_run(run_name=f"inner{n}", nested=True) as inner:
            mlflow.log_metric("child", n)
            children.append(inner.info.run_id)
            with mlflow.start_run(run_name=f"innermost{n}", nested=True) as innermost:
                mlflow.log_param("of", n)
    until = time.time() + 30
    while not any(key.startswith("system/") for key in client.get_run(outer.info.run_id).data.metrics) and time.time() < until:
        time.sleep(0.1)

run = client.get_run(outer.info.run_id)
seen["metrics"] = {key: str(value) for key, value in run.data.metrics.items() if not key.startswith("system/")}
seen["system"] = sorted(key for key in run.data.metrics if key.startswith("system/"))
seen["params"] = {key: value for key, value in run.data.params.items() if not key.startswith("p")}
seen["tags"] = {key: value for key, value in run.data.tags.items() if not key.startswith(("t", "mlflow."))}
seen["note"] = run.data.tags["mlflow.note.content"]
seen["counts"] = [sum(key.startswith("p") for key in run.data.params), sum(key.startswith("t") and key[1:].isdigit() for key in run.data.tags)]
seen["history"] = [[point.step, point.value] for point in client.get_metric_history(run.info.run_id, "loss")]
seen["batch"] = [len(client.get_metric_history(run.info.run_id, "batch")), len(client.get_metric_history(run.info.run_id, "async"))]
[used] = run.inputs.dataset_inputs
seen["dataset"] = [used.dataset.name, used.dataset.source_type, sorted([tag.key, tag.value] for tag in used.tags)]
seen["profile"] = json.loads(used.dataset.profile)
seen["parents"] = [client.get_parent_run(child).info.run_id == run.info.run_id for child in children]
nested = mlflow.search_runs(filter_string=f"tags.mlflow.parentRunId = '{run.info.run_id}'", output_format="list")
seen["nested"] = sorted(each.info.run_name for each in nested)
frame = mlflow.search_runs(experiment_names=["tracked"], filter_string="metrics.child >= 1", order_by=["metrics.child DESC"])
seen["frame"] = [frame.iloc[0]["tags.mlflow.runName"], float(frame.iloc[0]["metrics.child"]), len(frame)]
seen["experiment"] = [experiment.name, client.get_experiment(experiment.experiment_id).tags.get("team"), run.info.experiment_id == experiment.experiment_id]

client.rename_experiment(experiment.experiment_id, "renamed")
seen["renamed"] = client.get_experiment_by_name("renamed") is not None and client.get_experiment_by_name("tracked") is None
client.update_run(children[0], name="new name", status="FAILED")
seen["updated"] = [client.get_run(children[0]).info.run_name, client.get_run(children[0]).info.status]
client.delete_run(children[1])
seen["deleted"] = client.get_run(children[1]).info.lifecycle_stage
try:
    client.log_metric(children[1], "late", 1)
except mlflow.exceptions.MlflowException as error:
    seen["late"] = error.error_code
client.restore_run(children[1])
client.log_metric(children[1], "late", 1)
seen["restored"] = client.get_run(children[1]).data.metrics["late"]
print("RESULT " + json.dumps(seen))
