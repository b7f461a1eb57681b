"""An unchanged XGBoost script."""
import mlflow
import xgboost
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split

mlflow.autolog()

x, y = load_iris(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=0)
train, test = xgboost.DMatrix(x_train, label=y_train), xgboost.DMatrix(x_test, label=y_test)
params = {"objective": "multi:softprob", "num_class": 3, "eta": 0.3, "max_depth": 2}
xgboost.train(params, train, num_boost_round=7, evals=[(train, "train"), (test, "test")], verbose_eval=False)
