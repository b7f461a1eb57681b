"""Writes predictions, or judges them with Fairlearn's MetricFrame: two attributes and their crossing.

    python3 judgeData.py write FILE ROWS
    python3 judgeData.py models FILE OTHER ROWS
    python3 judgeData.py judge FILE predictions|auc|"weighted auc"

`models` writes what two models predict of the same rows, with ids. Of predictions all metrics, of scores the area under the ROC curve alone. Prints a line when it begins, and at last seconds
(imports not counted) and MB.
"""
import resource
import sys
import time

import numpy as np
import pandas as pd


def predictions(rows):
    r = np.random.default_rng(0)
    sex = r.choice(["F", "M", "X"], rows, p=[0.48, 0.5, 0.02])
    race = r.choice(["White", "Black", "Asian", "Other", "Amer-Indian"], rows, p=[0.6, 0.15, 0.15, 0.08, 0.02])
    y = (r.random(rows) < 0.3).astype(np.int64)
    s = 1 / (1 + np.exp(-(r.normal(0, 1, rows) + 1.2 * y - 0.6 + 0.3 * (sex == "F"))))
    return pd.DataFrame({"y": y, "p": (s > 0.5).astype(np.int64), "s": s, "sex": sex, "race": race,
                         "w": r.random(rows) + 0.5})


def write_models(file, other, rows):
    frame = predictions(rows)
    frame.insert(0, "id", np.arange(rows) * 3 + 7)
    frame.to_parquet(file)
    shift = 0.2 * np.random.default_rng(1).normal(0, 1, rows) + 0.2 * frame["y"] - 0.1 * (frame["sex"] == "F")
    frame["s"] = 1 / (1 + (1 / frame["s"] - 1) * np.exp(-shift))
    frame["p"] = (frame["s"] > 0.5).astype(np.int64)
    frame.to_parquet(other)


def judge(file, how):
    from fairlearn.metrics import (MetricFrame, count, false_negative_rate, false_positive_rate, selection_rate,
                                   true_negative_rate, true_positive_rate)
    from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score, precision_score, roc_auc_score
    print("begun", flush=True)
    began = time.perf_counter()
    frame = pd.read_parquet(file)
    areas = how != "predictions"
    weights = frame["w"] if how == "weighted auc" else None
    metrics = {"auc": roc_auc_score} if areas else {
        "n": count, "selection": selection_rate, "tpr": true_positive_rate, "fnr": false_negative_rate,
        "fpr": false_positive_rate, "tnr": true_negative_rate, "precision": precision_score, "accuracy": accuracy_score,
        "f1": f1_score, "balanced": balanced_accuracy_score}
    params = None if weights is None else {name: {"sample_weight": weights} for name in metrics}
    for columns in (["sex"], ["race"], ["sex", "race"]):
        of = MetricFrame(metrics=metrics, y_true=frame["y"], y_pred=frame["s" if areas else "p"],
                         sensitive_features=frame[columns], sample_params=params)
        of.difference(), of.ratio()
    print("%.3f %.1f" % (time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000))


if sys.argv[1] == "write":
    predictions(int(sys.argv[3])).to_parquet(sys.argv[2])
elif sys.argv[1] == "models":
    write_models(sys.argv[2], sys.argv[3], int(sys.argv[4]))
else:
    judge(sys.argv[2], sys.argv[3])
