"""Records the same runs wherever MLflow's client is led to, asks the same questions, and prints every answer."""
import json
import math

import mlflow
from mlflow.data.meta_dataset import MetaDataset
from mlflow.data.http_dataset_source import HTTPDatasetSource
from mlflow.entities import DatasetInput, InputTag, Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException

client = mlflow.MlflowClient()
first = client.create_experiment("first", tags={"team": "risk"})
second = client.create_experiment("second")
hidden = client.create_experiment("hidden")
BASE = 1_700_000_000_000


def record(name, experiment, at, metrics=(), params=(), tags=(), status="FINISHED", dataset=None):
    run = client.create_run(experiment, start_time=BASE + at, run_name=name, tags=dict(tags))
    run_id = run.info.run_id
    points = [Metric(key, value, BASE + at + n, n) for n, (key, value) in enumerate(metrics)]
    client.log_batch(run_id, points, [Param(k, v) for k, v in params], [])
    if dataset is not None:
        data = MetaDataset(HTTPDatasetSource("http://127.0.0.1/x.csv"), name=dataset, digest=dataset[:3])
        client.log_inputs(run_id, [DatasetInput(data._to_mlflow_entity(), [InputTag("mlflow.data.context", "train")])])
    if status != "RUNNING":
        client.set_terminated(run_id, status, end_time=BASE + at + 1000)
    return run_id


inf, nan = math.inf, math.nan
ids = {}
for row in [
    ("ada", first, 1, [("auc", 0.7), ("auc", 0.9), ("val loss", 0.5)], [("model", "gbm"), ("depth", "6")], [("stage", "Smoke")]),
    ("bob", first, 2, [("auc", 0.9), ("val loss", nan)], [("model", "GBM"), ("depth", "10")], [("stage", "smoke"), ("note", "it's")]),
    ("cyd", first, 3, [("auc", nan)], [("model", "tree"), ("weird.key", "a%b")], [], "FAILED"),
    ("dee", first, 4, [("auc", inf), ("a/b", 1.0)], [("model", "tree_2"), ("depth", "6")], [("stage", "full")], "KILLED"),
    ("eve", first, 5, [("auc", -inf)], [("lr", "1e-3")], [], "RUNNING"),
    ("fay", first, 6, [("auc", 0.9), ("n", 3)], [("model", "gbm")], [("stage", "")], "FINISHED", "loans"),
    ("gus", first, 7, [], [], [("k k", "v v")], "FINISHED", "bureau"),
    ("hal", second, 8, [("auc", 0.5), ("n", -1)], [("model", "gbm"), ("empty", "")], []),
    ("ida", second, 9, [("auc", 0.5), ("n", 1e300)], [("model", "nëural")], [("stage", "Füll")]),
    ("joe", hidden, 10, [("auc", 0.95)], [("model", "gbm")], []),
]:
    ids[row[0]] = record(*row)
client.delete_run(ids["bob"])
client.delete_run(ids["hal"])

filters = [
    "", " ", "metrics.auc > 0.8", "metrics.auc >= 0.9", "metric.auc < 0.9", "metrics.auc <= 0.5", "metrics.auc = 0.9",
    "metrics.auc != 0.9", "metrics.auc > -1e9", "metrics.auc > 1e400", "metrics.missing > 0", "metrics.missing != 0",
    "metrics.`val loss` < 1", 'metrics."val loss" < 1', "metrics.val loss < 1", "metrics.`a/b` = 1", "metrics.a/b = 1",
    "metrics.n = 3", "metrics.n = -1", "metrics.n > 1e299", "metrics.n = 3.0", "metrics.auc = '0.9'", "metrics.auc LIKE '0%'",
    "params.model = 'gbm'", "param.model = 'gbm'", "parameters.model = 'gbm'", "parameter.model = \"gbm\"", "params.model != 'gbm'",
    "params.model LIKE 'tree%'", "params.model LIKE 'tree_'", "params.model LIKE 'tree__'", "params.model LIKE 'GB%'",
    "params.model ILIKE 'GB%'", "params.model ILIKE '%U%'", "params.model LIKE '%'", "params.model like 'gbm'", "params.depth = '6'", "params.depth = 6",
    "params.depth > '5'", "params.missing = 'x'", "params.missing != 'x'", "params.`weird.key` = 'a%b'", "params.weird.key = 'a%b'",
    "params.`weird.key` LIKE 'a%'", "params.empty = ''", "params.lr = '1e-3'", "params.model = gbm", "params.model IN ('gbm', 'tree')",
    "tags.stage = 'smoke'", "tag.stage = 'Smoke'", "tags.stage != 'smoke'", "tags.stage = ''", "tags.note = \"it's\"",
    "tags.`k k` = 'v v'", "tags.mlflow.runName = 'ada'", "tags.`mlflow.runName` LIKE '%a'", "tags.stage ILIKE 'FU%'", "tags.stage ILIKE 's%'",
    "status = 'FINISHED'", "attributes.status = 'FINISHED'", "attr.status = 'RUNNING'", "attribute.status != 'FINISHED'",
    "run.status = 'KILLED'", "status = 'finished'", "status LIKE 'F%'", "status ILIKE 'f%'",
    "run_name = 'ada'", "attributes.run_name = 'ada'", "`run name` = 'ada'", "attributes.`Run name` = 'ada'", "attributes.\"Run Name\" = 'ada'",
    "run_name LIKE '%a%'", "run_name ILIKE 'A%'", "run_name != 'ada'", "user_id = 'nobody'",
    f"start_time > {BASE + 4}", f"start_time >= {BASE + 4}", f"start_time = {BASE + 4}", f"attributes.start_time != {BASE + 4}",
    f"end_time < {BASE + 1005}", "end_time > 0", f"Created > {BASE + 4}", f"attributes.created > {BASE + 4}",
    "metrics.auc > 0.8 AND params.model = 'gbm'", "metrics.auc > 0.8 and params.model = 'gbm'", "metrics.auc > 0.1 AND metrics.auc < 0.8 AND status = 'FINISHED'",
    "metrics.auc > 0.8 AND", "XYZZY", "metrics.auc", "metrics.auc >", "> 3", "metrics.auc == 0.9", "auc > 0.9", "colour = 'red'",
    "metrics.auc > 0.8 ; params.model = 'gbm'", "metrics.auc > 0.8;", "metrics.auc >0.8", "metrics.auc>0.8", "params.model='gbm'",
    "dataset.name = 'loans'", "datasets.name != 'loans'", "dataset.name LIKE '%a%'", "dataset.name ILIKE 'LO%'", "dataset.name IN ('loans', 'x')",
    "dataset.name NOT IN ('loans')", "dataset.digest = 'bur'", "dataset.context = 'train'", "dataset.context = 'test'", "dataset.colour = 'x'", "dataset.name > 'a'",
    "run_id = 'nothing'", "run_id LIKE 'x%'", "run_id IN ('x', 'y')", "status IN ('FAILED', 'KILLED')", "run_name IN ('ada', 'cyd')", "run_name NOT IN ('ada')", "params.model = 'gbm' AND tags.stage = ''",
    "params.model = 'it\\'s'", "params.model = ''", "metrics.auc = NaN", "metrics.auc > -0.5", "metrics.auc > +0.5", "metrics.auc > .5", "metrics.auc > 5e-1",
    f"run_id = '{ids['ada']}'", f"run_id IN ('{ids['ada']}', '{ids['cyd']}')", f"run_id NOT IN ('{ids['ada']}', '{ids['cyd']}')", f"run_id != '{ids['ada']}'", f"attributes.run_id IN ('{ids['ada']}')", f"run_id IN ('{ids['ada']}', )", "run_id IN ()",
    f"artifact_uri LIKE '%{ids['ada']}%'",
]
orders = [
    ["metrics.auc"], ["metrics.auc ASC"], ["metrics.auc DESC"], ["metrics.auc desc"], ["metrics.missing"], ["metrics.`val loss` DESC"],
    ['metrics."val loss"'], ["params.model"], ["params.model DESC"], ["params.depth"], ["tags.stage"], ["tags.stage DESC"], ["start_time"], ["start_time DESC"],
    ["attributes.start_time ASC"], ["attribute.start_time"], ["attr.start_time"], ["run.start_time"], ["end_time"], ["end_time DESC"], ["status"], ["status DESC", "start_time ASC"], ["run_name DESC"], ["attributes.run_name"], ["Created"], ["`Run Name`"],
    ["metrics.auc", "params.model DESC"], ["metrics.auc DESC", "start_time"], ["tags.mlflow.runName DESC"], ["tags.`mlflow.runName`"], ["metrics.n DESC"],
    ["colour"], ["metrics.auc UP"], ["metrics.auc ASC DESC"], ["metrics"], ["metrics."], [""], ["  "], ["dataset.name"], ["start_time, metrics.auc"], ["metrics.auc, params.model DESC"], ["metrics.`auc"], ["run_id", "x.y"], ["artifact_uri"], ["user_id", "run_name"],
]
views = {"active": ViewType.ACTIVE_ONLY, "deleted": ViewType.DELETED_ONLY, "all": ViewType.ALL}
both = [first, second]


def ask(**question):
    try:
        page = client.search_runs(**question)
    except MlflowException as error:
        return error.error_code
    return [run.info.run_name for run in page], page.token is not None and page.token != ""


answers = {}
for text in filters:
    question = text
    for name, run_id in ids.items():
        question = question.replace(run_id, name)
    answers[f"filter {question.replace(str(BASE), 'BASE')}"] = ask(experiment_ids=both, filter_string=text)
for order in orders:
    answers[f"order {' & '.join(order)}"] = ask(experiment_ids=both, order_by=order)
    answers[f"order {' & '.join(order)}, all"] = ask(experiment_ids=both, order_by=order, run_view_type=ViewType.ALL)
for name, view in views.items():
    for where, experiments in {"first": [first], "both": both, "none": [], "unknown": ["987654321"], "twice": [first, first]}.items():
        answers[f"view {name} of {where}"] = ask(experiment_ids=experiments, run_view_type=view)
    answers[f"view {name}, filtered"] = ask(experiment_ids=both, run_view_type=view, filter_string="metrics.auc > 0.4")
for size in (0, 1, 3, 7, 8, 50_000, 50_001, -1):
    answers[f"at most {size}"] = ask(experiment_ids=both, max_results=size)
for size in (1, 2, 3):
    pages, token = [], None
    while True:
        page = client.search_runs(both, order_by=["metrics.auc DESC"], max_results=size, page_token=token)
        pages.append([run.info.run_name for run in page])
        token = page.token
        if not token:
            break
    answers[f"pages of {size}"] = pages
answers["token of nobody"] = ask(experiment_ids=both, page_token="nothing")

found = client.search_runs(both, run_view_type=ViewType.ALL, order_by=["start_time"])
answers["what is told of each"] = [
    {
        "name": run.info.run_name,
        "status": run.info.status,
        "stage": run.info.lifecycle_stage,
        "start": run.info.start_time,
        "end": run.info.end_time,
        "metrics": {key: str(value) for key, value in sorted(run.data.metrics.items()) if abs(value) < 1e308 or value != value},
        "params": dict(sorted(run.data.params.items())),
        "tags": {key: value for key, value in sorted(run.data.tags.items()) if not key.startswith("mlflow.")},
        "datasets": [[each.dataset.name, each.dataset.digest, [[tag.key, tag.value] for tag in each.tags]] for each in run.inputs.dataset_inputs],
    }
    for run in found
]
by_name = {run.info.run_name: run.data.metrics for run in found}
answers["the infinities of dee and eve"] = [str(by_name[name]["auc"]) for name in ("dee", "eve")]
answers["history"] = {
    key: [[point.key, str(point.value), point.step, point.timestamp - BASE] for point in client.get_metric_history(ids[name], key)]
    for name, key in (("ada", "auc"), ("ada", "val loss"), ("cyd", "auc"), ("dee", "a/b"), ("gus", "auc"))
}
for name, text in {
    "all": "", "by name": "name = 'first'", "like": "name LIKE '%i%'", "ilike": "name ILIKE 'FIR%'", "tag": "tags.team = 'risk'",
    "tag of nobody": "tags.team = 'x'", "two": "name LIKE '%s%' AND tags.team = 'risk'", "wrong": "colour = 'red'", "half": "name =",
}.items():
    try:
        named = sorted(each.name for each in client.search_experiments(filter_string=text) if each.name != "Default")
    except MlflowException as error:
        named = error.error_code
    answers[f"experiments {name}"] = named
answers["experiments by name, newest first"] = [e.name for e in client.search_experiments(order_by=["name DESC"]) if e.name != "Default"]
client.delete_experiment(hidden)
for name, view in views.items():
    answers[f"experiments {name} after one was deleted"] = sorted(e.name for e in client.search_experiments(view_type=view) if e.name != "Default")
    answers[f"runs {name} of the deleted experiment"] = ask(experiment_ids=[hidden], run_view_type=view)
print("RESULT " + json.dumps(answers))
