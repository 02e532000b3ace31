#include "config/load_config.h"

#include "config/parse/config_layers.h"
#include "config/parse/read_fields.h"
#include "config/parse/yaml_tree.h"
#include "core/error.h"

namespace affekt {

ExperimentConfig load_experiment(const std::filesystem::path& path,
                                 const std::vector<std::string>& overrides) {
  return read_experiment(load_layers(path, overrides), UnusedKeys::kRefuse);
}

ExperimentConfig parse_experiment(const std::string& yaml, const std::string& where) {
  const YamlTree tree = parse_yaml(yaml, where);
  if (tree.kind != YamlTree::Kind::kMap) {
    throw ConfigError(where + ": expected the keys of a config, got " + describe_got(tree));
  }
  return read_experiment(tree, UnusedKeys::kAllow);
}

bool is_same_experiment(const std::string& yaml, const ExperimentConfig& config) {
  try {
    return to_yaml(parse_experiment(yaml, "")) == to_yaml(config);
  } catch (const ConfigError&) {
    return false;
  }
}

}  // namespace affekt
