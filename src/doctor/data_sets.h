// The data sets that the configs name: whether they are here, and what is known of them without reading them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace affekt {

struct PreparedFileState {
  std::filesystem::path path;
  std::string dataset_name, source_digest;
};

struct DataSetState {
  std::string config;                       // the file
  std::string source;                       // data.source: "fer2013"
  std::string path;                         // data.path
  std::string fault;                        // why it can't be read, or the config; empty: it is here
  bool is_config_bad = false;               // `fault` is the config's
  std::string missing_weights;              // model.pretrained.path, if nothing is there
  std::string digest;                       // of the raw data, if it was asked for
  std::vector<PreparedFileState> prepared;  // of this source, in data.prepared_dir
};

/// The configs in a folder: its .yaml files, by name; none if there is no such folder.
std::vector<std::string> list_configs(const std::filesystem::path& folder);

/// @param reads_data  digest the raw data too: each file is read
DataSetState examine_data_set(const std::string& config, bool reads_data);

}  // namespace affekt
