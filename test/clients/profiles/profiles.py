"""Writes data files with pandas, pyarrow and scikit-learn, and says what pandas makes of them."""
import json
import math
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.spatial.distance import jensenshannon
from sklearn import datasets

folder = Path(sys.argv[1])
at = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99]


def plain(value):
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def facts(frame):
    """Of numbers what is finite, since that is what a profile's numbers are about."""
    columns = []
    for name in frame.columns:
        column = frame[name]
        one = {"name": name, "missing": int(column.isna().sum()), "distinct": int(column.nunique())}
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            finite = column[np.isfinite(column.astype("float64"))].astype("float64")
            one |= {
                "min": plain(finite.min()),
                "max": plain(finite.max()),
                "mean": plain(finite.mean()),
                "std": plain(finite.std()),
                "quantiles": [plain(finite.quantile(q)) for q in at],
            }
        elif pd.api.types.is_datetime64_any_dtype(column):
            ms = column.dropna()
            ms = (ms.dt.tz_convert("UTC").dt.tz_localize(None) if ms.dt.tz is not None else ms).astype("datetime64[us]")
            ms = ms.astype("int64") / 1000
            one |= {"quantiles": [plain(ms.quantile(q)) for q in at]}
        else:
            counts = column.dropna().astype(str).value_counts()
            one |= {"counts": {str(k): int(v) for k, v in counts.items()} if len(counts) <= 1000 else None}
        columns.append(one)
    return {"rows": len(frame), "columns": columns}


files = {}


def keep(name, frame, read):
    files[name] = facts(read(folder / name))


for name, load in {"iris": datasets.load_iris, "wine": datasets.load_wine, "cancer": datasets.load_breast_cancer,
                   "diabetes": datasets.load_diabetes}.items():
    frame = load(as_frame=True).frame
    frame.to_csv(folder / f"{name}.csv", index=False)
    frame.to_parquet(folder / f"{name}.parquet", index=False)
    frame.to_json(folder / f"{name}.jsonl", orient="records", lines=True, double_precision=15)
    keep(f"{name}.csv", frame, pd.read_csv)
    keep(f"{name}.parquet", frame, pd.read_parquet)
    keep(f"{name}.jsonl", frame, lambda file: pd.read_json(file, lines=True))

random = np.random.default_rng(7)
n = 40_000
mixed = pd.DataFrame({
    "id": np.arange(n, dtype="int64") + 2**40,
    "small": random.integers(-100, 100, n).astype("int8"),
    "unsigned": random.integers(0, 2**32 - 1, n).astype("uint32"),
    "single": random.normal(size=n).astype("float32"),
    "skewed": random.lognormal(0, 3, n),
    "nullable": pd.array(np.where(random.random(n) < 0.2, None, random.integers(0, 9, n)), dtype="Int64"),
    "flag": pd.array(np.where(random.random(n) < 0.1, None, random.random(n) < 0.3), dtype="boolean"),
    "kind": pd.Categorical(random.choice(["α", "naïve café", "日本", "🙂", "NA", ""], n)),
    "when": pd.Timestamp("2026-01-01") + pd.to_timedelta(random.integers(0, 10**7, n), unit="s"),
    "zoned": pd.Timestamp("2026-03-28", tz="Europe/Oslo") + pd.to_timedelta(random.integers(0, 10**6, n), unit="s"),
})
mixed.loc[::11, "when"] = pd.NaT
mixed.to_parquet(folder / "mixed.parquet", index=False)
keep("mixed.parquet", mixed, pd.read_parquet)

decimals = pa.table({
    "price": pa.array([None if i % 7 == 0 else __import__("decimal").Decimal(i) / 100 for i in range(5000)],
                      pa.decimal128(12, 2)),
    "odd": pa.array([[math.nan, math.inf, -math.inf, None, i / 3][i % 5] for i in range(5000)], pa.float64()),
    "nested": pa.array([[i % 3, 1] for i in range(5000)], pa.list_(pa.int32())),
    "day": pa.array([i % 400 for i in range(5000)], pa.date32()),
})
for compression in ["snappy", "zstd", "gzip", "none"]:
    pq.write_table(decimals, folder / f"decimals-{compression}.parquet", compression=compression, row_group_size=999)

before, after = random.normal(0, 1, 5000), random.normal(0.4, 1.3, 4000)
words = ["a", "b", "c", "d"]
first = pd.DataFrame({"x": before, "w": random.choice(words, 5000, p=[0.5, 0.3, 0.1, 0.1])})
second = pd.DataFrame({"x": after, "w": random.choice([*words[:3], "new"], 4000, p=[0.3, 0.3, 0.3, 0.1])})
first.to_parquet(folder / "before.parquet", index=False)
second.to_csv(folder / "after.csv", index=False)


def drift(a, b):
    a, b = np.asarray(a) / np.sum(a), np.asarray(b) / np.sum(b)
    filled_a, filled_b = np.where(a == 0, 0.0001, a), np.where(b == 0, 0.0001, b)
    return {"psi": float(np.sum((filled_a - filled_b) * np.log(filled_a / filled_b))), "js": float(jensenshannon(a, b))}


def binned(values, edges):
    # Up to and with the edge, as pandas cuts.
    return pd.Series(pd.cut(values, [-np.inf, *edges, np.inf])).value_counts(sort=False).to_numpy()


edges = np.quantile(before, np.arange(1, 10) / 10)
later = pd.read_csv(folder / "after.csv")["x"].to_numpy()
names = [*words, "new"]
comparison = {
    "x": drift(binned(before, edges), binned(later, edges)),
    "w": drift([(first.w == v).sum() for v in names], [(second.w == v).sum() for v in names]),
}
print(json.dumps({"files": files, "comparison": comparison, "at": at}))
