"""Makes lstm_forward.json: reference values of PyTorch's LSTM with weights that a formula gives.

Needs PyTorch and numpy (torch 2.6.0 made the file). Run it in this folder.
noise(n)[i] = ((i * 1103515245 + 12345) mod 2^31) / 2^31 - 0.5
"""
import json

import numpy as np
import torch


def noise(n):
    return ((np.arange(n, dtype=np.int64) * 1103515245 + 12345) % (1 << 31)) / (1 << 31) - 0.5


def digits(values):
    return [float(f"{x:.7g}") for x in np.asarray(values, dtype=np.float64).ravel()]


lstm = torch.nn.LSTM(5, 6, batch_first=True)
with torch.no_grad():
    for k, (name, t) in enumerate(lstm.state_dict().items()):
        t.copy_(torch.from_numpy(noise(t.numel() + k)[k:].astype(np.float32)).reshape(t.shape))
    x = torch.from_numpy(noise(2 * 4 * 5).astype(np.float32)).reshape(2, 4, 5)
    output, (_, cell) = lstm(x)
golden = {
    "made_by": f"torch {torch.__version__}",
    "input": "noise(40) as float32 [batch 2, time 4, 5]",
    "weights": "weight_ih_l0 [24,5], weight_hh_l0 [24,6], bias_ih_l0, bias_hh_l0: k = 0..3 in that order, "
    "v = noise(n + k)[k:]",
    "output": [[digits(step) for step in row] for row in output],
    "c_n": [digits(row) for row in cell[0]],
}
with open("lstm_forward.json", "w") as file:
    file.write(json.dumps(golden, indent=1) + "\n")
