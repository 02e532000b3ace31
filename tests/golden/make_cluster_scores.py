"""Makes cluster_scores.json beside this file. Needs numpy and scikit-learn (Debian's python3-sklearn: 1.2.1).

Every input is given by a formula, so that a test can rebuild it without any file:
  noise(n)[i] = ((i * 1103515245 + 12345) mod 2^31) / 2^31 - 0.5
"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.cluster import KMeans

noise = lambda n: ((np.arange(n, dtype=np.int64) * 1103515245 + 12345) % (1 << 31)) / (1 << 31) - 0.5
row = np.arange(300)
X = (noise(1500).reshape(300, 5) + 0.8 * noise(38)[3:].reshape(7, 5)[row % 7]).astype(np.float32)
partitions = {"seven": row % 7, "merged": np.minimum(row % 7, 4), "squares": row * row % 5}

rows = {}
for name, labels in partitions.items():
    x = X.astype(np.float64)
    rows[name] = {
        "silhouette": metrics.silhouette_score(x, labels),
        "silhouette_widths_first_20": [float(f"{v:.9g}") for v in metrics.silhouette_samples(x, labels)[:20]],
        "davies_bouldin": metrics.davies_bouldin_score(x, labels),
        "calinski_harabasz": metrics.calinski_harabasz_score(x, labels),
    }
agreements = {}
for first, second in (("seven", "merged"), ("seven", "squares"), ("merged", "squares")):
    a, b = partitions[first], partitions[second]
    agreements[f"{first}_{second}"] = {
        "adjusted_rand": metrics.adjusted_rand_score(a, b),
        "normalized_mutual_info": metrics.normalized_mutual_info_score(a, b),
    }
clouds = noise(24000).reshape(3000, 8) + 1.5 * noise(103)[7:].reshape(12, 8)[np.arange(3000) % 12]
clouds = clouds.astype(np.float32).astype(np.float64)
fitted = KMeans(12, init=clouds[:12], n_init=1, max_iter=300, tol=0.0, algorithm="lloyd").fit(clouds)
golden = {
    "made_by": f"scikit-learn {sklearn.__version__}",
    "input": "X[300,5] = noise(1500).reshape(300,5) + 0.8 * C[row % 7], C = noise(38)[3:].reshape(7,5), float32",
    "partitions": "seven: row % 7; merged: min(row % 7, 4); squares: row^2 % 5",
    "rows": rows,
    "agreements": agreements,
    "kmeans": {  # the matrix and the start of kmeans.json's from_first_12_rows
        "inertia": fitted.inertia_,
        "silhouette": metrics.silhouette_score(clouds, fitted.labels_),
        "davies_bouldin": metrics.davies_bouldin_score(clouds, fitted.labels_),
        "calinski_harabasz": metrics.calinski_harabasz_score(clouds, fitted.labels_),
    },
}
(pathlib.Path(__file__).parent / "cluster_scores.json").write_text(json.dumps(golden, indent=1) + "\n")
