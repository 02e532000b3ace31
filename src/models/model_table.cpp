#include "models/model_table.h"

#include <functional>
#include <map>

#include "config/nearest_key.h"
#include "core/error.h"
#include "core/random_stream.h"
#include "models/small_cnn.h"
#include "models/speech_cnn.h"

namespace affekt {
namespace {

using MakeNetwork = std::function<std::shared_ptr<Network>(const NetworkOptions&)>;

template <class T>
std::shared_ptr<Network> make(const NetworkOptions& options) {
  return std::make_shared<T>(options);
}

const std::map<std::string, MakeNetwork>& model_table() {
  static const std::map<std::string, MakeNetwork> table = {
      {"small_cnn", make<SmallCnn>},
      {"speech_cnn", make<SpeechCnn>},
  };
  return table;
}

}  // namespace

std::vector<std::string> model_names() {
  std::vector<std::string> names;
  for (const auto& entry : model_table()) names.push_back(entry.first);
  return names;
}

void check_model_name(const std::string& name) {
  if (model_table().count(name) > 0) return;
  std::string known;
  for (const auto& other : model_names()) known += (known.empty() ? "" : ", ") + other;
  throw ConfigError("model.name: expected one of {" + known + "}, got '" + name + "'" +
                    suggest_nearest(name, model_names()));
}

std::shared_ptr<Network> make_network(const NetworkOptions& options, uint64_t seed) {
  check_model_name(options.model.name);
  torch::manual_seed(derive_key(seed, "init"));
  return model_table().at(options.model.name)(options);
}

int64_t count_parameters(const Network& network) {
  int64_t count = 0;
  for (const auto& parameter : network.parameters()) count += parameter.numel();
  return count;
}

}  // namespace affekt
