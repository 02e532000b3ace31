#include "inference/song_engine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace affekt {
namespace {

// Large enough for the call to cost little beside the work, small enough for [N, K, P] to stay near the
// caches.
constexpr int64_t kBatchRows = 1024;

/// Index of the first value that is not finite; `count` if there is none.
int64_t find_not_finite(const float* values, int64_t count) {
  return std::find_if(values, values + count, [](float value) { return !std::isfinite(value); }) - values;
}

}  // namespace

SongEngine::SongEngine(const std::filesystem::path& onnx_path)
    : path_(onnx_path), info_(read_song_onnx_info(onnx_path)) {}

SongPredictions SongEngine::predict(const float* rows, int64_t num_rows) {
  const int64_t num_columns = info_.num_columns(), num_clusters = info_.num_clusters;
  const int64_t bad = find_not_finite(rows, num_rows * num_columns);
  if (bad < num_rows * num_columns) {
    const auto column = static_cast<size_t>(bad % num_columns);
    throw DataError(
        fmt::format("row {}: column \"{}\" is {}, expected a finite number; for an empty cell put the median "
                    "of the songs that were clustered, {}",
                    bad / num_columns, info_.columns[column], rows[bad], info_.medians[column]));
  }
  SongPredictions predictions;
  predictions.clusters.resize(static_cast<size_t>(num_rows));
  predictions.distances2.resize(static_cast<size_t>(num_rows * num_clusters));
  if (info_.has_affect()) predictions.affect.resize(static_cast<size_t>(num_rows * 2));
  for (int64_t begin = 0; begin < num_rows; begin += kBatchRows) {
    const int64_t count = std::min(kBatchRows, num_rows - begin);
    float* distances2 = predictions.distances2.data() + begin * num_clusters;
    predict_batch(rows + begin * num_columns, count,
                  {predictions.clusters.data() + begin, distances2,
                   info_.has_affect() ? predictions.affect.data() + begin * 2 : nullptr});
    const int64_t unanswered = find_not_finite(distances2, count * num_clusters);
    if (unanswered == count * num_clusters) continue;
    const int64_t row = begin + unanswered / num_clusters;
    throw DataError(fmt::format("row {}: the model has no answer for it: [{}]; is one outside its range?",
                                row,
                                fmt::join(rows + row * num_columns, rows + (row + 1) * num_columns, ", ")));
  }
  return predictions;
}

void SongEngine::fail(const std::string& what) const {
  throw ArtifactError(fmt::format("{}: the engine {}: {}", path_.string(), name(), what));
}

}  // namespace affekt
