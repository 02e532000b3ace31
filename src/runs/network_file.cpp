#include "runs/network_file.h"

#include <map>
#include <new>
#include <set>

#include "config/load_config.h"
#include "config/portable_config.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/files/local_file.h"
#include "core/text/text.h"
#include "runs/explain_run.h"
#include "runs/run_directory.h"

namespace affekt {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* kFormat = "affekt-network-3";
// Held the entries of `about` one by one, and the data's path.
constexpr const char* kFormerFormat = "affekt-trained-model-2";

json former_about(const std::map<std::string, std::string>& metadata) {
  static const std::set<std::string> others = {"format",        "config",    "dataset_name",  "data_digest",
                                               "prepared_path", "selection", "tensors_digest"};
  json about = json::object();
  for (const auto& [key, text] : metadata)
    if (others.count(key) == 0) about[key] = json::parse(text);
  return about;
}

}  // namespace

void write_network_file(const fs::path& path, const NetworkFileInfo& info,
                        const std::vector<NamedTensor>& weights) {
  if (!info.prepared_path.empty()) write_prepared_path(path.parent_path(), info.prepared_path);
  SafetensorsFile file;
  file.tensors = weights;
  file.metadata = {{"format", kFormat},
                   {"config", make_portable_config(to_yaml(info.config))},
                   {"dataset_name", info.dataset_name},
                   {"data_digest", info.data_digest},
                   {"selection", to_json_text(info.selection)},
                   {"about", to_json_text(info.about)},
                   {"tensors_digest", digest_of_tensors(weights)}};
  write_safetensors(path, file);
}

NetworkFile read_network_file(const fs::path& run_directory) {
  const fs::path path = RunPaths{run_directory}.weights();
  if (!fs::exists(path)) throw ArtifactError(explain_missing_weights(run_directory));
  SafetensorsFile file = read_safetensors(path);
  const auto field = [&](const std::string& key) -> const std::string& {
    const auto found = file.metadata.find(key);
    if (found == file.metadata.end())
      throw ArtifactError(path.string() + ": expected weights written by affekt, but its metadata has no '" +
                          key + "'");
    return found->second;
  };
  const bool is_former = field("format") == kFormerFormat;
  if (!is_former && field("format") != kFormat)
    throw ArtifactError(path.string() + ": expected format " + kFormat + ", got " + field("format") +
                        "; use the version of affekt that wrote it, or train again");
  if (digest_of_tensors(file.tensors) != field("tensors_digest"))
    throw ArtifactError(path.string() + ": its weights do not match their digest: the file is damaged");
  NetworkFile network;
  try {
    network.config = parse_experiment(field("config"), path.string() + " (config)");
    network.selection = json::parse(field("selection"));
    network.about = is_former ? former_about(file.metadata) : json::parse(field("about"));
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    throw ArtifactError(path.string() + ": its metadata is damaged: " + error.what());
  }
  network.dataset_name = field("dataset_name");
  network.data_digest = field("data_digest");
  network.prepared_path = is_former ? fs::path(field("prepared_path")) : read_prepared_path(run_directory);
  network.config_digest = sha256_of(field("config"));
  network.weights_digest = sha256_of_file(path);
  network.weights = std::move(file.tensors);
  return network;
}

}  // namespace affekt
