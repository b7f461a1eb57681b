"""Writes pairs of predictions into a folder, and what scipy, scikit-learn, Fairlearn and plain numpy say of their differences.

    python3 versus.py FOLDER
"""
import json
import os
import sys
import warnings

import numpy as np
import pandas as pd
from fairlearn.metrics import (demographic_parity_difference, equal_opportunity_difference, equalized_odds_difference)
from scipy import stats
from sklearn.metrics import f1_score, precision_score, recall_score, roc_auc_score

warnings.filterwarnings("ignore")
FOLDER = sys.argv[1]
Z = stats.norm.ppf(0.975)


def wilson(hits):
    found = stats.binomtest(int(hits.sum()), len(hits)).proportion_ci(method="wilson")
    return hits.mean(), found.low, found.high


def newcombe(a, b, r):
    """Of two estimates with their limits; r is how closely they follow each other."""
    (x, xl, xh), (y, yl, yh) = a, b
    half = lambda p, q: np.sqrt(p * p - 2 * r * p * q + q * q)
    return {"value": x - y, "low": x - y - half(x - xl, yh - y), "high": x - y + half(xh - x, y - yl)}


def same_rows(a, b):
    """Shares of the same rows, each 0 or 1."""
    r = np.corrcoef(a, b)[0, 1] if a.std() > 0 and b.std() > 0 else 0.0
    return newcombe(wilson(a), wilson(b), r)


def precision(y, a, b):
    """Each on the rows that it selects itself; followed by what leaving one row out would do."""
    p, q = y[a == 1].mean(), y[b == 1].mean()
    one, two = np.where(a == 1, y - p, 0.0), np.where(b == 1, y - q, 0.0)
    r = (one * two).sum() / np.sqrt((one ** 2).sum() * (two ** 2).sum())
    return newcombe(wilson(y[a == 1]), wilson(y[b == 1]), r)


def delong(y, s, t):
    """All positives against all negatives, ties by half."""
    m, n = (y == 1).sum(), (y == 0).sum()
    parts = []
    for score in (s, t):
        above = score[y == 1][:, None] - score[y == 0][None, :]
        won = (above > 0) + 0.5 * (above == 0)
        parts.append((won.mean(), won.mean(axis=1), won.mean(axis=0)))
    (a, va, wa), (b, vb, wb) = parts
    cov = np.cov(va, vb) / m + np.cov(wa, wb) / n
    error = np.sqrt(cov[0, 0] + cov[1, 1] - 2 * cov[0, 1])
    assert abs(a - roc_auc_score(y, s)) < 1e-12 and abs(b - roc_auc_score(y, t)) < 1e-12
    return {"value": a - b, "low": a - b - Z * error, "high": a - b + Z * error}


def changes(y, a, b, s, t):
    return {
        "tpr": same_rows(a[y == 1], b[y == 1]),
        "fpr": same_rows(a[y == 0], b[y == 0]),
        "selectionRate": same_rows(a, b),
        "accuracy": same_rows((a == y).astype(int), (b == y).astype(int)),
        "precision": precision(y, a, b),
        "auc": delong(y, s, t),
    }


GAPS = {"demographicParity": demographic_parity_difference, "equalizedOdds": equalized_odds_difference,
        "equalOpportunity": equal_opportunity_difference}


def fnr_gap(y, p, g):
    found = [1 - p[(g == one) & (y == 1)].mean() for one in np.unique(g)]
    return max(found) - min(found)


def drawn_gap(rng, y, a, b, g):
    """Rows drawn with replacement, the same for both."""
    found = []
    for _ in range(1500):
        at = rng.integers(0, len(y), len(y))
        found.append(fnr_gap(y[at], a[at], g[at]) - fnr_gap(y[at], b[at], g[at]))
    return {"value": fnr_gap(y, a, g) - fnr_gap(y, b, g), "low": np.percentile(found, 2.5), "high": np.percentile(found, 97.5)}


def binary(at):
    rng = np.random.default_rng(at)
    rows = int(rng.choice([120, 300, 700, 1500]))
    y = (rng.random(rows) < rng.uniform(0.3, 0.7)).astype(int)
    g = rng.choice(["a", "b", "c"][: 2 + at % 2], rows)
    shared = rng.random(rows)
    digits = int(rng.choice([1, 2, 6]))
    s = np.round(0.25 * y + 0.45 * shared + 0.3 * rng.random(rows), digits)
    t = np.round(0.2 * y + 0.5 * shared + 0.3 * rng.random(rows) - 0.05 * (g == "a"), digits)
    here, there = 0.5, 0.45
    a, b = (s > here).astype(int), (t > there).astype(int)
    own = pd.DataFrame({"row_id": np.arange(rows), "y": y, "s": s, "g": g})
    other = pd.DataFrame({"row_id": np.arange(rows), "y": y, "s": t, "g": g}).sample(frac=1, random_state=at)
    ending = ["csv", "parquet"][at % 2]
    names = [f"own{at}.{ending}", f"other{at}.{ending}"]
    for name, frame in zip(names, (own, other)):
        path = os.path.join(FOLDER, name)
        frame.to_csv(path, index=False) if ending == "csv" else frame.to_parquet(path, index=False)
    return {
        "own": names[0], "other": names[1], "here": here, "there": there, "rows": rows,
        "overall": changes(y, a, b, s, t),
        "slices": {one: changes(*(list_[g == one] for list_ in (y, a, b, s, t))) for one in np.unique(g)},
        "gaps": {name: [gap(y, p, sensitive_features=g) for p in (a, b)] for name, gap in GAPS.items()},
        "drawn": drawn_gap(rng, y, a, b, g) if at < 8 else None,
    }


def regression(at):
    rng = np.random.default_rng(1000 + at)
    rows = 200 + 50 * at
    y, shared = rng.normal(100, 20, rows), rng.normal(0, 5, rows)
    g = rng.choice(["a", "b"], rows)
    p, q = y + shared + rng.normal(1, 3, rows), y + shared + rng.normal(-1, 4, rows)
    names = [f"own-errors{at}.csv", f"other-errors{at}.csv"]
    for name, said in zip(names, (p, q)):
        pd.DataFrame({"y": y, "p": said, "g": g}).to_csv(os.path.join(FOLDER, name), index=False)
    found = {}
    for name, value in (("meanError", lambda e: e), ("meanAbsoluteError", np.abs)):
        x, z = value(p - y), value(q - y)
        error = (x.mean() - z.mean()) / stats.ttest_rel(x, z).statistic
        found[name] = {"value": x.mean() - z.mean(), "low": x.mean() - z.mean() - Z * error, "high": x.mean() - z.mean() + Z * error}
    return {"own": names[0], "other": names[1], "overall": found}


def macro_of(name, y, p):
    found = []
    for one in "xyz":
        hits, said, true = ((y == one) & (p == one)).sum(), (p == one).sum(), (y == one).sum()
        found.append(hits / {"precision": said, "tpr": true, "f1": (said + true) / 2}[name])
    return np.mean(found)


def classes(at):
    rng = np.random.default_rng(2000 + at)
    rows = 900
    y = rng.choice(list("xyz"), rows, p=[0.5, 0.3, 0.2])
    guess = rng.choice(list("xyz"), rows)
    easy = rng.random(rows)
    p, q = np.where(easy < 0.75, y, guess), np.where(easy + rng.normal(0, 0.1, rows) < 0.6, y, guess)
    names = [f"own-classes{at}.csv", f"other-classes{at}.csv"]
    for name, said in zip(names, (p, q)):
        pd.DataFrame({"y": y, "p": said, "g": "all"}).to_csv(os.path.join(FOLDER, name), index=False)
    macro = {"precision": precision_score, "tpr": recall_score, "f1": f1_score}
    found = {}
    for name, score in macro.items():
        drawn = []
        for _ in range(600):
            at_ = rng.integers(0, rows, rows)
            drawn.append(macro_of(name, y[at_], p[at_]) - macro_of(name, y[at_], q[at_]))
        found[name] = {"value": score(y, p, average="macro") - score(y, q, average="macro"),
                       "low": np.percentile(drawn, 2.5), "high": np.percentile(drawn, 97.5)}
    return {"own": names[0], "other": names[1], "overall": found}


def plain(value):
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return float(value) if isinstance(value, np.floating) else value


print(json.dumps(plain({"binary": [binary(at) for at in range(60)], "regression": [regression(at) for at in range(6)],
                        "classes": [classes(at) for at in range(3)]})))
