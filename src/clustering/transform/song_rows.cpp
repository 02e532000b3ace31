#include "clustering/transform/song_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace affekt {
namespace {

/// Of an even count the mean of the middle two. NaN without values.
float compute_median(std::vector<float> values) {
  if (values.empty()) return std::nanf("");
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

std::vector<float> compute_medians(const SongTable& songs, const std::vector<int64_t>& columns) {
  std::vector<float> medians;
  for (const int64_t column : columns) {
    std::vector<float> known;
    for (int64_t i = 0; i < songs.num_songs; ++i) {
      const float value = songs.values[static_cast<size_t>(i * songs.num_columns() + column)];
      if (!std::isnan(value)) known.push_back(value);
    }
    medians.push_back(compute_median(std::move(known)));
  }
  return medians;
}

void refuse_missing_medians(const std::vector<std::string>& columns, const std::vector<float>& medians) {
  std::string names;
  for (size_t d = 0; d < columns.size(); ++d) {
    if (std::isnan(medians[d])) names += (names.empty() ? "" : ", ") + columns[d];
  }
  if (!names.empty()) throw DataError("every song's value is unknown, so there is no median: " + names);
}

/// "energy is unknown in 3 of 20 songs, tempo in 20 ..."; columns without unknown values are left out.
std::string describe_unknown(const SongTable& songs, const std::vector<std::string>& columns) {
  std::string text;
  for (const std::string& name : columns) {
    const int64_t column = songs.column(name);
    int64_t num_unknown = 0;
    for (int64_t i = 0; i < songs.num_songs; ++i)
      num_unknown += std::isnan(songs.values[static_cast<size_t>(i * songs.num_columns() + column)]) ? 1 : 0;
    if (num_unknown == 0) continue;
    text += text.empty() ? fmt::format("{} is unknown in {} of {} songs", name, num_unknown, songs.num_songs)
                         : fmt::format(", {} in {}", name, num_unknown);
  }
  return text.empty() ? "the catalogue has no song" : text;
}

}  // namespace

SongRows select_song_rows(const SongTable& songs, const SongRowsOptions& options) {
  std::vector<int64_t> columns;
  for (const std::string& name : options.columns) columns.push_back(songs.column(name));
  const bool fills = options.missing == "median";
  AFFEKT_CHECK(fills || options.missing == "drop", "missing is neither drop nor median: " + options.missing);
  SongRows selected;
  selected.medians = options.medians.empty() ? compute_medians(songs, columns) : options.medians;
  AFFEKT_CHECK(selected.medians.size() == columns.size(), "one median per column");
  if (fills) refuse_missing_medians(options.columns, selected.medians);
  std::vector<float> row(columns.size());
  for (int64_t i = 0; i < songs.num_songs; ++i) {
    bool has_empty = false;
    for (size_t d = 0; d < columns.size(); ++d) {
      row[d] = songs.values[static_cast<size_t>(i * songs.num_columns() + columns[d])];
      if (!std::isnan(row[d])) continue;
      has_empty = true;
      row[d] = selected.medians[d];
    }
    if (has_empty && !fills) {
      ++selected.num_dropped;
      continue;
    }
    selected.num_filled += has_empty;
    selected.rows.push_back(i);
    selected.features.insert(selected.features.end(), row.begin(), row.end());
  }
  if (selected.rows.empty())
    throw DataError(fmt::format("no song has a value in every column of model.features.columns ({})",
                                describe_unknown(songs, options.columns)));
  return selected;
}

}  // namespace affekt
