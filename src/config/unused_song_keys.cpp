#include "config/unused_song_keys.h"

#include <algorithm>

#include "config/load_config.h"

namespace affekt {
namespace {

/// What songs have, everything else of these sections is of networks.
bool is_used_by_songs(const std::string& path) {
  static const std::vector<std::string> used = {"name",
                                                "data.source",
                                                "data.path",
                                                "data.prepared_dir",
                                                "data.on_bad_sample",
                                                "data.songs.",
                                                "model.name",
                                                "model.features.",
                                                "model.kmeans.",
                                                "model.affect.",
                                                "train.seed",
                                                "train.num_threads",
                                                "evaluate.bootstrap_samples"};
  return std::any_of(used.begin(), used.end(), [&](const std::string& key) {
    return key.back() == '.' ? path.compare(0, key.size(), key) == 0 : path == key;
  });
}

}  // namespace

std::vector<std::string> find_unused_song_keys(const ExperimentConfig& config) {
  const auto values = list_config_values(config), defaults = list_config_values(ExperimentConfig());
  std::vector<std::string> unused;
  for (size_t i = 0; i < values.size(); ++i)
    if (!is_used_by_songs(values[i].key) && values[i].value != defaults[i].value)
      unused.push_back(values[i].key);
  return unused;
}

}  // namespace affekt
