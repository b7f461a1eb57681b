"""Writes predictions of many shapes into a folder, and what Fairlearn and scikit-learn say of each to standard output.

    python3 reference.py FOLDER
"""
import json
import os
import sys
import warnings

import numpy as np
import pandas as pd
from fairlearn.metrics import (MetricFrame, count, demographic_parity_difference, demographic_parity_ratio,
                               equal_opportunity_difference, equal_opportunity_ratio, equalized_odds_difference,
                               equalized_odds_ratio, false_negative_rate, false_positive_rate, selection_rate,
                               true_negative_rate, true_positive_rate)
from scipy.stats import bootstrap
from sklearn.calibration import calibration_curve
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import (accuracy_score, balanced_accuracy_score, confusion_matrix, f1_score, mean_absolute_error,
                             mean_squared_error, precision_score, recall_score, roc_auc_score)

warnings.filterwarnings("ignore")
FOLDER = sys.argv[1]
WRITTEN = {"int": [0, 1], "float": [0.0, 1.0], "bool": [False, True], "yes": ["no", "yes"], "Yes": ["No", "Yes"]}


def write(name, frame):
    path = os.path.join(FOLDER, name)
    if name.endswith(".parquet"):
        frame.to_parquet(path, index=False)
    elif name.endswith(".csv"):
        frame.to_csv(path, index=False)
    else:
        frame.to_json(path, orient="records", lines=True, double_precision=15)
    return name


def defined(kind, y, p):
    """What Fairlearn and scikit-learn tell as 0 where it is 0/0."""
    some = {"tpr": y.any(), "fnr": y.any(), "fpr": (1 - y).any(), "tnr": (1 - y).any(), "precision": p.any(), "fdr": p.any(),
            "for": (1 - p).any(), "npv": (1 - p).any(), "f1": y.any() or p.any(), "auc": y.any() and (1 - y).any()}
    return bool(some.get(kind, True) and (kind != "balancedAccuracy" or (y.any() and (1 - y).any())))


def rates(y, p, w, s=None, few=False):
    own = {
        "baseRate": lambda: np.average(y, weights=w),
        "selectionRate": lambda: selection_rate(y, p, sample_weight=w),
        "tpr": lambda: true_positive_rate(y, p, sample_weight=w),
        "fnr": lambda: false_negative_rate(y, p, sample_weight=w),
        "fpr": lambda: false_positive_rate(y, p, sample_weight=w),
        "tnr": lambda: true_negative_rate(y, p, sample_weight=w),
        "precision": lambda: precision_score(y, p, sample_weight=w),
        "fdr": lambda: 1 - precision_score(y, p, sample_weight=w),
        "npv": lambda: precision_score(1 - y, 1 - p, sample_weight=w),
        "for": lambda: 1 - precision_score(1 - y, 1 - p, sample_weight=w),
        "accuracy": lambda: accuracy_score(y, p, sample_weight=w),
        "f1": lambda: f1_score(y, p, sample_weight=w),
        "balancedAccuracy": lambda: balanced_accuracy_score(y, p, sample_weight=w),
    }
    if few:  # scikit-learn takes milliseconds for each
        own = {kind: own[kind] for kind in ("selectionRate", "tpr", "fpr", "precision", "f1")}
    if s is not None:
        own["auc"] = lambda: roc_auc_score(y, s, sample_weight=w)
    return {kind: float(of()) if defined(kind, y, p) else None for kind, of in own.items()}


def key(values):
    values = values if isinstance(values, tuple) else (values,)
    return json.dumps([None if v == "<null>" else str(v) for v in values])


NAMED = {
    "difference": {"demographicParity": demographic_parity_difference, "equalizedOdds": equalized_odds_difference,
                   "equalOpportunity": equal_opportunity_difference},
    "ratio": {"demographicParity": demographic_parity_ratio, "equalizedOdds": equalized_odds_ratio,
              "equalOpportunity": equal_opportunity_ratio},
}


def odds(y, p, sample_weight=None):
    """AIF360's average odds difference is that of these."""
    return (true_positive_rate(y, p, sample_weight=sample_weight) + false_positive_rate(y, p, sample_weight=sample_weight)) / 2


def tenths(y, s):
    """[mean score, share of positives] of each tenth with rows."""
    true, told = calibration_curve(y, s, n_bins=10)
    return [[float(a), float(b)] for a, b in zip(told, true)]


def judged(frame, columns, s=None, few=False):
    """Every slice of `columns`; groups without a value are named, since Fairlearn refuses them."""
    groups = frame[columns].astype(object).where(frame[columns].notna(), "<null>")
    w = frame["w"] if "w" in frame else None
    found = {}
    for values, rows in frame.groupby([groups[c] for c in columns], sort=False):
        found[key(values)] = {
            "n": len(rows), "rates": rates(rows["Y"].to_numpy(), rows["P"].to_numpy(), None if w is None else rows["w"].to_numpy(),
                                           None if s is None else rows["S"].to_numpy(), few=few)}
    all_defined = all(v is not None for one in found.values() for k, v in one["rates"].items() if k in ("tpr", "fpr", "precision"))
    gaps = {}
    if all_defined and 1 < len(found) < 8:
        y, p = frame["Y"], frame["P"]
        args = {"sensitive_features": groups, "sample_weight": w}
        params = {name: {"sample_weight": w} for name in ("precision", "accuracy", "selection", "tpr", "fpr", "odds")} if w is not None else None
        of = MetricFrame(metrics={"n": count, "precision": precision_score, "accuracy": accuracy_score, "selection": selection_rate,
                                  "tpr": true_positive_rate, "fpr": false_positive_rate, "odds": odds},
                         y_true=y, y_pred=p, sensitive_features=groups, sample_params=params)
        for method, against in (("between_groups", "groups"), ("to_overall", "overall")):
            for kind, gap in (("difference", of.difference(method=method)), ("ratio", of.ratio(method=method))):
                for metric, name in (("predictiveParity", "precision"), ("accuracyParity", "accuracy"), ("averageOdds", "odds"), ("fpr", "fpr")):
                    gaps["%s %s %s" % (metric, kind, against)] = float(gap[name])
                for metric, own in NAMED[kind].items():
                    if len(columns) == 1:
                        gaps["%s %s %s" % (metric, kind, against)] = float(own(y, p, method=method, **args))
    return {"slices": found, "gaps": gaps}


def numbers(value):
    """A ratio of zeros is NaN."""
    if isinstance(value, dict):
        return {k: numbers(v) for k, v in value.items()}
    if isinstance(value, list):
        return [numbers(v) for v in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def binary(at):
    r = np.random.default_rng(at)
    n = int(r.choice([3, 7, 20, 60, 200, 1000, 3000]))
    kind = list(WRITTEN)[at % len(WRITTEN)]
    groups = {}
    for g in range(int(r.integers(1, 4))):
        names = np.array(["a", "B", "c c", "d'd", "é", "n", "label"], dtype=object)[: int(r.integers(1, 6))]
        chance = r.dirichlet(np.full(len(names), 0.7))
        column = r.choice(names, n, p=chance).astype(object)
        if r.random() < 0.5:
            column[r.random(n) < 0.1] = None
        groups["n" if g == 1 else "group %d" % g] = column
    y = (r.random(n) < r.uniform(0.05, 0.95)).astype(int)
    s = np.clip(r.normal(0.35 + 0.3 * y, r.uniform(0.05, 0.4), n), 0, 1)
    places = int(r.choice([1, 2, 12]))
    s = np.round(s, places)
    threshold = round(float(r.uniform(0.1, 0.9)), 2)
    p = (s > threshold).astype(int)
    weighted = r.random() < 0.5
    frame = pd.DataFrame(groups)
    frame["label"] = pd.Series([WRITTEN[kind][v] for v in y])
    frame["said"] = pd.Series([WRITTEN[kind][v] for v in p])
    frame["s"] = s
    if weighted:
        frame["w"] = r.choice([0.5, 1.0, 2.0], n) if r.random() < 0.5 else np.round(r.exponential(1, n) + 0.01, 6)
    whole = frame.assign(Y=y, P=p, S=s)
    columns = list(groups)
    crossed = [[c] for c in columns] + [columns[:2]] * (len(columns) > 1) + [columns] * (len(columns) == 3 and n < 100)
    name = write("binary%d.%s" % (at, ("parquet", "csv", "jsonl")[at % 3]), frame)
    w = whole["w"] if weighted else None
    # What lies on an edge is the lower tenth's there, and the upper one's here.
    calibration = None
    if places == 12 and not weighted:
        first = whole[columns[0]].astype(object)
        calibration = {"all": tenths(y, s), **{key(v): tenths(rows["Y"], rows["S"]) for v, rows in whole.groupby(first)}}
    return {"file": name, "calibration": calibration, "groups": columns, "threshold": threshold, "weighted": weighted, "rows": n,
            "overall": rates(y, p, w, s), "attributes": [{"columns": c, **judged(whole, c, s, few=at % 3 > 0 or len(c) > 1)} for c in crossed]}


def classes_of(y, p, w, labels):
    """Macro averages over the classes for which they are defined."""
    m = confusion_matrix(y, p, labels=labels, sample_weight=w).astype(float)
    per = {"tpr": [], "precision": [], "f1": []}
    recall = recall_score(y, p, labels=labels, average=None, sample_weight=w)
    precision = precision_score(y, p, labels=labels, average=None, sample_weight=w)
    f1 = f1_score(y, p, labels=labels, average=None, sample_weight=w)
    for i in range(len(labels)):
        if m[i].sum() > 0:
            per["tpr"].append(recall[i])
        if m[:, i].sum() > 0:
            per["precision"].append(precision[i])
        if m[i].sum() + m[:, i].sum() > 0:
            per["f1"].append(f1[i])
    own = {k: float(np.mean(v)) for k, v in per.items()}
    return {**own, "accuracy": float(accuracy_score(y, p, sample_weight=w)),
            "balancedAccuracy": float(balanced_accuracy_score(y, p, sample_weight=w))}


def multi(at):
    r = np.random.default_rng(1000 + at)
    n = int(r.choice([12, 80, 500]))
    labels = ["low", "mid", "high", "top"][: 3 + at % 2] if at % 3 else list(range(3 + at % 2))
    y = r.choice(len(labels), n)
    y[: len(labels)] = range(len(labels))
    p = np.where(r.random(n) < 0.6, y, r.choice(len(labels), n))
    frame = pd.DataFrame({"g": r.choice(["a", "b", "c"], n), "y": [labels[v] for v in y], "p": [labels[v] for v in p]})
    weighted = at % 2 == 0
    if weighted:
        frame["w"] = r.exponential(1, n) + 0.01
    name = write("multi%d.parquet" % at, frame)
    slices = {key(v): classes_of(rows["y"], rows["p"], rows["w"] if weighted else None, labels) for v, rows in frame.groupby("g")}
    one = {key(v): rates((rows["y"] == labels[0]).astype(int).to_numpy(), (rows["p"] == labels[0]).astype(int).to_numpy(),
                         rows["w"].to_numpy() if weighted else None) for v, rows in frame.groupby("g")}
    return {"file": name, "weighted": weighted, "slices": slices, "first": str(labels[0]), "one": one}


def errors_of(y, p, w):
    return {"meanError": float(np.average(p - y, weights=w)), "meanAbsoluteError": float(mean_absolute_error(y, p, sample_weight=w)),
            "rmse": float(np.sqrt(mean_squared_error(y, p, sample_weight=w))), "over": float(np.average(p > y, weights=w)),
            "under": float(np.average(p < y, weights=w))}


def regression(at):
    r = np.random.default_rng(2000 + at)
    n = int(r.choice([25, 300, 2000]))
    y = np.round(r.normal(50, 20, n), 2)
    p = np.where(r.random(n) < 0.1, y, y + r.normal(1, 5, n))
    frame = pd.DataFrame({"g": r.choice(["a", "b", "c"], n), "y": y, "p": p})
    weighted = at % 2 == 0
    if weighted:
        frame["w"] = r.exponential(1, n) + 0.01
    name = write("regression%d.parquet" % at, frame)
    slices = {key(v): errors_of(rows["y"], rows["p"], rows["w"] if weighted else None) for v, rows in frame.groupby("g")}
    return {"file": name, "weighted": weighted, "slices": slices, "overall": errors_of(frame["y"], frame["p"], frame.get("w"))}


def real():
    """scikit-learn's own data, with models of its own."""
    cancer = load_breast_cancer(as_frame=True)
    x, y = cancer.data, cancer.target
    s = LogisticRegression(max_iter=50).fit(x[["mean texture"]], y).predict_proba(x[["mean texture"]])[:, 1]
    size = pd.cut(x["mean radius"], [0, 12, 15, 100], labels=["small", "medium", "large"]).astype(object)
    smooth = np.where(x["mean smoothness"] > 0.1, "rough", "smooth")
    frame = pd.DataFrame({"size": size, "smooth": smooth, "label": y, "said": (s > 0.6).astype(int), "s": s})
    whole = frame.assign(Y=y, P=frame["said"], S=s)
    crossed = [["size"], ["smooth"], ["size", "smooth"]]
    binary_case = {"file": write("cancer.csv", frame), "calibration": {"all": tenths(y, s)}, "groups": ["size", "smooth"], "threshold": 0.6, "weighted": False,
                   "rows": len(frame), "overall": rates(y.to_numpy(), frame["said"].to_numpy(), None, s),
                   "attributes": [{"columns": c, **judged(whole, c, s)} for c in crossed]}
    iris = load_iris(as_frame=True)
    names = np.array(iris.target_names)
    p = LogisticRegression(max_iter=200).fit(iris.data[["sepal length (cm)"]], iris.target).predict(iris.data[["sepal length (cm)"]])
    flowers = pd.DataFrame({"g": np.where(iris.data["sepal width (cm)"] > 3, "wide", "narrow"), "y": names[iris.target], "p": names[p]})
    labels = sorted(names)
    multi_case = {"file": write("iris.csv", flowers), "weighted": False, "first": str(labels[0]),
                  "slices": {key(v): classes_of(rows["y"], rows["p"], None, labels) for v, rows in flowers.groupby("g")},
                  "one": {key(v): rates((rows["y"] == labels[0]).astype(int).to_numpy(), (rows["p"] == labels[0]).astype(int).to_numpy(), None)
                          for v, rows in flowers.groupby("g")}}
    diabetes = load_diabetes(as_frame=True)
    predicted = LinearRegression().fit(diabetes.data[["bmi"]], diabetes.target).predict(diabetes.data[["bmi"]])
    people = pd.DataFrame({"g": np.where(diabetes.data["sex"] > 0, "a", "b"), "y": diabetes.target, "p": predicted})
    regression_case = {"file": write("diabetes.csv", people), "weighted": False, "overall": errors_of(people["y"], people["p"], None),
                       "slices": {key(v): errors_of(rows["y"], rows["p"], None) for v, rows in people.groupby("g")}}
    return binary_case, multi_case, regression_case


def refused():
    """What Fairlearn makes of groups without a value and of 0/0."""
    frame = pd.DataFrame({"g": ["a", "a", "a", "b", "b", None, None], "y": [1, 0, 0, 0, 0, 1, 0], "p": [1, 1, 0, 0, 1, 0, 1]})
    name = write("refused.parquet", frame)
    try:
        MetricFrame(metrics=count, y_true=frame["y"], y_pred=frame["p"], sensitive_features=frame["g"])
        said = ""
    except ValueError as error:
        said = str(error)
    some = frame.dropna()
    of = MetricFrame(metrics=true_positive_rate, y_true=some["y"], y_pred=some["p"], sensitive_features=some["g"])
    return {"file": name, "said": said, "tprOfB": float(of.by_group["b"]), "opportunity": float(
        equal_opportunity_difference(some["y"], some["p"], sensitive_features=some["g"]))}


def error_of(y, s, w):
    """SciPy's bootstrap of AUC: rows of each class are drawn by themselves."""
    y, s, w = (np.asarray(of) for of in (y, s, w))

    def area(positives, negatives):
        rows = np.concatenate([positives, negatives])
        return roc_auc_score(y[rows], s[rows], sample_weight=w[rows])
    places = np.flatnonzero(y == 1), np.flatnonzero(y == 0)
    drawn = bootstrap(places, area, n_resamples=1500, vectorized=False, method="percentile", random_state=1)
    return float(drawn.standard_error)


def area(at):
    """Scores with ties or weights, of which the error of AUC is drawn."""
    r = np.random.default_rng(7000 + at)
    n = 1200
    y = (r.random(n) < 0.35).astype(int)
    s = r.normal(0, 1, n) + [0.5, 1.2, 2.5][at % 3] * y
    if at % 2 == 0:
        s = np.round(s * 4) / 4
    frame = pd.DataFrame({"g": r.choice(["a", "b"], n), "label": y, "s": s, "w": r.exponential(1, n) + 0.05 if at > 2 else 1.0})
    name = write("area%d.parquet" % at, frame)
    of = {key(v): error_of(rows["label"], rows["s"], rows["w"]) for v, rows in frame.groupby("g")}
    return {"file": name, "weighted": at > 2, "overall": error_of(frame["label"], frame["s"], frame["w"]), "slices": of}


cancer, iris, diabetes = real()
print(json.dumps(numbers({"binary": [cancer] + [binary(at) for at in range(199)], "multi": [iris] + [multi(at) for at in range(24)],
                          "regression": [diabetes] + [regression(at) for at in range(18)], "refused": refused(), "areas": [area(at) for at in range(5)]})))
