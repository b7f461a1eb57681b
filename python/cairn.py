"""Tell Cairn what this script does, as in cairn.log({"loss": 0.31}, step=3): standard library only, nothing outside a run.
Each call appends one JSON line to $CAIRN_INBOX, from any thread or forked process; trouble is only a warning."""
import json
import os
import sys
import time
from functools import wraps

_inbox, _warned = {"fd": None, "pid": None, "torn": False}, set()


def active():
    """Whether this process is part of a recorded run."""
    return bool(os.environ.get("CAIRN_INBOX"))


def _warn(sentence):
    if sentence not in _warned:
        _warned.add(sentence)
        print("cairn: " + sentence, file=sys.stderr)


def _append(line):
    said = dict({key: value for key, value in line.items() if value is not None}, time=time.time(), via="cairn.py")
    data = json.dumps(said).encode("ascii") + b"\n"
    if _inbox["pid"] != os.getpid():  # the first call, or the first after a fork
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        _inbox.update(fd=os.open(os.environ["CAIRN_INBOX"], flags, 0o644), pid=os.getpid())
    for _ in range(3):  # one write a line, so that lines of several processes never mix; a torn one is written again
        whole = b"\n" + data if _inbox["torn"] else data
        _inbox["torn"] = os.write(_inbox["fd"], whole) < len(whole)
        if not _inbox["torn"]:
            return
    raise OSError("the inbox takes no more lines")


def _harmless(call):
    @wraps(call)
    def wrapper(*args, **kwargs):
        try:
            if active():
                _append(call(*args, **kwargs))
        except Exception as error:  # logging must never end a training run
            _warn("%s did nothing: %s" % (call.__name__, error))
    return wrapper


def _number(value, what):
    if value is None or isinstance(value, (str, bytes)):
        raise TypeError("%s must be a number, not %r" % (what, value))
    return float(value)  # also numpy and torch scalars, Decimal, bool


def _items(values, what):
    if not hasattr(values, "items"):
        raise TypeError("%s must be a dict, not %s" % (what, type(values).__name__))
    return [(str(key), value) for key, value in values.items()]


@_harmless
def log(metrics, step=None):
    """Record a value of each metric at `step`, any number; without it each metric counts by itself."""
    numbers = {}
    for key, value in _items(metrics, "metrics"):
        try:
            numbers[key] = _number(value, repr(key))
        except Exception as error:
            _warn("log left a value out: %s" % error)
    if step is not None and not abs(step := _number(step, "step")) < float("inf"):
        raise ValueError("step must be a finite number, not %s" % step)
    return {"metrics": numbers, "step": step}


@_harmless
def log_params(params):
    """Record settings of the run, such as the learning rate."""
    return {"params": {key: str(value) for key, value in _items(params, "params")}}


@_harmless
def log_tags(tags):
    """Record labels of the run, such as its stage."""
    return {"tags": {key: str(value) for key, value in _items(tags, "tags")}}


@_harmless
def log_artifact(path, kind=None):
    """Keep a file that the script wrote, such as a model."""
    return {"artifact": os.path.abspath(os.fspath(path)), "kind": kind}


@_harmless
def log_predictions(path, label, prediction=None, score=None, groups=(), weight=None, id=None, split=None):
    """Name a file of predictions and its columns; `split` is what rows must have to count, such as {"fold": "test"}."""
    columns = dict(label=label, prediction=prediction, score=score, groups=list(groups), weight=weight, id=id, split=split)
    return dict(columns, predictions=os.path.abspath(path))


@_harmless
def log_dataset(name, role=None, version=None):
    """Name a dataset the script uses; `role` is train, validation or test."""
    return {"dataset": str(name), "role": role, "version": None if version is None else str(version)}


@_harmless
def log_features(names):
    """Name the features that the model learns from, such as the columns of its table."""
    return {"features": [str(name) for name in ([names] if isinstance(names, str) else names)]}


@_harmless
def note(text):
    """Write a sentence into the run's notes."""
    return {"note": str(text)}


@_harmless
def progress(at, of=None, unit="step"):
    """Say how far the script is: progress(7, 20, "epoch")."""
    return {"progress": {"at": _number(at, "at"), "of": None if of is None else _number(of, "of"), "unit": unit}}
