#include "doctor/data_sets.h"

#include <algorithm>

#include "config/load_config.h"
#include "core/error.h"
#include "core/text/affix.h"
#include "ingest/sources/source_table.h"
#include "store/prepared_envelope.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// What lies there, in the order of names; a folder that can't be listed is empty.
std::vector<fs::path> list_folder(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<PreparedFileState> list_prepared(const DataConfig& config) {
  std::vector<PreparedFileState> found;
  for (const fs::path& path : list_folder(config.prepared_dir)) {
    if (!begins_with(path.filename().string(), config.source + "-") || path.extension() != ".h5") continue;
    try {
      const PreparedEnvelope envelope = read_prepared_envelope(path);
      found.push_back({path, envelope.dataset_name, envelope.source_digest});
    } catch (const DataError&) {  // damaged, or of another version: preparing makes it anew
    }
  }
  return found;
}

}  // namespace

std::vector<std::string> list_configs(const fs::path& folder) {
  std::vector<std::string> configs;
  for (const fs::path& path : list_folder(folder))
    if (path.extension() == ".yaml") configs.push_back(path.string());
  return configs;
}

DataSetState examine_data_set(const std::string& config_path, bool reads_data) {
  DataSetState state;
  state.config = config_path;
  ExperimentConfig config;
  try {
    config = load_experiment(config_path);
  } catch (const ConfigError& error) {
    state.fault = error.what();
    state.is_config_bad = true;
    return state;
  }
  state.source = config.data.source;
  state.path = config.data.path;
  state.prepared = list_prepared(config.data);
  std::error_code ignored;
  if (const std::string& weights = config.model.pretrained.path;
      !weights.empty() && !fs::exists(weights, ignored))
    state.missing_weights = weights;
  try {
    check_data_path(config.data);
    if (reads_data) state.digest = digest_raw_data(config.data);
  } catch (const Error& error) {
    state.fault = error.what();
  }
  return state;
}

}  // namespace affekt
