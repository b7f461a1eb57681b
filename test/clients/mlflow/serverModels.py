"""Fills a tracking server as a team does: runs with data and signatures, versions of a model, aliases, words of people."""
import json

import mlflow
import pandas
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression

columns = ["income", "debt_ratio", "age"]
loans = pandas.DataFrame(
    {"income": [1.0, 2, 3, 4], "debt_ratio": [0.1, 0.4, 0.2, 0.9], "age": [20, 30, 40, 50], "label": [0, 1, 0, 1]}
)
client = mlflow.MlflowClient()
mlflow.set_experiment("credit team")
runs = {}


def train(name, auc, registered, experiment=None):
    with mlflow.start_run(run_name=name, experiment_id=experiment) as run:
        data = mlflow.data.from_pandas(loans, name="loans", source="loans.csv", targets="label")
        mlflow.log_input(data, context="training")
        model = LogisticRegression().fit(loans[columns], loans.label)
        mlflow.log_metrics({"val_auc": auc, "loss": 1 - auc}, step=3)
        mlflow.sklearn.log_model(
            model,
            name="model",
            signature=infer_signature(loans[columns], model.predict(loans[columns])),
            registered_model_name=registered,
            pip_requirements=["scikit-learn"],
        )
        runs[name] = run.info.run_id


train("quiet-heron", 0.80, "credit")
train("brave-otter", 0.85, "credit", mlflow.create_experiment("another team"))
train("swift-finch", 0.90, "credit")
train("lonely-wren", 0.70, None)
with mlflow.start_run(run_name="only-data") as run:
    mlflow.log_input(mlflow.data.from_pandas(loans[["age", "label"]], name="few", source="few.csv"), context="test")
    runs["only-data"] = run.info.run_id
client.set_registered_model_alias("credit", "champion", "2")
client.set_registered_model_alias("credit", "challenger", "3")
client.update_registered_model("credit", description="Default within a year.")
client.set_registered_model_tag("credit", "team", "risk")
client.update_model_version("credit", "3", "Trained on the new extract.")
client.set_model_version_tag("credit", "3", "reviewed", "yes")

odd = "it's \"odd\" & é " + "long " * 40
client.create_registered_model(odd)
client.create_model_version(odd, f"runs:/{runs['lonely-wren']}/nothing", runs["lonely-wren"])
print("RESULT", json.dumps({"runs": runs, "odd": odd.strip() if odd.strip() in [m.name for m in client.search_registered_models()] else odd}))
