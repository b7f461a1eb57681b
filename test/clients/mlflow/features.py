"""Says in every way that MLflow and Cairn know which features a model learns from."""
import cairn
import mlflow
import mlflow.sklearn
import pandas as pd
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression

rows = pd.DataFrame({"debt": [1.0, 2.0, 3.0, 4.0], "größe": [4.0, 3.0, 2.0, 1.0], "id": [1, 2, 3, 4]})
X = rows[["debt", "größe"]]
model = LogisticRegression().fit(X, [0, 0, 1, 1])

with mlflow.start_run(run_name="signed"):
    signature = infer_signature(X, model.predict(X))
    mlflow.sklearn.log_model(model, name="model", signature=signature)
with mlflow.start_run(run_name="read"):
    mlflow.log_input(mlflow.data.from_pandas(rows, name="loans"), context="training")
cairn.log_features(["debt_to_income"])
