#include "export/songs/song_vectors.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/random_stream.h"
#include "export/songs/song_reference.h"

namespace affekt {
namespace {

constexpr int64_t kNumDrawn = 16;

struct ColumnRanges {
  std::vector<float> least, greatest;  // [D]
};

ColumnRanges find_ranges(MatrixView rows) {
  ColumnRanges ranges;
  ranges.least.assign(rows.row(0), rows.row(0) + rows.num_columns);
  ranges.greatest = ranges.least;
  for (int64_t i = 1; i < rows.num_rows; ++i) {
    for (int64_t d = 0; d < rows.num_columns; ++d) {
      const auto column = static_cast<size_t>(d);
      ranges.least[column] = std::min(ranges.least[column], rows.row(i)[d]);
      ranges.greatest[column] = std::max(ranges.greatest[column], rows.row(i)[d]);
    }
  }
  return ranges;
}

std::vector<std::vector<float>> make_candidates(const SongModel& model, const ColumnRanges& ranges) {
  std::vector<std::vector<float>> candidates = {model.medians, ranges.least, ranges.greatest};
  for (size_t d = 0; d < model.columns.size(); ++d) {
    for (const float extreme : {ranges.least[d], ranges.greatest[d]}) {
      candidates.push_back(model.medians);
      candidates.back()[d] = extreme;
    }
  }
  for (int64_t i = 0; i < kNumDrawn; ++i) {
    RandomStream stream(0, "song_vectors", static_cast<uint64_t>(i));
    std::vector<float> drawn;
    for (size_t d = 0; d < model.columns.size(); ++d) {
      const double value = stream.uniform(ranges.least[d], ranges.greatest[d]);
      const bool circle = model.transform.steps[d].kind == "circle";  // there are only whole keys
      drawn.push_back(static_cast<float>(circle ? std::round(value) : value));
    }
    candidates.push_back(drawn);
  }
  return candidates;
}

}  // namespace

std::vector<float> make_song_vectors(const SongModel& model, MatrixView rows) {
  AFFEKT_CHECK(rows.num_rows > 0 && rows.num_columns == static_cast<int64_t>(model.medians.size()),
               "the ranges of the test vectors need songs of the model's columns");
  std::vector<float> vectors;
  for (const auto& candidate : make_candidates(model, find_ranges(rows))) {
    const SongReference reference = compute_song_reference(model, {candidate.data(), 1, rows.num_columns});
    if (std::count(reference.is_tied.begin(), reference.is_tied.end(), char{1}) > 1) continue;
    vectors.insert(vectors.end(), candidate.begin(), candidate.end());
  }
  AFFEKT_CHECK(!vectors.empty(), "every test vector lies between two clusters");
  return vectors;
}

}  // namespace affekt
