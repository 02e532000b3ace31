// One measurement of K-means a call, printed as a line of JSON; bench_kmeans.py puts the peers beside it.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>

#include "clustering/kmeans/mini_batch_kmeans.h"
#include "core/error.h"
#include "core/random_stream.h"
#include "store/matrix_file.h"

namespace affekt {
namespace {

using Arguments = std::vector<std::string>;

double measure_seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::vector<float> read_floats(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw DataError(path + ": can't be read");
  std::vector<float> values(static_cast<size_t>(file.tellg()) / sizeof(float));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(values.data()),
            static_cast<std::streamsize>(values.size() * sizeof(float)));
  return values;
}

/// Rows as of a large catalogue: 40 clouds of different sizes and widths in 9 columns.
class SyntheticRows {
 public:
  static constexpr int64_t kColumns = 9, kClouds = 40;
  SyntheticRows() : stream_(1, "bench_kmeans rows") {
    RandomStream centres(1, "bench_kmeans centres");
    for (double& value : centres_) value = centres.normal();
    for (double& width : widths_) width = centres.uniform(0.2, 0.7);
  }
  void append_row(std::vector<float>& rows) {
    const double u = stream_.uniform();
    const auto cloud = static_cast<size_t>(u * u * kClouds);  // the first clouds are the larger ones
    for (size_t j = 0; j < kColumns; ++j)
      rows.push_back(static_cast<float>(centres_[cloud * kColumns + j] + widths_[cloud] * stream_.normal()));
  }

 private:
  RandomStream stream_;
  double centres_[kClouds * kColumns], widths_[kClouds];
};

std::vector<float> synthesize(int64_t num_rows) {
  SyntheticRows source;
  std::vector<float> rows;
  rows.reserve(static_cast<size_t>(num_rows * SyntheticRows::kColumns));
  for (int64_t i = 0; i < num_rows; ++i) source.append_row(rows);
  return rows;
}

nlohmann::json describe(const KmeansResult& result, double seconds) {
  return {{"seconds", seconds}, {"iterations", result.iterations}, {"inertia", result.inertia}};
}

/// fit ALGORITHM ROWS.f32 COLUMNS CENTROIDS.f32 THREADS: Lloyd to convergence; the first fit of two warms up
nlohmann::json fit(const Arguments& arguments) {
  const auto rows = read_floats(arguments.at(1));
  const int64_t columns = std::stoll(arguments.at(2));
  KmeansOptions options;
  options.algorithm = arguments.at(0);
  options.initial_centroids = read_floats(arguments.at(3));
  options.num_clusters = static_cast<int64_t>(options.initial_centroids.size()) / columns;
  options.num_threads = std::stoi(arguments.at(4));
  options.max_iterations = 10000;
  options.tolerance = 0;
  const MatrixView view{rows.data(), static_cast<int64_t>(rows.size()) / columns, columns};
  KmeansResult result = fit_kmeans(view, options);
  const double seconds = measure_seconds([&] { result = fit_kmeans(view, options); });
  return describe(result, seconds);
}

/// opencv ROWS.f32 COLUMNS CENTROIDS.f32 THREADS: starts from labels, and ends after 100 iterations at the
/// latest
nlohmann::json fit_opencv(const Arguments& arguments) {
  auto rows = read_floats(arguments.at(0));
  const int64_t columns = std::stoll(arguments.at(1));
  const auto start = read_floats(arguments.at(2));
  const int64_t num_rows = static_cast<int64_t>(rows.size()) / columns,
                num_clusters = static_cast<int64_t>(start.size()) / columns;
  cv::setNumThreads(std::stoi(arguments.at(3)));
  auto assignment = assign_rows({rows.data(), num_rows, columns}, {start.data(), num_clusters, columns});
  const cv::Mat data(static_cast<int>(num_rows), static_cast<int>(columns), CV_32F, rows.data());
  cv::Mat labels(static_cast<int>(num_rows), 1, CV_32S, assignment.labels.data()), centroids;
  double inertia = 0;
  const double seconds = measure_seconds([&] {
    inertia = cv::kmeans(data, static_cast<int>(num_clusters), labels,
                         cv::TermCriteria(cv::TermCriteria::COUNT + cv::TermCriteria::EPS, 100, 0), 1,
                         cv::KMEANS_USE_INITIAL_LABELS, centroids);
  });
  return {{"seconds", seconds}, {"inertia", inertia}};
}

/// synthesize N ROWS.f32
nlohmann::json write_rows(const Arguments& arguments) {
  const auto rows = synthesize(std::stoll(arguments.at(0)));
  std::ofstream file(arguments.at(1), std::ios::binary);
  file.write(reinterpret_cast<const char*>(rows.data()),
             static_cast<std::streamsize>(rows.size() * sizeof(float)));
  if (!file.flush()) throw ArtifactError(arguments.at(1) + ": can't be written");
  return {{"rows", rows.size() / SyntheticRows::kColumns}};
}

/// synthesize-h5 N ROWS.h5: a block at a time, as a catalogue that does not fit in memory would come
nlohmann::json write_matrix_file(const Arguments& arguments) {
  const int64_t num_rows = std::stoll(arguments.at(0));
  MatrixFileWriter writer(arguments.at(1), SyntheticRows::kColumns);
  SyntheticRows source;
  std::vector<float> block;
  for (int64_t i = 0; i < num_rows; ++i) {
    source.append_row(block);
    if (i % 65536 != 65535 && i != num_rows - 1) continue;
    writer.append(block.data(), static_cast<int64_t>(block.size()) / SyntheticRows::kColumns);
    block.clear();
  }
  writer.finish();
  return {{"rows", num_rows}, {"peak_mib", peak_mib()}};
}

/// mini-batch ROWS.h5 CLUSTERS
nlohmann::json fit_mini_batches(const Arguments& arguments) {
  const auto source = open_matrix_file(arguments.at(0));
  MiniBatchOptions options;
  options.num_clusters = std::stoll(arguments.at(1));
  MiniBatchResult result;
  const double seconds = measure_seconds([&] { result = fit_mini_batch_kmeans(*source, options); });
  return {{"seconds", seconds},
          {"inertia", result.inertia},
          {"batches", result.batches},
          {"converged", result.converged},
          {"peak_mib", peak_mib()}};
}

/// in-memory ROWS.h5 CLUSTERS: one start of k-means++, Lloyd to the usual tolerance
nlohmann::json fit_in_memory(const Arguments& arguments) {
  const auto source = open_matrix_file(arguments.at(0));
  std::vector<float> rows(static_cast<size_t>(source->num_rows() * source->num_columns()));
  source->read(0, source->num_rows(), rows.data());
  KmeansOptions options;
  options.num_clusters = std::stoll(arguments.at(1));
  options.num_starts = 1;
  KmeansResult result;
  const double seconds = measure_seconds([&] {
    result = fit_kmeans({rows.data(), source->num_rows(), source->num_columns()}, options);
  });
  auto line = describe(result, seconds);
  line["peak_mib"] = peak_mib();
  return line;
}

/// growth ROWS CLUSTERS THREADS: seconds of the start and of one iteration
nlohmann::json measure_growth(const Arguments& arguments) {
  const int64_t num_rows = std::stoll(arguments.at(0));
  const auto rows = synthesize(num_rows);
  KmeansOptions options;
  options.num_clusters = std::stoll(arguments.at(1));
  options.num_threads = std::stoi(arguments.at(2));
  options.num_starts = 1;
  KmeansResult result;
  const double seconds = measure_seconds([&] {
    result = fit_kmeans({rows.data(), num_rows, SyntheticRows::kColumns}, options);
  });
  return describe(result, seconds);
}

int run(const Arguments& arguments) {
  const std::vector<std::pair<std::string, nlohmann::json (*)(const Arguments&)>> measurements = {
      {"fit", fit},
      {"opencv", fit_opencv},
      {"synthesize", write_rows},
      {"synthesize-h5", write_matrix_file},
      {"mini-batch", fit_mini_batches},
      {"in-memory", fit_in_memory},
      {"growth", measure_growth}};
  for (const auto& [name, measure] : measurements)
    if (!arguments.empty() && arguments[0] == name) {
      std::cout << measure({arguments.begin() + 1, arguments.end()}).dump() << '\n';
      return 0;
    }
  std::cerr << "bench_kmeans is called by scripts/bench_kmeans\n";
  return 2;
}

}  // namespace
}  // namespace affekt

int main(int count, char** values) {
  try {
    return affekt::run({values + 1, values + count});
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
