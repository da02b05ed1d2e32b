"""Deletes and restores of each kind that a client deletes, and tells what it finds after each."""

import json

import mlflow
from mlflow import MlflowClient
from mlflow.entities import ViewType
from mlflow.exceptions import MlflowException

client = MlflowClient()
told = {}


def refusal(call, *args):
    try:
        call(*args)
        return None
    except MlflowException as error:
        return [error.error_code, error.message]


experiment = mlflow.set_experiment("to delete").experiment_id
with mlflow.start_run(run_name="one") as run:
    mlflow.log_text("weights", "model/weights.txt")
run_id = run.info.run_id


def names(view=ViewType.ACTIVE_ONLY):
    return [one.info.run_name for one in client.search_runs([experiment], run_view_type=view)]


def stages():
    return [
        client.get_experiment(experiment).lifecycle_stage,
        client.get_run(run_id).info.lifecycle_stage,
    ]


client.delete_run(run_id)
told["run deleted"] = [names(), names(ViewType.DELETED_ONLY), stages()]
told["write"] = refusal(client.log_metric, run_id, "auc", 1.0)
client.restore_run(run_id)
told["run restored"] = [names(), stages()]

client.delete_experiment(experiment)
told["experiment deleted"] = [names(), stages()]
told["set"] = refusal(mlflow.set_experiment, "to delete")
client.restore_experiment(experiment)
told["experiment restored"] = [names(), stages()]

source = f"runs:/{run_id}/model"
client.create_registered_model("passing")
for _ in range(2):
    client.create_model_version("passing", source, run_id)
client.set_registered_model_alias("passing", "first", "1")
client.delete_model_version("passing", "1")
told["version deleted"] = [
    [one.version for one in client.search_model_versions("name = 'passing'")],
    client.get_registered_model("passing").aliases,
    refusal(client.get_model_version, "passing", "1"),
    client.create_model_version("passing", source, run_id).version,
]
client.delete_registered_model("passing")
told["model deleted"] = [
    [one.name for one in client.search_registered_models()],
    refusal(client.get_registered_model, "passing"),
]
client.create_registered_model("passing")
told["made again"] = client.create_model_version("passing", source, run_id).version
told["run"] = run_id
print(json.dumps(told))
