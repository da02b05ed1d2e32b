"""Twenty clients do the same at the same moment, each in a process of its own as jobs are."""

import json
import multiprocessing
import sys

import mlflow
from mlflow import MlflowClient

clients = 20


def register(barrier, answers):
    barrier.wait()
    experiment = mlflow.set_experiment("race").experiment_id
    with mlflow.start_run() as run:
        # By which the client knows a model.
        mlflow.log_text("flavors: {}", "model/MLmodel")
    version = mlflow.register_model(f"runs:/{run.info.run_id}/model", "raced")
    answers.put([experiment, run.info.run_id, version.version, version.run_id])


if __name__ == "__main__":
    # A fork has all that is imported, and no connection: nothing was asked yet.
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(clients), context.Queue()
    jobs = [context.Process(target=register, args=(barrier, answers)) for _ in range(clients)]
    for job in jobs:
        job.start()
    told = [answers.get(timeout=120) for _ in jobs]
    for job in jobs:
        job.join()
    found = MlflowClient().search_model_versions("name = 'raced'")
    print(
        json.dumps(
            {
                "experiments": sorted({one[0] for one in told}),
                "versions": sorted(int(one[2]) for one in told),
                "own run": all(one[1] == one[3] for one in told),
                "found": sorted(int(one.version) for one in found),
                "failed": [job.exitcode for job in jobs if job.exitcode],
            }
        )
    )
