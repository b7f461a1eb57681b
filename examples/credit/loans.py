"""What the scripts of this example share: reading the data, splitting it, and judging scores. Standard library only."""
import csv
import math
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "data", "loans.csv")
MODEL = os.path.join(HERE, "models", "credit_model.json")
LABEL = "repaid"
GROUPS = ["sex", "age_band"]
NUMBERS = ["age", "employment_years", "income", "loan_amount", "term_months", "debt_to_income", "credit_history_years",
           "open_accounts", "late_payments"]
CATEGORIES = {"region": ["east", "north", "south", "west"], "home": ["mortgage", "own", "rent"],
              "purpose": ["business", "car", "debts", "education", "home"]}
# Neither sex nor age_band is a feature: leaving them out is not enough to be fair, as the evaluation shows.
FEATURES = NUMBERS + ["%s=%s" % (name, value) for name in CATEGORIES for value in CATEGORIES[name]]


def read_rows(path=DATA):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def split(rows, seed):
    """60 % to learn from, 20 % to choose by, 20 % that is looked at once, in the end."""
    rows = sorted(rows, key=lambda row: row["application_id"])
    random.Random(seed).shuffle(rows)
    a, b = int(0.6 * len(rows)), int(0.8 * len(rows))
    return rows[:a], rows[a:b], rows[b:]


# The part of women's income that its record leaves out, on average (make_data.py says why).
LEFT_OUT = 0.18


def features(row, income="recorded"):
    """income="restored" puts back what is left out on average, and what is owed is held against that."""
    values = {name: float(row[name]) for name in NUMBERS}
    if income == "restored" and row["sex"] == "F":
        values["income"] /= 1 - LEFT_OUT
        values["debt_to_income"] *= 1 - LEFT_OUT
    return list(values.values()) + [float(row[name] == value) for name in CATEGORIES for value in CATEGORIES[name]]


def labels(rows):
    return [int(row[LABEL]) for row in rows]


def sigmoid(x):
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def log_loss(truth, scores):
    return -sum(math.log(max(1e-12, p if y else 1 - p)) for y, p in zip(truth, scores)) / len(truth)


def auc(truth, scores):
    """The chance that somebody who repaid is scored above somebody who did not; ties count half."""
    order = sorted(range(len(scores)), key=lambda i: scores[i])
    ranks, i = [0.0] * len(scores), 0
    while i < len(order):
        j = i
        while j < len(order) and scores[order[j]] == scores[order[i]]:
            j += 1
        for k in range(i, j):
            ranks[order[k]] = (i + j + 1) / 2
        i = j
    good = sum(truth)
    bad = len(truth) - good
    if good == 0 or bad == 0:
        return float("nan")
    return (sum(rank for rank, y in zip(ranks, truth) if y) - good * (good + 1) / 2) / (good * bad)


def accuracy(truth, scores, threshold):
    return sum((p > threshold) == bool(y) for y, p in zip(truth, scores)) / len(truth)
