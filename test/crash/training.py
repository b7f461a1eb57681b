# Plays a training script: says points as fast as it is asked to, and writes down what it has said and how it means to
# end, where Cairn never looks.
import json
import os
import sys
import time

truth, seconds, code = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
run = os.environ["CAIRN_RUN_ID"]
with open(os.path.join(truth, run + ".pid"), "w") as file:
    file.write(str(os.getpid()))
inbox = os.open(os.environ["CAIRN_INBOX"], os.O_WRONLY | os.O_APPEND)


def counter(name):
    return os.open(os.path.join(truth, run + name), os.O_WRONLY | os.O_CREAT)


acked, printed = counter(".acked"), counter(".printed")
end = time.time() + seconds
step = 0
while time.time() < end:
    line = {"metrics": {"m": step}, "step": step}
    if step % 10 == 0:
        line["params"] = {"p%d" % step: step}
    os.write(inbox, (json.dumps(line) + "\n").encode())
    os.pwrite(acked, b"%d" % (step + 1), 0)
    os.write(1, b"epoch %d loss=%d\n" % (step, step))
    os.pwrite(printed, b"%d" % (step + 1), 0)
    step += 1
    time.sleep(0.002)
with open(os.path.join(truth, run + ".exit"), "w") as file:
    file.write(str(code))
sys.exit(code)
