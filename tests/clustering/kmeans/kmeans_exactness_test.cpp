// Lloyd, Hamerly and Elkan are one algorithm: the same bits, on every problem, for any number of threads.
#include <gtest/gtest.h>

#include <cstring>

#include "clustering/kmeans/lloyd.h"
#include "tests/clustering/kmeans/kmeans_problems.h"

namespace affekt {
namespace {

using testing_support::draw_clouds;
using testing_support::golden_problem;
using testing_support::Problem;

Problem named(const std::string& name, Problem problem) {
  problem.name = name;
  return problem;
}

/// Whole numbers: many rows are equal, and many are equally near to several centroids.
Problem grid(uint64_t seed, int64_t num_rows, int64_t num_columns, int64_t num_clusters, uint64_t width) {
  RandomStream stream(seed, "grid");
  Problem problem;
  problem.num_columns = num_columns;
  problem.num_clusters = num_clusters;
  for (int64_t i = 0; i < num_rows * num_columns; ++i)
    problem.values.push_back(static_cast<float>(stream.below(width)));
  problem.start_from_first_rows();
  return problem;
}

/// Columns of very different sizes, far from zero, with a few values that are farther still.
Problem uneven(uint64_t seed) {
  Problem problem = draw_clouds(seed, 900, 4, 12);
  for (int64_t i = 0; i < 900; ++i) {
    float* row = problem.values.data() + i * 4;
    row[0] = row[0] * 1e-6F + 3e-5F;
    row[1] = row[1] * 1e7F;
    row[2] += 5000;
    if (i % 97 == 0) row[3] *= 1e12F;
  }
  problem.start_from_first_rows();
  return problem;
}

std::vector<Problem> all_problems() {
  std::vector<Problem> problems = {
      named("golden", golden_problem()),
      named("one column", draw_clouds(1, 700, 1, 10)),
      named("one cluster", draw_clouds(2, 100, 3, 1)),
      named("one row", draw_clouds(3, 1, 3, 1)),
      named("as many clusters as rows", draw_clouds(4, 65, 3, 65)),
      named("nearly as many", draw_clouds(5, 65, 3, 64)),
      named("no clusters in it", draw_clouds(6, 3000, 9, 33, 5.0)),
      named("well separated", draw_clouds(7, 3000, 9, 16, 0.01)),
      named("many columns", draw_clouds(8, 500, 70, 13)),
      named("many clusters", draw_clouds(9, 2500, 4, 300, 0.1)),
      named("more than a block of rows", draw_clouds(10, 9001, 3, 24)),
      named("ties", grid(11, 3000, 2, 20, 12)),
      named("ties and duplicates", grid(12, 2000, 3, 25, 3)),
      named("one column of ties", grid(13, 500, 1, 9, 10)),
      named("uneven columns", uneven(14)),
  };
  // Equal starting centroids: all ties, and all but the first empty.
  Problem equal = draw_clouds(15, 800, 3, 10);
  for (size_t i = 0; i < equal.start.size(); ++i) equal.start[i] = equal.start[i % 3];
  problems.push_back(named("equal starts", equal));
  Problem far = draw_clouds(16, 800, 3, 10);
  for (size_t i = 15; i < far.start.size(); ++i) far.start[i] += 50;
  problems.push_back(named("starts far away", far));
  for (uint64_t seed = 20; seed < 80; ++seed) {
    RandomStream stream(seed, "shape");
    const auto num_clusters = static_cast<int64_t>(1 + stream.below(40));
    const int64_t num_rows = num_clusters + static_cast<int64_t>(stream.below(600));
    const auto num_columns = static_cast<int64_t>(1 + stream.below(20));
    const std::string name = "seed " + std::to_string(seed);
    problems.push_back(named(name, seed % 3 == 0 ? grid(seed, num_rows, num_columns, num_clusters, 4)
                                                 : draw_clouds(seed, num_rows, num_columns, num_clusters,
                                                               stream.uniform(0.01, 1.0))));
  }
  return problems;
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

void expect_equal(const LloydFit& fit, const LloydFit& expected, const std::string& what) {
  EXPECT_EQ(fit.labels, expected.labels) << what;
  EXPECT_TRUE(same_bits(fit.centroids, expected.centroids)) << what;
  EXPECT_EQ(fit.iterations, expected.iterations) << what;
  EXPECT_EQ(fit.sizes, expected.sizes) << what;
  EXPECT_EQ(fit.inertia, expected.inertia) << what;
  EXPECT_EQ(fit.num_refilled, expected.num_refilled) << what;
}

TEST(KmeansExactness, AlgorithmsAndThreadsGiveTheSameBits) {
  int64_t num_iterations = 0, num_refilled = 0;
  for (const Problem& problem : all_problems()) {
    for (const KmeansLoops* loops : list_kmeans_loops()) {
      const KmeansRows one(problem.rows(), 1, *loops), two(problem.rows(), 2, *loops),
          three(problem.rows(), 3, *loops);
      LloydOptions options;
      options.max_iterations = 100;
      const LloydFit expected = run_lloyd(one, problem.start, options);
      num_iterations += expected.iterations;
      num_refilled += expected.num_refilled;
      for (const KmeansRows* rows : {&one, &two, &three})
        for (const char* algorithm : {"lloyd", "hamerly", "hamerly at once", "elkan"}) {
          options.bounds_at_once = std::string(algorithm) == "hamerly at once";
          options.algorithm = options.bounds_at_once ? "hamerly" : algorithm;
          expect_equal(
              run_lloyd(*rows, problem.start, options), expected,
              problem.name + ", " + algorithm + ", " + std::to_string(rows->num_threads()) + " threads");
        }
    }
  }
  EXPECT_GT(num_iterations, 500) << "bounds show their faults in late iterations";
  EXPECT_GT(num_refilled, 10) << "and after an empty cluster was filled";
}

TEST(KmeansExactness, AlgorithmsAgreeWhereToleranceOrIterationsEndThem) {
  const Problem problem = draw_clouds(91, 4000, 5, 40, 0.5);
  const KmeansRows rows(problem.rows(), 2);
  LloydOptions options;
  for (const int64_t max_iterations : {1, 2, 3, 7, 300}) {
    options.max_iterations = max_iterations;
    options.tolerance = max_iterations == 300 ? 1e-3 * rows.mean_variance() : 0;
    options.algorithm = "lloyd";
    const LloydFit expected = run_lloyd(rows, problem.start, options);
    EXPECT_EQ(expected.converged, max_iterations == 300);
    for (const char* algorithm : {"hamerly", "elkan"}) {
      options.algorithm = algorithm;
      expect_equal(run_lloyd(rows, problem.start, options), expected, algorithm);
    }
  }
}

// Each instruction set rounds in its own way (one has no fused multiply-add), but all do the same.
TEST(KmeansExactness, InstructionSetsAgreeWhereNothingIsRounded) {
  const Problem problem = grid(92, 3000, 3, 16, 64);
  LloydOptions options;
  options.max_iterations = 1;  // later centroids are no whole numbers
  const LloydFit expected = run_lloyd(KmeansRows(problem.rows(), 1), problem.start, options);
  for (const KmeansLoops* loops : list_kmeans_loops()) {
    const LloydFit fit = run_lloyd(KmeansRows(problem.rows(), 1, *loops), problem.start, options);
    EXPECT_TRUE(same_bits(fit.centroids, expected.centroids));
  }
}

}  // namespace
}  // namespace affekt
