"""Training as people have it: nothing in here knows of the hub, or which line of MLflow runs it."""

import mlflow
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

mlflow.set_experiment("iris")
mlflow.sklearn.autolog()

data, kind = load_iris(return_X_y=True, as_frame=True)
data_train, data_test, kind_train, kind_test = train_test_split(data, kind, random_state=1)

with mlflow.start_run(run_name="final"):
    with mlflow.start_run(run_name="warm up", nested=True):
        mlflow.log_param("C", 0.5)
    model = LogisticRegression(max_iter=500).fit(data_train, kind_train)
    for step in range(20):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_metric("accuracy", model.score(data_test, kind_test))
    mlflow.set_tag("team", "flowers")
    mlflow.sklearn.log_model(
        model, "model", input_example=data_test[:3], registered_model_name="Iris kinds"
    )
