#include "kinds/songs/song_advice.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "clustering/transform/feature_transform.h"
#include "clustering/transform/song_rows.h"
#include "core/error.h"
#include "kinds/songs/song_options.h"
#include "kinds/songs/song_points.h"

namespace affekt {
namespace {

using Names = std::vector<std::string>;

void remove_names(const Names& removed, Names& names) {
  const auto is_removed = [&](const std::string& name) {
    return std::find(removed.begin(), removed.end(), name) != removed.end();
  };
  names.erase(std::remove_if(names.begin(), names.end(), is_removed), names.end());
}

Names find_unknown_columns(const Names& columns, const SongTable& songs) {
  Names unknown;
  for (const std::string& name : columns) {
    const int64_t column = songs.column(name);
    bool is_known = false;
    for (int64_t i = 0; i < songs.num_songs && !is_known; ++i)
      is_known = !std::isnan(songs.values[static_cast<size_t>(i * songs.num_columns() + column)]);
    if (!is_known) unknown.push_back(name);
  }
  return unknown;
}

/// Leaves out the columns that nothing can be done with under the rest of the config.
void leave_out_columns(ExperimentConfig& config, const SongCatalogue& catalogue) {
  FeatureConfig& features = config.model.features;
  if (config.data.on_bad_sample == "error")
    remove_names(find_unreadable_columns(config, catalogue), features.columns);
  remove_names(find_unknown_columns(features.columns, catalogue.songs), features.columns);
  if (features.columns.empty()) return;
  const SongRows songs = select_song_rows(catalogue.songs, {features.columns, features.missing, {}});
  remove_names(find_flat_columns(songs.view(), transform_options(features)), features.columns);
  const bool has_circle = features.circular_key && std::count(features.columns.begin(),
                                                              features.columns.end(), std::string("key")) > 0;
  features.pca_components =
      std::min(features.pca_components, static_cast<int64_t>(features.columns.size()) + (has_circle ? 1 : 0));
}

std::string describe_changes(const ExperimentConfig& before, const ExperimentConfig& after) {
  const FeatureConfig &old = before.model.features, &now = after.model.features;
  Names changes;
  if (now.columns != old.columns)
    changes.push_back(fmt::format("model.features.columns: [{}]", fmt::join(now.columns, ", ")));
  if (now.pca_components != old.pca_components)
    changes.push_back(fmt::format("model.features.pca_components: {}", now.pca_components));
  if (now.missing != old.missing) changes.push_back("model.features.missing: " + now.missing);
  if (now.scaling != old.scaling) changes.push_back("model.features.scaling: " + now.scaling);
  if (after.data.on_bad_sample != before.data.on_bad_sample)
    changes.push_back("data.on_bad_sample: " + after.data.on_bad_sample +
                      " (cells that can't be read are unknown then)");
  return fmt::format("{}", fmt::join(changes, ", "));
}

struct Trial {
  bool has_points = false;
  std::string changes, fault;  // of check_clustering
};

/// @param choice  a bit each for missing, scaling, on_bad_sample and columns
Trial try_changes(const ExperimentConfig& before, const SongCatalogue& catalogue, unsigned choice) {
  ExperimentConfig after = before;
  if ((choice & 1U) != 0) after.model.features.missing = "median";
  if ((choice & 2U) != 0 && after.model.features.scaling == "robust")
    after.model.features.scaling = "standard";
  if ((choice & 4U) != 0) after.data.on_bad_sample = "skip";
  Trial trial;
  try {
    if ((choice & 8U) != 0) leave_out_columns(after, catalogue);
    if (after.model.features.columns.empty()) return trial;
    const SongPoints points = make_song_points(after, catalogue);
    trial.has_points = true;
    trial.changes = describe_changes(before, after);
    check_clustering(after, catalogue, points);
  } catch (const DataError& error) {
    trial.fault = error.what();
  }
  return trial;
}

}  // namespace

std::string advise_on_points(const ExperimentConfig& config, const SongCatalogue& catalogue) {
  // One change before two, and to leave out columns last.
  Trial best;
  for (const unsigned choice : {1U, 2U, 4U, 3U, 5U, 6U, 7U, 8U, 9U, 10U, 12U, 11U, 13U, 14U, 15U}) {
    const Trial trial = try_changes(config, catalogue, choice);
    if (trial.has_points && (!best.has_points || (trial.fault.empty() && !best.fault.empty()))) best = trial;
    if (best.has_points && best.fault.empty()) break;
  }
  if (!best.has_points) return "";
  if (best.fault.empty()) return "\nThis works: " + best.changes;
  return fmt::format("\nThis helps: {}; but then: {}", best.changes, best.fault);
}

}  // namespace affekt
