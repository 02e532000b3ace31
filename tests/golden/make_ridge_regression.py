#!/usr/bin/env python3
"""Makes ridge_regression.json: ridge regression with leave-one-out choice of the penalty, by scikit-learn.

Run: python3 make_ridge_regression.py > ridge_regression.json     (Debian: python3-sklearn)
"""
import json

import numpy as np
import sklearn
from sklearn.linear_model import RidgeCV

rng = np.random.default_rng(7)
n, p = 40, 5
points = rng.normal(size=(n, p)) * np.array([1.0, 3.0, 0.2, 1.0, 10.0]) + np.array([0.0, 5.0, -1.0, 2.0, 100.0])
points[:, 3] = 0.7 * points[:, 0] + 0.3 * points[:, 3]
z = (points - points.mean(0)) / points.std(0)
true = rng.normal(size=(p, 2))
targets = 0.4 * z @ true + rng.normal(size=(n, 2))
points, targets = points.astype(np.float32), targets.astype(np.float32)

x = points.astype(np.float64)
mean, deviation = x.mean(0), x.std(0)  # affekt's penalty is on columns divided by their deviation
y = targets.astype(np.float64)
spread = y.std(0)  # affekt weighs both outputs' errors by their variances
grid = [10 ** (q / 4) for q in range(-12, 21)]
fit = RidgeCV(alphas=grid).fit((x - mean) / deviation, y / spread)
weight = fit.coef_ * spread[:, None] / deviation
bias = fit.intercept_ * spread - weight @ mean
print(json.dumps({
    "sklearn": sklearn.__version__,
    "points": points.tolist(),
    "targets": targets.tolist(),
    "lambda": fit.alpha_,
    "weight": weight.tolist(),
    "bias": bias.tolist(),
}))
