"""Makes feature_transform.json beside this file. Needs numpy and scikit-learn (Debian's python3-sklearn: 1.2.1).

Every input is given by a formula, so that a test can rebuild it without any file:
  noise(n)[i] = ((i * 1103515245 + 12345) mod 2^31) / 2^31 - 0.5
"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.preprocessing import RobustScaler, StandardScaler

noise = lambda n: ((np.arange(n, dtype=np.int64) * 1103515245 + 12345) % (1 << 31)) / (1 << 31) - 0.5
u = noise(800).reshape(200, 4) + 0.5
raw = np.stack([u[:, 0], -40 + 30 * (0.7 * u[:, 1] + 0.3 * u[:, 0]), 60 + 140 * u[:, 2], u[:, 3] ** 6], axis=1)
expanded = raw.astype(np.float32)
expanded[:, 2] = np.log(expanded[:, 2])  # in float32
expanded = expanded.astype(np.float64)

digits = lambda a: [float(f"{v:.12g}") for v in np.asarray(a).ravel()]
golden = {
    "made_by": f"scikit-learn {sklearn.__version__}",
    "input": "u = noise(800).reshape(200,4) + 0.5; raw[200,4] = u0, -40 + 30 (0.7 u1 + 0.3 u0), 60 + 140 u2, "
    "u3^6, float32; the third column is the tempo and enters as its logarithm",
}
for name, scaler in (("standard", StandardScaler()), ("robust", RobustScaler())):
    scaled = scaler.fit_transform(expanded)
    pca = PCA(n_components=3, svd_solver="full").fit(scaled)
    signs = np.sign(pca.components_[np.arange(3), np.abs(pca.components_).argmax(axis=1)])  # largest is positive
    golden[name] = {
        "centre": digits(scaler.mean_ if name == "standard" else scaler.center_),
        "scale": digits(scaler.scale_),
        "scaled_first_5_rows": digits(scaled[:5]),
        "components": digits(pca.components_ * signs[:, None]),
        "explained_variance": digits(pca.explained_variance_ratio_),
        "projected_first_5_rows": digits(pca.transform(scaled)[:5] * signs),
    }
(pathlib.Path(__file__).parent / "feature_transform.json").write_text(json.dumps(golden, indent=1) + "\n")
