"""Writes Parquet files that pyarrow encrypted: one as a whole, and one with a footer that anybody can read."""
import base64
import os
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe


class Keys(pe.KmsClient):
    """Keeps keys as they are: what is tested is the file, not the keeping."""

    def __init__(self, _config):
        super().__init__()

    def wrap_key(self, key_bytes, _master):
        return base64.b64encode(key_bytes)

    def unwrap_key(self, wrapped, _master):
        return base64.b64decode(wrapped)


factory = pe.CryptoFactory(Keys)
table = pa.table({"x": [1, 2, 3], "secret": ["a", "b", "c"]})
for name, plaintext in (("whole", False), ("columns", True)):
    wanted = pe.EncryptionConfiguration(footer_key="foot", column_keys={"col": ["secret"]}, plaintext_footer=plaintext)
    properties = factory.file_encryption_properties(pe.KmsConnectionConfig(), wanted)
    with pq.ParquetWriter(os.path.join(sys.argv[1], name + ".parquet"), table.schema,
                          encryption_properties=properties) as writer:
        writer.write_table(table)
