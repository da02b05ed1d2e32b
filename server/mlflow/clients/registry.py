"""What people do with a registry besides training, on small files; each refusal is told as the client shows it."""

import json
import os

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

client = MlflowClient()
told = {}


def refusal(call, *args, **named):
    try:
        call(*args, **named)
        return None
    except MlflowException as error:
        return [error.error_code, error.message]


mlflow.set_experiment("small")
with mlflow.start_run(run_name="kept") as kept:
    mlflow.log_text("weights of one", "model/weights.txt")
    mlflow.log_text("grün, 100 %", "model/odd/grün 100%+a&b.txt")
    mlflow.log_metric("auc", 0.7)
with mlflow.start_run(run_name="other") as other:
    mlflow.log_text("weights of two", "model/weights.txt")
    mlflow.log_metric("auc", 0.9)

client.create_registered_model("Käse churn", tags={"team": "risk"}, description="Who leaves.")
for run in (kept, other):
    client.create_model_version(
        "Käse churn", f"runs:/{run.info.run_id}/model", run.info.run_id, tags={"size": "small"}
    )

# Both are pending, and the policy protects the alias.
told["protected"] = refusal(client.set_registered_model_alias, "Käse churn", "champion", "1")
told["production"] = refusal(
    client.transition_model_version_stage, "Käse churn", "1", "Production"
)
told["tag"] = refusal(client.set_model_version_tag, "Käse churn", "1", "hub.approval", "approved")

own = os.environ["MLFLOW_TRACKING_TOKEN"]
os.environ["MLFLOW_TRACKING_TOKEN"] = os.environ["TOKEN_OF_APPROVER"]
told["stage"] = client.transition_model_version_stage(
    "Käse churn", "2", "Production"
).current_stage
os.environ["MLFLOW_TRACKING_TOKEN"] = os.environ["TOKEN_OF_MAINTAINER"]
told["run of another"] = refusal(client.log_metric, kept.info.run_id, "auc", 1.0)
os.environ["MLFLOW_TRACKING_TOKEN"] = own

client.set_registered_model_alias("Käse churn", "champion", "2")
champion = client.get_model_version_by_alias("Käse churn", "champion")
told["champion"] = [champion.version, sorted(champion.aliases)]


def versions(clause):
    found = client.search_model_versions(f"name = 'Käse churn' and {clause}")
    return [one.version for one in found]


told["search"] = {
    "approved": versions("tags.hub.approval = 'approved'"),
    "pending": versions("tags.hub.approval != 'approved'"),
    "by run": versions(f"run_id = '{kept.info.run_id}'"),
    "by tag": versions("tags.size = 'small'"),
    "models": [m.name for m in client.search_registered_models("tags.team = 'risk'")],
    "like": [m.name for m in client.search_registered_models("name ILIKE 'käse%'")],
    "runs": list(
        mlflow.search_runs(experiment_names=["small"], filter_string="metrics.auc > 0.8")[
            "tags.mlflow.runName"
        ]
    ),
}

copy = client.copy_model_version("models:/Käse churn@approved", "Käse serving")
told["copy"] = [copy.name, copy.version, copy.tags["hub.approval"], copy.run_id == other.info.run_id]

folder = mlflow.artifacts.download_artifacts("models:/Käse churn/1")
with open(os.path.join(folder, "odd", "grün 100%+a&b.txt"), encoding="utf-8") as odd:
    told["odd"] = odd.read()

client.rename_registered_model("Käse churn", "Käse leaving")
told["renamed"] = [
    client.get_model_version("Käse leaving", "1").run_id == kept.info.run_id,
    refusal(client.get_registered_model, "Käse churn"),
]
print(json.dumps(told))
