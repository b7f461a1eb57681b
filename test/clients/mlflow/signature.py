"""Registers a model that says which columns it takes, trained on a dataset that the run names."""
import mlflow
import mlflow.sklearn
import pandas as pd
from sklearn.linear_model import LogisticRegression

frame = pd.DataFrame({"income": [1.0, 2.0, 3.0, 4.0], "debt": [4.0, 3.0, 2.0, 1.0]})
label = [0, 0, 1, 1]
with mlflow.start_run():
    mlflow.log_input(mlflow.data.from_pandas(frame, name="loans"), context="training")
    mlflow.log_metric("val_auc", 0.8, step=1)
    mlflow.log_metric("val_auc", 0.9, step=2)
    mlflow.log_metric("val_auc", 0.85, step=3)
    mlflow.log_param("n_params", 3)
    model = LogisticRegression().fit(frame, label)
    mlflow.sklearn.log_model(model, name="model", registered_model_name="columns", input_example=frame)
