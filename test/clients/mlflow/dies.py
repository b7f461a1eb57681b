"""Dies in the middle of an upload."""
import os
import threading
import time

import mlflow

sparse = os.path.join(os.getcwd(), "sparse.bin")
with open(sparse, "wb") as file:
    file.truncate(4_000_000_000)
run_id = mlflow.start_run().info.run_id
mlflow.log_text("whole", "before.txt")
# A thread has no active run of its own.
threading.Thread(target=mlflow.MlflowClient().log_artifact, args=(run_id, sparse), daemon=True).start()
uploads = os.path.join(os.environ["CAIRN_RUN_DIR"], "uploads")
while not any(entry.stat().st_size > 5_000_000 for entry in (os.scandir(uploads) if os.path.isdir(uploads) else [])):
    time.sleep(0.001)
os._exit(3)
