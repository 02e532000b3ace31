"""K-means of affekt beside scikit-learn, FAISS and OpenCV: same rows, same initial centroids.

Called by scripts/bench_kmeans. Every round measures each program once, one after the other; printed are
medians.
"""
import argparse
import csv
import functools
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

COLUMNS = ['danceability', 'energy', 'loudness', 'speechiness', 'acousticness', 'instrumentalness',
           'liveness', 'valence', 'tempo']


def positive(text):
    if int(text) < 1:
        raise ValueError
    return int(text)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('catalogue', nargs='?', help='CSV of songs; without it, synthetic rows')
    parser.add_argument('--program', required=True, help='the built bench_kmeans')
    parser.add_argument('--threads', type=positive, default=2)
    parser.add_argument('--rounds', type=positive, default=5)
    parser.add_argument('--clusters', type=positive, nargs='+', default=[8, 32, 128])
    parser.add_argument('--rows', type=positive, default=169308, help='of the synthetic catalogue')
    parser.add_argument('--big-rows', type=int, default=5_000_000, help='in mini-batches; 0: leave it out')
    parser.add_argument('--big-clusters', type=positive, default=64)
    parser.add_argument('--check', action='store_true', help='only check these arguments')
    options = parser.parse_args()
    if options.catalogue and not os.path.isfile(options.catalogue):
        parser.error(f'{options.catalogue}: no such file')
    return options


def read_catalogue(path):
    """Rows without an empty cell, standardised, float32."""
    import numpy as np
    with open(path, newline='', encoding='utf-8') as file:
        reader = csv.DictReader(file)
        names = {name.strip().lower(): name for name in reader.fieldnames}
        cells = [[row[names[column]] for column in COLUMNS] for row in reader]
    rows = np.array([[float(cell) for cell in row] for row in cells if all(row)])
    return ((rows - rows.mean(0)) / rows.std(0)).astype(np.float32)


def fit_sklearn(algorithm, rows, start):
    from sklearn.cluster import KMeans
    kmeans = KMeans(len(start), init=start, n_init=1, max_iter=10000, tol=0, algorithm=algorithm)
    begin = time.perf_counter()
    kmeans.fit(rows)
    return {'seconds': time.perf_counter() - begin, 'iterations': kmeans.n_iter_, 'inertia': kmeans.inertia_}


def fit_faiss(rows, start, iterations):
    import faiss
    clustering = faiss.Clustering(rows.shape[1], len(start))
    clustering.niter = iterations  # it has no test of convergence
    clustering.max_points_per_centroid = len(rows)
    clustering.min_points_per_centroid = 1
    faiss.copy_array_to_vector(start.ravel(), clustering.centroids)
    index = faiss.IndexFlatL2(rows.shape[1])
    begin = time.perf_counter()
    clustering.train(rows, index)
    seconds = time.perf_counter() - begin
    inertia = clustering.iteration_stats.at(iterations - 1).obj
    return {'seconds': seconds, 'iterations': iterations, 'inertia': inertia}


def call(program, *arguments):
    done = subprocess.run([program, *map(str, arguments)], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def compare(options, rows, folder):
    """Lloyd to convergence from the same centroids."""
    import numpy as np
    path = folder / 'rows.f32'
    rows.tofile(path)
    print(f'{len(rows)} rows x {rows.shape[1]} columns, float32, {options.threads} threads, to convergence; '
          f'medians of {options.rounds} rounds')
    for clusters in options.clusters:
        start = rows[np.random.RandomState(0).choice(len(rows), clusters, replace=False)].copy()
        start_path = folder / 'start.f32'
        start.tofile(start_path)

        def fit_affekt(algorithm):
            return call(options.program, 'fit', algorithm, path, rows.shape[1], start_path, options.threads)

        iterations = fit_affekt('auto')['iterations']
        measurements = {f'affekt {name}': functools.partial(fit_affekt, name)
                        for name in ('auto', 'lloyd', 'hamerly', 'elkan')}
        for name in ('lloyd', 'elkan'):
            measurements[f'scikit-learn {name}'] = functools.partial(fit_sklearn, name, rows, start)
        measurements['FAISS'] = functools.partial(fit_faiss, rows, start, iterations)
        measurements['OpenCV'] = functools.partial(call, options.program, 'opencv', path, rows.shape[1],
                                                   start_path, options.threads)
        results = {name: [] for name in measurements}
        for _ in range(options.rounds):
            for name, measure in measurements.items():
                results[name].append(measure())
        reference = [r['seconds'] for r in results['scikit-learn lloyd']]
        print(f'\nk = {clusters}\n{"":<20}{"seconds":>10}{"iterations":>12}{"inertia":>14}'
              '  times as fast as scikit-learn lloyd')
        for name, rounds in results.items():
            seconds = statistics.median(r['seconds'] for r in rounds)
            ratio = statistics.median(ref / r['seconds'] for ref, r in zip(reference, rounds))
            steps = rounds[0].get('iterations', 'up to 100')
            print(f'{name:<20}{seconds:>10.4f}{steps:>12}{rounds[0]["inertia"]:>14.1f}{ratio:>8.2f}',
                  flush=True)


def measure_growth(options):
    print('\nTime by rows and clusters: synthetic, 9 columns, one start with k-means++, tolerance 1e-4; '
          f'seconds (iterations)\n{"rows":>10}' + ''.join(f'{f"k = {k}":>16}' for k in options.clusters))
    for rows in (20_000, 80_000, 320_000, 1_280_000):
        line = f'{rows:>10}'
        for clusters in options.clusters:
            result = call(options.program, 'growth', rows, clusters, options.threads)
            line += f'{result["seconds"]:>10.3f} ({result["iterations"]:>3})'
        print(line, flush=True)


def compare_mini_batches(options, folder):
    path = folder / 'big.h5'
    call(options.program, 'synthesize-h5', options.big_rows, path)
    batches = call(options.program, 'mini-batch', path, options.big_clusters)
    full = call(options.program, 'in-memory', path, options.big_clusters)
    print(f'\n{options.big_rows} synthetic rows x 9, k = {options.big_clusters}, from HDF5\n'
          f'{"":<22}{"seconds":>10}{"inertia":>14}{"peak MiB":>10}')
    for name, result in (('mini-batches', batches), ('Lloyd in memory', full)):
        print(f'{name:<22}{result["seconds"]:>10.2f}{result["inertia"]:>14.0f}{result["peak_mib"]:>10.0f}')
    print(f'mini-batch inertia / Lloyd inertia: {batches["inertia"] / full["inertia"]:.4f}')


def main():
    options = parse_arguments()
    if options.check:
        return
    os.environ['OMP_NUM_THREADS'] = os.environ['OPENBLAS_NUM_THREADS'] = str(options.threads)
    warnings.filterwarnings('ignore')
    import numpy as np
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if options.catalogue:
            rows = read_catalogue(options.catalogue)
        else:
            call(options.program, 'synthesize', options.rows, folder / 'synthetic.f32')
            rows = np.fromfile(folder / 'synthetic.f32', dtype=np.float32).reshape(-1, len(COLUMNS))
        compare(options, rows, folder)
        measure_growth(options)
        if options.big_rows:
            compare_mini_batches(options, folder)


if __name__ == '__main__':
    sys.exit(main())
