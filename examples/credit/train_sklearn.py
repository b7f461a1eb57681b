"""The same with scikit-learn, on the breast cancer data that it ships with (569 tumours, 30 measurements each).

    pip install scikit-learn
    python3 train_sklearn.py [--epochs 30] [--alpha 0.001] [--seed 1]
"""
import argparse
import sys

try:
    from sklearn.datasets import load_breast_cancer
    from sklearn.linear_model import SGDClassifier
    from sklearn.metrics import log_loss, roc_auc_score
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler
except ImportError:
    sys.exit("This example needs scikit-learn: pip install scikit-learn")


def main():
    parser = argparse.ArgumentParser(description="Train a linear classifier with scikit-learn.")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--alpha", type=float, default=0.001)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    x, y = load_breast_cancer(return_X_y=True)
    x, x_test, y, y_test = train_test_split(x, y, test_size=0.2, stratify=y, random_state=args.seed)
    x, x_val, y, y_val = train_test_split(x, y, test_size=0.25, stratify=y, random_state=args.seed)
    scaler = StandardScaler().fit(x)
    x, x_val, x_test = scaler.transform(x), scaler.transform(x_val), scaler.transform(x_test)

    model = SGDClassifier(loss="log_loss", alpha=args.alpha, random_state=args.seed)
    for epoch in range(1, args.epochs + 1):
        model.partial_fit(x, y, classes=[0, 1])
        p_train, p_val = model.predict_proba(x)[:, 1], model.predict_proba(x_val)[:, 1]
        print("epoch %d/%d train_loss=%.4f val_loss=%.4f val_auc=%.4f" % (
            epoch, args.epochs, log_loss(y, p_train), log_loss(y_val, p_val), roc_auc_score(y_val, p_val)), flush=True)
    p_test = model.predict_proba(x_test)[:, 1]
    print("epoch %d/%d test_auc=%.4f test_accuracy=%.4f" % (
        args.epochs, args.epochs, roc_auc_score(y_test, p_test), model.score(x_test, y_test)))


if __name__ == "__main__":
    main()
