"""Runs DeepCASE, as its authors publish it, on sequences that Countersign's benchmark wrote.

usage: run-deepcase.py rows.bin predictions.bin features epochs
rows: int32, one row an alert: test flag, label, event, ten events of context (oldest first).
predictions: int32, one an alert of the test tenant; below 0 DeepCASE abstains.
"""
import json
import sys
import time

import numpy as np
import torch
from deepcase.context_builder import ContextBuilder
from deepcase.interpreter import Interpreter

rows_path, out_path, features, epochs = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(1)
rows = np.fromfile(rows_path, dtype=np.int32).reshape(-1, 13)
train, test = rows[rows[:, 0] == 0], rows[rows[:, 0] == 1]


def tensors(part):
    return (torch.from_numpy(part[:, 3:].astype(np.int64)), torch.from_numpy(part[:, 2:3].astype(np.int64)))


began = time.process_time()
context, events = tensors(train)
builder = ContextBuilder(input_size=features, output_size=features, hidden_size=128, max_length=10)
builder.fit(X=context, y=events, epochs=epochs, batch_size=128, learning_rate=0.01, verbose=False)
interpreter = Interpreter(context_builder=builder, features=features, eps=0.1, min_samples=5, threshold=0.2)
interpreter.cluster(X=context, y=events, iterations=100, batch_size=1024, verbose=False)
scores = interpreter.score_clusters(scores=train[:, 1].astype(int), strategy="max", NO_SCORE=-1)
interpreter.score(scores=scores, verbose=False)
trained = time.process_time()
context, events = tensors(test)
predicted = interpreter.predict(X=context, y=events, iterations=100, batch_size=1024, verbose=False)
np.asarray(predicted).astype(np.int32).tofile(out_path)
print(json.dumps({"train": trained - began, "test": time.process_time() - trained}))
