#include "export/songs/song_vectors.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/error.h"
#include "core/random_stream.h"
#include "export/songs/song_reference.h"

namespace affekt {
namespace {

constexpr int64_t kNumDrawn = 16;

/// The least and the greatest value of each column.
std::pair<std::vector<float>, std::vector<float>> find_ranges(MatrixView rows) {
  std::vector<float> least(rows.row(0), rows.row(0) + rows.num_columns), greatest = least;
  for (int64_t i = 1; i < rows.num_rows; ++i) {
    for (size_t d = 0; d < least.size(); ++d) {
      least[d] = std::min(least[d], rows.row(i)[d]);
      greatest[d] = std::max(greatest[d], rows.row(i)[d]);
    }
  }
  return {least, greatest};
}

std::vector<std::vector<float>> make_candidates(const SongModel& model, MatrixView rows) {
  const auto [least, greatest] = find_ranges(rows);
  std::vector<std::vector<float>> candidates = {model.medians, least, greatest};
  for (size_t d = 0; d < model.columns.size(); ++d) {
    for (const float extreme : {least[d], greatest[d]}) {
      candidates.push_back(model.medians);
      candidates.back()[d] = extreme;
    }
  }
  for (int64_t i = 0; i < kNumDrawn; ++i) {
    RandomStream stream(0, "song_vectors", static_cast<uint64_t>(i));
    std::vector<float> drawn;
    for (size_t d = 0; d < model.columns.size(); ++d) {
      const double value = stream.uniform(least[d], greatest[d]);
      const bool circle = model.transform.steps[d].kind == "circle";  // there are only whole keys
      drawn.push_back(static_cast<float>(circle ? std::round(value) : value));
    }
    candidates.push_back(drawn);
  }
  return candidates;
}

}  // namespace

std::vector<float> make_song_vectors(const SongModel& model, MatrixView rows) {
  std::vector<float> vectors;
  for (const auto& candidate : make_candidates(model, rows)) {
    const SongReference reference = compute_song_reference(model, {candidate.data(), 1, rows.num_columns});
    if (std::count(reference.is_tied.begin(), reference.is_tied.end(), char{1}) > 1) continue;
    vectors.insert(vectors.end(), candidate.begin(), candidate.end());
  }
  AFFEKT_CHECK(!vectors.empty(), "every test vector lies between two clusters");
  return vectors;
}

}  // namespace affekt
