#include "export/songs/song_contract.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "affect/song_columns.h"
#include "core/error.h"

namespace affekt {
namespace {

/// "danceability", "ln(tempo)", "cos(2 pi key / 12)": [E].
std::vector<std::string> name_expanded(const FeatureTransform& transform) {
  std::vector<std::string> names;
  for (const auto& step : transform.steps) {
    if (step.kind == "circle") {
      names.push_back(fmt::format("cos(2 pi {} / 12)", step.column));
      names.push_back(fmt::format("sin(2 pi {} / 12)", step.column));
    } else {
      names.push_back(step.kind == "log" ? fmt::format("ln({})", step.column) : step.column);
    }
  }
  return names;
}

std::string describe_scaling(const std::string& name, double centre, double scale) {
  if (centre == 0 && scale == 1) return name;
  const std::string sign = centre < 0 ? "+" : "-";
  return fmt::format("({} {} {:.6g}) / {:.6g}", name, sign, std::abs(centre), scale);
}

/// "danceability 0..1, loudness about -60..0 (dB), tempo > 0 (beats a minute)": in the order of the input.
std::string describe_columns(const std::vector<std::string>& columns) {
  std::vector<std::string> parts;
  for (const std::string& column : columns) {
    const SongColumn facts = describe_song_column(column);
    std::string part = column;
    if (!facts.range.empty()) part += " " + facts.range;
    if (!facts.unit.empty()) part += " (" + facts.unit + ")";
    parts.push_back(part);
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

std::string song_input_contract(const SongModel& model) {
  const auto has = [&](const char* column) {
    return std::find(model.columns.begin(), model.columns.end(), column) != model.columns.end();
  };
  std::string not_found;  // what Spotify gives where it found none
  if (has("tempo")) not_found += "; a tempo of 0 means that none was found: that is an empty cell";
  if (has("key")) not_found += "; a key of -1 is an empty cell";
  return fmt::format(
      "float32 [N, {}], a song a row, raw audio features as Spotify's catalogue gives them, in this order: "
      "{}{}; no cell may be empty or NaN: put the column's median there (affekt.medians), {}; do not scale: "
      "the graph does",
      model.columns.size(), describe_columns(model.columns), not_found,
      model.missing == "median"
          ? "as was done with the songs that were clustered"
          : "though the songs that were clustered had no empty cell, those with one having been left out");
}

std::string song_output_contract(const SongModel& model) {
  std::string text = fmt::format(
      "cluster: int64 [N], 0..{}, index of the nearest centroid, the first of equally near ones; distances2: "
      "float32 [N, {}], squared Euclidean distance to each centroid in the transformed space",
      model.num_clusters - 1, model.num_clusters);
  if (model.regression.target != "none") {
    text += fmt::format("; affect: float32 [N, 2], valence and arousal as predicted by the {}: {}",
                        model.regression.exported == "ridge" ? "ridge regression" : "small network",
                        describe_affect_target(model.regression.target));
  }
  return text;
}

std::string describe_transform(const FeatureTransform& transform) {
  const std::vector<std::string> names = name_expanded(transform);
  std::vector<std::string> parts;
  for (size_t e = 0; e < names.size(); ++e)
    parts.push_back(describe_scaling(names[e], transform.centre[e], transform.scale[e]));
  std::string text = fmt::format("{}", fmt::join(parts, ", "));
  if (transform.components.empty()) return text;
  double share = 0;
  for (const double part : transform.explained_variance) share += part;
  return text + fmt::format("; of these the first {} principal components, {:.1f} % of the variance",
                            transform.num_outputs(), 100 * share);
}

std::string describe_affect_target(const std::string& target) {
  if (target == "deezer") {
    return "as listeners judged songs for Deezer, standardised there: 0 is the mean song of that collection";
  }
  AFFEKT_CHECK(target == "tags", "unknown target of the regression: " + target);
  return "of the words that listeners tagged songs with, 1..9, from the norms of Warriner et al. (2013)";
}

}  // namespace affekt
