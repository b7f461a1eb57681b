"""Loans, ROWS of them in twelve columns, as CSV or Parquet: writeData.py FILE ROWS"""
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

file, rows = sys.argv[1], int(sys.argv[2])
random = np.random.default_rng(1)
first = 0
writer = None
while first < rows:
    n = min(1_000_000, rows - first)
    table = pa.Table.from_pandas(
        pd.DataFrame(
            {
                "id": np.arange(first, first + n),
                "amount": np.round(np.exp(8 + 3 * random.random(n)), 2),
                "income": np.where(random.random(n) < 0.08, np.nan, np.round(20000 + 80000 * random.random(n), 2)),
                "score": random.random(n),
                "age": random.integers(18, 79, n),
                "term": random.choice([12, 24, 36, 48, 60], n),
                "debt": random.normal(size=n),
                "region": np.char.add("region ", random.integers(0, 21, n).astype(str)),
                "purpose": random.choice(["car", "home", "study", "medical", "move", "other", "wedding", "travel"], n),
                "approved": random.random(n) < 0.4,
                "created": pd.Timestamp("2026-01-01") + pd.to_timedelta(random.integers(0, 20_000_000, n), unit="s"),
                "zip": np.char.add("z", random.integers(0, 30_000, n).astype(str)),
            }
        ),
        preserve_index=False,
    )
    if writer is None:
        opened = pyarrow.csv.CSVWriter if file.endswith(".csv") else pyarrow.parquet.ParquetWriter
        writer = opened(file, table.schema)
    writer.write_table(table)
    first += n
writer.close()
