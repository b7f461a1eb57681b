"""Prints everything that MLflow's own client reads of the runs and models of a server."""
import base64
import json
import pathlib
import sys
import tempfile

import mlflow
from mlflow.tracking import MlflowClient

client = MlflowClient(sys.argv[1])
mlflow.set_tracking_uri(sys.argv[1])


def number(value):
    return value if value == value and abs(value) < 1.7e308 else "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"


def files(run_id):
    folder = tempfile.mkdtemp()
    mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path="", dst_path=folder)
    root = pathlib.Path(folder)
    return {
        str(path.relative_to(root)): base64.b64encode(path.read_bytes()).decode()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


runs = []
for experiment in client.search_experiments():
    for run in client.search_runs([experiment.experiment_id]):
        run_id = run.info.run_id
        runs.append(
            {
                "id": run_id,
                "experiment": experiment.name,
                "name": run.info.run_name,
                "user": run.info.user_id,
                "status": run.info.status,
                "start": run.info.start_time,
                "end": run.info.end_time,
                "params": run.data.params,
                "tags": run.data.tags,
                "points": {
                    key: sorted(
                        ([p.step, p.timestamp, number(p.value)] for p in client.get_metric_history(run_id, key)),
                        key=lambda point: (point[1], point[0]),
                    )
                    for key in run.data.metrics
                },
                "datasets": sorted(
                    (
                        {
                            "name": one.dataset.name,
                            "digest": one.dataset.digest,
                            "source": one.dataset.source,
                            "sourceType": one.dataset.source_type,
                            "schema": one.dataset.schema,
                            "profile": one.dataset.profile,
                            "tags": {tag.key: tag.value for tag in one.tags},
                        }
                        for one in run.inputs.dataset_inputs
                    ),
                    key=lambda dataset: dataset["name"],
                ),
                "artifacts": files(run_id),
            }
        )
versions = [
    {
        "name": version.name,
        "version": version.version,
        "run": version.run_id,
        "description": version.description,
        "tags": version.tags,
        "aliases": list(client.get_model_version(version.name, version.version).aliases),
        "files": sorted(path.name for path in pathlib.Path(mlflow.artifacts.download_artifacts(artifact_uri=f"models:/{version.name}/{version.version}")).rglob("*") if path.is_file() and path.name != "registered_model_meta"),
    }
    for version in client.search_model_versions()
]
print("RESULT " + json.dumps({"runs": runs, "versions": sorted(versions, key=lambda v: int(v["version"]))}))
