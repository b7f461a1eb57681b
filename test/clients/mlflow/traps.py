"""What scripts of real life do that leads a tracking client astray; the first argument says which."""
import multiprocessing
import os
import sys

import mlflow


def rank(n, run_id):
    with mlflow.start_run(run_id=run_id):
        for step in range(20):
            mlflow.log_metric(f"rank{n}", step, step=step)


def experiment():
    mlflow.set_experiment("other")
    with mlflow.start_run():
        mlflow.log_metric("m", 1)


def raises():
    mlflow.start_run()
    mlflow.log_metric("m", 1)
    raise ValueError("the data is empty")


def raises_within():
    with mlflow.start_run():
        mlflow.log_metric("m", 1)
        raise ValueError("the data is empty")


def catches():
    try:
        with mlflow.start_run():
            mlflow.log_metric("m", 1)
            raise ValueError("the data is empty")
    except ValueError:
        pass


def second():
    for n in range(2):
        with mlflow.start_run():
            mlflow.log_metric("m", n)


def resumes():
    with mlflow.start_run():
        mlflow.log_metric("m", 2, step=2)


def ranks():
    context = multiprocessing.get_context("spawn")
    with mlflow.start_run() as run:
        started = [context.Process(target=rank, args=(n, run.info.run_id)) for n in range(3)]
        for each in started:
            each.start()
        for each in started:
            each.join()
            assert each.exitcode == 0
        mlflow.log_metric("m", 1)


def forks():
    # In a fork MLflow's client begins a run of its own, unless it is told which one is meant.
    run_id = mlflow.start_run().info.run_id
    if os.fork() == 0:
        mlflow.MlflowClient().log_metric(run_id, "m", 1)
        os._exit(0)
    os.wait()


def elsewhere():
    mlflow.set_tracking_uri("sqlite:///elsewhere.db")
    with mlflow.start_run():
        mlflow.log_metric("m", 1)


if __name__ == "__main__":
    globals()[sys.argv[1]]()
