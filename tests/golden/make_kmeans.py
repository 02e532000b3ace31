"""Makes kmeans.json: reference values of scikit-learn for K-means on a matrix that a formula gives.

Needs numpy and scikit-learn (1.4.2 made the file). Run it in this folder.
"""
import json

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.cluster import KMeans


def noise(n):
    """((i * 1103515245 + 12345) mod 2^31) / 2^31 - 0.5, exact in double."""
    return ((np.arange(n, dtype=np.int64) * 1103515245 + 12345) % (1 << 31)) / (1 << 31) - 0.5


rows, columns, clusters = 3000, 8, 12
centres = 1.5 * noise(clusters * columns + 7)[7:].reshape(clusters, columns)
x32 = (noise(rows * columns).reshape(rows, columns) + centres[np.arange(rows) % clusters]).astype(np.float32)
x = x32.astype(np.float64)

given = KMeans(clusters, init=x32[:clusters].copy(), n_init=1, tol=0.0, algorithm='lloyd').fit(x)
best = min((KMeans(clusters, n_init=50, random_state=seed).fit(x) for seed in range(3)),
           key=lambda k: k.inertia_)
result = {
    'made_by': f'scikit-learn {sklearn.__version__}',
    'input': 'X[3000,8] = noise(24000).reshape(3000,8) + 1.5 * C[row % 12], '
             'C = noise(103)[7:].reshape(12,8), float32',
    'from_first_12_rows': {
        'iterations': int(given.n_iter_),
        'inertia': float(given.inertia_),
        'labels_first_24': given.labels_[:24].tolist(),
        'sizes': np.bincount(given.labels_).tolist(),
    },
    'best_of_150': {
        'inertia': float(best.inertia_),
        'silhouette': float(metrics.silhouette_score(x32, best.labels_)),
        'davies_bouldin': float(metrics.davies_bouldin_score(x32, best.labels_)),
        'calinski_harabasz': float(metrics.calinski_harabasz_score(x32, best.labels_)),
    },
}
with open('kmeans.json', 'w', encoding='utf-8') as file:
    file.write(json.dumps(result, indent=1) + '\n')
