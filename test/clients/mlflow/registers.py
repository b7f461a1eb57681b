"""Registers several versions of one model, as other runs do at the same time."""
import mlflow

with mlflow.start_run() as run:
    for n in range(5):
        mlflow.log_text(str(n), f"model{n}/MLmodel")
        client = mlflow.MlflowClient()
        try:
            client.create_registered_model("shared")
        except mlflow.exceptions.MlflowException as error:
            assert error.error_code == "RESOURCE_ALREADY_EXISTS", error
        client.create_model_version("shared", f"runs:/{run.info.run_id}/model{n}", run.info.run_id)
