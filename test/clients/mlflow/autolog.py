"""An unchanged scikit-learn script."""
import mlflow
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GridSearchCV, train_test_split

mlflow.autolog()

x, y = load_iris(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=0)
search = GridSearchCV(RandomForestClassifier(random_state=0), {"max_depth": [1, 3], "n_estimators": [5, 9]}, cv=3)
search.fit(x_train, y_train)
search.score(x_test, y_test)
