"""Writes predictions, or judges them with Fairlearn's MetricFrame: two attributes and their crossing, all metrics.

    python3 judgeData.py write FILE ROWS
    python3 judgeData.py judge FILE predictions|scores|weighted     prints seconds (imports not counted) and MB
"""
import resource
import sys
import time

import numpy as np
import pandas as pd


def write(file, rows):
    r = np.random.default_rng(0)
    sex = r.choice(["F", "M", "X"], rows, p=[0.48, 0.5, 0.02])
    race = r.choice(["White", "Black", "Asian", "Other", "Amer-Indian"], rows, p=[0.6, 0.15, 0.15, 0.08, 0.02])
    y = (r.random(rows) < 0.3).astype(np.int64)
    s = 1 / (1 + np.exp(-(r.normal(0, 1, rows) + 1.2 * y - 0.6 + 0.3 * (sex == "F"))))
    pd.DataFrame({"y": y, "p": (s > 0.5).astype(np.int64), "s": s, "sex": sex, "race": race,
                  "w": r.random(rows) + 0.5}).to_parquet(file)


def judge(file, how):
    from fairlearn.metrics import (MetricFrame, count, false_negative_rate, false_positive_rate, selection_rate,
                                   true_negative_rate, true_positive_rate)
    from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score, precision_score, roc_auc_score
    began = time.perf_counter()
    frame = pd.read_parquet(file)
    p = frame["p"] if how == "predictions" else (frame["s"] > 0.5).astype(int)
    metrics = {"n": count, "selection": selection_rate, "tpr": true_positive_rate, "fnr": false_negative_rate,
               "fpr": false_positive_rate, "tnr": true_negative_rate, "precision": precision_score, "accuracy": accuracy_score,
               "f1": f1_score, "balanced": balanced_accuracy_score}
    weighted = how == "weighted"
    params = {name: {"sample_weight": frame["w"]} for name in metrics if name != "n"} if weighted else None
    for columns in (["sex"], ["race"], ["sex", "race"]):
        of = MetricFrame(metrics=metrics, y_true=frame["y"], y_pred=p, sensitive_features=frame[columns], sample_params=params)
        of.difference(), of.ratio()
        if how != "predictions":
            areas = MetricFrame(metrics={"auc": roc_auc_score}, y_true=frame["y"], y_pred=frame["s"], sensitive_features=frame[columns],
                                sample_params={"auc": {"sample_weight": frame["w"]}} if weighted else None)
            areas.difference()
    print("%.3f %.1f" % (time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000))


if sys.argv[1] == "write":
    write(sys.argv[2], int(sys.argv[3]))
else:
    judge(sys.argv[2], sys.argv[3])
