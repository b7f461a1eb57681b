"""A better model: gradient boosting with small trees, in plain Python. Takes about 25 seconds.

Nothing here knows Cairn: the numbers it prints are picked up as they are.

    python3 train_credit.py [--epochs 20] [--lr 0.006] [--rounds 180] [--subsample 0.6] [--seed 1]
"""
import argparse
import bisect
import json
import os
import random

from loans import FEATURES, MODEL, accuracy, auc, features, labels, log_loss, read_rows, sigmoid, split

BINS = 24
MIN_WEIGHT = 6.0  # of the hessian in a leaf; about 30 rows
SMOOTHING = 4.0


def cut_points(values):
    """Borders between equally full bins."""
    ordered = sorted(values)
    return sorted({ordered[len(ordered) * i // BINS] for i in range(1, BINS)})


def best_split(columns, borders, rows, grad, hess):
    """The (gain, feature, bin) that parts `rows` best; rows with a bin up to `bin` go left."""
    total_g, total_h = sum(grad[i] for i in rows), sum(hess[i] for i in rows)
    best = (1e-9, None, None)
    for feature, column in enumerate(columns):
        size = len(borders[feature]) + 1
        if size < 2:
            continue
        sum_g, sum_h = [0.0] * size, [0.0] * size
        for i in rows:
            b = column[i]
            sum_g[b] += grad[i]
            sum_h[b] += hess[i]
        left_g = left_h = 0.0
        for b in range(size - 1):
            left_g += sum_g[b]
            left_h += sum_h[b]
            right_g, right_h = total_g - left_g, total_h - left_h
            if left_h < MIN_WEIGHT or right_h < MIN_WEIGHT:
                continue
            gain = (left_g ** 2 / (left_h + SMOOTHING) + right_g ** 2 / (right_h + SMOOTHING)
                    - total_g ** 2 / (total_h + SMOOTHING))
            if gain > best[0]:
                best = (gain, feature, b)
    return best


def grow(columns, borders, rows, grad, hess, depth, rate):
    _, feature, b = best_split(columns, borders, rows, grad, hess) if depth > 0 else (0, None, None)
    if feature is None:
        return {"value": rate * sum(grad[i] for i in rows) / (sum(hess[i] for i in rows) + SMOOTHING)}
    column = columns[feature]
    left, right = [i for i in rows if column[i] <= b], [i for i in rows if column[i] > b]
    return {"feature": feature, "border": borders[feature][b],
            "left": grow(columns, borders, left, grad, hess, depth - 1, rate),
            "right": grow(columns, borders, right, grad, hess, depth - 1, rate)}


def value_of(tree, x):
    while "value" not in tree:
        tree = tree["left"] if x[tree["feature"]] < tree["border"] else tree["right"]
    return tree["value"]


def predict(model, x):
    return sigmoid(model["bias"] + sum(value_of(tree, x) for tree in model["trees"]))


def save(model, path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(model, file)


def main():
    parser = argparse.ArgumentParser(description="Train the credit model.")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--lr", type=float, default=0.006)
    parser.add_argument("--rounds", type=int, default=180, help="trees in an epoch")
    parser.add_argument("--depth", type=int, default=2)
    parser.add_argument("--subsample", type=float, default=0.6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--income", choices=["recorded", "restored"], default="recorded",
                        help="restored: with what the record of women's income leaves out on average")
    args = parser.parse_args()

    train, val, test = split(read_rows(), seed=1)
    (x_train, x_val, x_test) = ([features(row, args.income) for row in part] for part in (train, val, test))
    (y_train, y_val, y_test) = (labels(part) for part in (train, val, test))
    print("training on %d applications, choosing on %d, testing on %d" % (len(train), len(val), len(test)), flush=True)

    borders = [cut_points(column) for column in zip(*x_train)]
    columns = [[bisect.bisect_right(cuts, x[f]) for x in x_train] for f, cuts in enumerate(borders)]
    base = sum(y_train) / len(y_train)
    model = {"features": FEATURES, "income": args.income, "bias": 0.0, "trees": []}
    raw = {"train": [0.0] * len(x_train), "val": [0.0] * len(x_val)}
    rng = random.Random(args.seed)
    best = (float("-inf"), 0, 0)
    for epoch in range(1, args.epochs + 1):
        for _ in range(args.rounds):
            p = [sigmoid(r) for r in raw["train"]]
            grad, hess = [y - q for y, q in zip(y_train, p)], [q * (1 - q) for q in p]
            rows = [i for i in range(len(x_train)) if rng.random() < args.subsample]
            tree = grow(columns, borders, rows, grad, hess, args.depth, args.lr)
            model["trees"].append(tree)
            raw["train"] = [r + value_of(tree, x) for r, x in zip(raw["train"], x_train)]
            raw["val"] = [r + value_of(tree, x) for r, x in zip(raw["val"], x_val)]
        scores = {name: [sigmoid(r) for r in values] for name, values in raw.items()}
        val_auc = auc(y_val, scores["val"])
        best = max(best, (val_auc, epoch, len(model["trees"])), key=lambda b: b[0])
        print("epoch %d/%d train_loss=%.4f val_loss=%.4f train_auc=%.4f val_auc=%.4f" % (
            epoch, args.epochs, log_loss(y_train, scores["train"]), log_loss(y_val, scores["val"]),
            auc(y_train, scores["train"]), val_auc), flush=True)

    val_auc, epoch, trees = best
    model["trees"] = model["trees"][:trees]
    scores = [predict(model, x) for x in x_test]
    print("kept the model of epoch %d; the share that repays is %.3f" % (epoch, base))
    print("epoch %d/%d test_auc=%.4f test_loss=%.4f test_accuracy=%.4f" % (
        args.epochs, args.epochs, auc(y_test, scores), log_loss(y_test, scores), accuracy(y_test, scores, 0.5)))
    save(model, MODEL)
    if "CAIRN_ARTIFACTS" in os.environ:
        save(model, os.path.join(os.environ["CAIRN_ARTIFACTS"], "credit_model.json"))


if __name__ == "__main__":
    main()
