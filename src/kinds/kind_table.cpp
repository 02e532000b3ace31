#include "kinds/kind_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/load_config.h"
#include "config/nearest_key.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "inference/onnx_model.h"
#include "kinds/affect/affect_kind.h"
#include "kinds/classification/classification_kind.h"
#include "kinds/next_song/next_song_kind.h"
#include "kinds/songs/songs_kind.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

std::vector<std::unique_ptr<const Kind>>& kind_table() {
  static std::vector<std::unique_ptr<const Kind>> table = [] {
    std::vector<std::unique_ptr<const Kind>> made;
    // To add a kind, add a line.
    made.push_back(make_classification_kind());
    made.push_back(make_affect_kind());
    made.push_back(make_songs_kind());
    made.push_back(make_next_song_kind());
    return made;
  }();
  return table;
}

const Kind* find_by_source(const std::string& source) {
  for (const auto& kind : kinds()) {
    const std::vector<std::string> sources = kind->sources();
    if (std::find(sources.begin(), sources.end(), source) != sources.end()) return kind.get();
  }
  return nullptr;
}

/// By the config of the run; null if it can't be read.
const Kind* find_by_config(const RunPaths& run) {
  if (!fs::exists(run.config())) return nullptr;
  try {
    return find_by_source(parse_experiment(read_text_file(run.config()), run.config().string()).data.source);
  } catch (const ConfigError&) {  // not affekt's, or damaged: the kind's own reading says what is wrong
    return nullptr;
  }
}

}  // namespace

const std::vector<std::unique_ptr<const Kind>>& kinds() {
  return kind_table();
}

void register_kind(std::unique_ptr<const Kind> kind) {
  kind_table().push_back(std::move(kind));
}

const Kind& find_kind(const ExperimentConfig& config) {
  if (const Kind* kind = find_by_source(config.data.source)) return *kind;
  std::vector<std::string> sources;
  for (const auto& kind : kinds())
    for (const std::string& source : kind->sources()) sources.push_back(source);
  throw ConfigError(fmt::format("data.source: unknown data set '{}'; known are: {}{}", config.data.source,
                                fmt::join(sources, ", "), suggest_nearest(config.data.source, sources)));
}

const Kind& find_kind_of_model(const fs::path& model, const SharedOnnxModel& file) {
  if (fs::is_directory(model)) {
    const RunPaths run{model};
    if (const Kind* kind = find_by_config(run)) return *kind;
    for (const auto& kind : kinds())
      if (kind->has_model(run)) return *kind;
    return *kinds().front();  // which says what is missing
  }
  if (file == nullptr) return *kinds().front();
  const std::string task = file->task();
  for (const auto& kind : kinds())
    if (kind->has_task(task)) return *kind;
  throw ArtifactError(
      fmt::format("{}: a model of the kind \"{}\", which this affekt does not know; a newer "
                  "affekt may have made it",
                  model.string(), task));
}

}  // namespace affekt
