"""Makes resnet18_forward.json beside this file. Needs PyTorch and torchvision.

noise(n)[i] = ((i * 1103515245 + 12345) mod 2^31) / 2^31 - 0.5   (integers, exact)
"""
import json, math, pathlib
import numpy as np, torch, torchvision

noise = lambda n: (((np.arange(n, dtype=np.int64) * 1103515245 + 12345) % (1 << 31)) / (1 << 31) - 0.5)
f = lambda t: [float(f'{x:.7g}') for x in np.asarray(t, dtype=np.float64).ravel()]

net = torchvision.models.resnet18(num_classes=7).eval(); names = []
with torch.no_grad():
    for k, (name, t) in enumerate(net.state_dict().items()):
        if t.dtype != torch.float32: continue
        n = t.numel(); v = noise(n + k)[k:]
        if name.endswith('running_var'): v = 1.0 + 0.5 * v
        elif 'bn' in name or 'downsample.1' in name: v = (1.0 + 0.2 * v) if name.endswith('weight') else 0.1 * v
        else: v = v * 2.0 / math.sqrt(max(1, n / t.shape[0]))
        t.copy_(torch.from_numpy(v.astype(np.float32)).reshape(t.shape)); names.append([name, list(t.shape)])
    x = torch.from_numpy(noise(2 * 3 * 112 * 112).astype(np.float32)).reshape(2, 3, 112, 112)
    y = net(x)
(pathlib.Path(__file__).parent / 'resnet18_forward.json').write_text(json.dumps({
    'made_by': f'torchvision {torchvision.__version__}',
    'input': 'noise(2*3*112*112) as float32 [2,3,112,112]',
    'weights': 'k = position of the tensor in state_dict(), all entries counted; v = noise(n + k)[k:]; running_var = 1 + 0.5 v; other batch-norm (bn*, downsample.1): weight = 1 + 0.2 v, bias and running_mean = 0.1 v; everything else v * 2 / sqrt(n / shape[0])',
    'state_dict': names,
    'logits': [f(r) for r in y]}, indent=1) + '\n')
