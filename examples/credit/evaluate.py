"""Judges the credit model on the test rows, also for each group of people, and writes the predictions.

    python3 evaluate.py [--threshold 0.75] [--out predictions.csv]
"""
import argparse
import csv
import json
import os
import sys

from loans import DATA, GROUPS, LABEL, MODEL, accuracy, auc, features, labels, log_loss, read_rows, split
from train_credit import predict

try:
    import cairn  # Cairn puts it on the path of its runs; everywhere else this script works without
except ImportError:
    cairn = None


def refused_good(rows, scores, threshold):
    """The share of people who repaid and would have been refused."""
    good = [p for row, p in zip(rows, scores) if row[LABEL] == "1"]
    return sum(p <= threshold for p in good) / len(good) if good else float("nan")


def main():
    parser = argparse.ArgumentParser(description="Evaluate the credit model.")
    parser.add_argument("--model", default=MODEL)
    parser.add_argument("--threshold", type=float, default=0.75)
    parser.add_argument("--out", default=os.path.join(os.environ.get("CAIRN_ARTIFACTS", "."), "predictions.csv"))
    args = parser.parse_args()
    if not os.path.exists(args.model):
        sys.exit("There is no model yet: run train_credit.py first.")
    with open(args.model, encoding="utf-8") as file:
        model = json.load(file)

    _, _, test = split(read_rows(), seed=1)
    truth, scores = labels(test), [predict(model, features(row, model["income"])) for row in test]
    metrics = {"test_auc": auc(truth, scores), "test_loss": log_loss(truth, scores),
               "test_accuracy": accuracy(truth, scores, args.threshold),
               "refused_good": refused_good(test, scores, args.threshold)}
    for group in GROUPS:
        for value in sorted({row[group] for row in test}):
            pairs = [(row, p) for row, p in zip(test, scores) if row[group] == value]
            share = refused_good([row for row, _ in pairs], [p for _, p in pairs], args.threshold)
            metrics["refused_good/%s=%s" % (group, value)] = share
    for name, value in metrics.items():
        print("%-32s %.4f" % (name, value))

    with open(args.out, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["application_id"] + GROUPS + [LABEL, "score", "approved"])
        for row, p in zip(test, scores):
            writer.writerow([row["application_id"]] + [row[g] for g in GROUPS]
                            + [row[LABEL], "%.6f" % p, int(p > args.threshold)])
    print("wrote %d predictions to %s" % (len(test), args.out))

    if cairn is not None:
        cairn.log_params({"threshold": args.threshold, "trees": len(model["trees"]), "income": model["income"]})
        cairn.log_dataset(os.path.basename(DATA), role="test")
        cairn.log(metrics, step=len(model["trees"]))
        cairn.log_predictions(args.out, label=LABEL, prediction="approved", score="score", groups=GROUPS)
        cairn.log_artifact(args.model, kind="model")
        cairn.note("Of the women who repaid, %.0f %% would have been refused; of the men, %.0f %%." % (
            100 * metrics["refused_good/sex=F"], 100 * metrics["refused_good/sex=M"]))


if __name__ == "__main__":
    main()
