"""Trains by autolog as people do, and prints what the client then reads of it, as JSON."""

import json

import mlflow
import mlflow.sklearn
import pandas as pd
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

is_three = not mlflow.__version__.startswith("2.")
mlflow.set_experiment("iris")
mlflow.sklearn.autolog(log_datasets=True)
x, y = load_iris(return_X_y=True, as_frame=True)
x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=1)
data = mlflow.data.from_pandas(pd.concat([x_train, y_train], axis=1), name="iris", targets="target")

with mlflow.start_run() as run:
    mlflow.log_input(data, context="training")
    model = LogisticRegression(max_iter=1000).fit(x_train, y_train)
    signature = infer_signature(x_train, model.predict(x_train))
    info = mlflow.sklearn.log_model(model, "own", signature=signature, registered_model_name="iris")

client = mlflow.MlflowClient()
read = client.get_run(run.info.run_id)
version = client.get_model_version("iris", "1")
told = {
    "datasets": sorted([one.dataset.name, one.tags[0].value] for one in read.inputs.dataset_inputs),
    "params": read.data.params["max_iter"],
    "version": [version.status, version.run_id == run.info.run_id],
    "predicts": len(mlflow.pyfunc.load_model("models:/iris/1").predict(x_test)),
}
if is_three:
    made = [client.get_logged_model(one.model_id) for one in read.outputs.model_outputs]
    own = next(one for one in made if one.name == "own")
    client.set_logged_model_tags(own.model_id, {"a/b": "1"})
    client.delete_logged_model_tag(own.model_id, "a/b")
    with mlflow.start_run() as evaluation:
        mlflow.log_metric("held_out", 0.5, model_id=own.model_id, dataset=data)
    with mlflow.start_run():
        large = mlflow.initialize_logged_model(params={f"p{i}": "v" for i in range(250)})
        mlflow.finalize_logged_model(large.model_id, "FAILED")
    large = client.get_logged_model(large.model_id)
    own = client.get_logged_model(own.model_id)
    told |= {
        "models": sorted([one.name, str(one.status)] for one in made),
        "versions": json.loads(own.tags["mlflow.modelVersions"]),
        "measured": [[one.key, one.value, one.dataset_name] for one in own.metrics],
        "taken": [
            one.model_id == own.model_id
            for one in client.get_run(evaluation.info.run_id).inputs.model_inputs
        ],
        "large": [len(large.params), str(large.status)],
    }
else:
    history = json.loads(read.data.tags["mlflow.log-model.history"])
    told["history"] = [one["artifact_path"] for one in history]
print("TOLD " + json.dumps(told))
