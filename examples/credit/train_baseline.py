"""The model to beat: logistic regression on two numbers that any clerk looks at. Takes about two seconds.

    python3 train_baseline.py [--epochs 10] [--lr 0.05] [--seed 1]
"""
import argparse
import json
import os
import random

from loans import auc, labels, log_loss, read_rows, sigmoid, split

COLUMNS = ["debt_to_income", "late_payments"]


def scaled(rows, means, spreads):
    return [[(float(row[c]) - m) / s for c, m, s in zip(COLUMNS, means, spreads)] for row in rows]


def main():
    parser = argparse.ArgumentParser(description="Train the baseline.")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--lr", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    train, val, test = split(read_rows(), seed=1)
    means = [sum(float(row[c]) for row in train) / len(train) for c in COLUMNS]
    spreads = [(sum((float(row[c]) - m) ** 2 for row in train) / len(train)) ** 0.5 or 1.0
               for c, m in zip(COLUMNS, means)]
    sets = {name: (scaled(rows, means, spreads), labels(rows))
            for name, rows in (("train", train), ("val", val), ("test", test))}
    weights, bias = [0.0] * len(COLUMNS), 0.0

    def score(x):
        return sigmoid(bias + sum(w * v for w, v in zip(weights, x)))

    rng = random.Random(args.seed)
    inputs, truth = sets["train"]
    for epoch in range(1, args.epochs + 1):
        order = list(range(len(inputs)))
        rng.shuffle(order)
        rate = args.lr / epoch
        for i in order:
            error = truth[i] - score(inputs[i])
            bias += rate * error
            weights = [w + rate * error * v for w, v in zip(weights, inputs[i])]
        scores = {name: [score(x) for x in xs] for name, (xs, _) in sets.items()}
        print("epoch %d/%d train_loss=%.4f val_loss=%.4f val_auc=%.4f" % (
            epoch, args.epochs, log_loss(truth, scores["train"]),
            log_loss(sets["val"][1], scores["val"]), auc(sets["val"][1], scores["val"])), flush=True)
    print("epoch %d/%d test_auc=%.4f" % (args.epochs, args.epochs, auc(sets["test"][1], scores["test"])))
    if "CAIRN_ARTIFACTS" in os.environ:
        with open(os.path.join(os.environ["CAIRN_ARTIFACTS"], "baseline_model.json"), "w", encoding="utf-8") as file:
            json.dump({"features": COLUMNS, "means": means, "spreads": spreads, "weights": weights, "bias": bias}, file)


if __name__ == "__main__":
    main()
