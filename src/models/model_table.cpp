#include "models/model_table.h"

#include <functional>
#include <map>

#include "config/nearest_key.h"
#include "core/error.h"
#include "core/random_stream.h"
#include "models/resnet18.h"
#include "models/small_cnn.h"
#include "models/speech_cnn.h"

namespace affekt {
namespace {

using MakeNetwork = std::function<std::shared_ptr<Classifier>(const NetworkOptions&)>;

template <class T>
std::shared_ptr<Classifier> make(const NetworkOptions& options) {
  return std::make_shared<T>(options);
}

struct ModelEntry {
  bool takes_waveforms;  // or images
  MakeNetwork make;
};

const std::map<std::string, ModelEntry>& model_table() {
  static const std::map<std::string, ModelEntry> table = {
      {"resnet18", {false, make<ResNet18>}},
      {"small_cnn", {false, make<SmallCnn>}},
      {"speech_cnn", {true, make<SpeechCnn>}},
  };
  return table;
}

std::string join(const std::vector<std::string>& names, const char* separator) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : separator) + name;
  return text;
}

}  // namespace

std::vector<std::string> model_names() {
  std::vector<std::string> names;
  for (const auto& entry : model_table()) names.push_back(entry.first);
  return names;
}

void check_model_name(const std::string& name) {
  if (model_table().count(name) > 0) return;
  throw ConfigError("model.name: expected one of {" + join(model_names(), ", ") + "}, got '" + name + "'" +
                    suggest_nearest(name, model_names()));
}

bool takes_waveforms(const std::string& model_name) {
  check_model_name(model_name);
  return model_table().at(model_name).takes_waveforms;
}

void check_model_input(const std::string& model_name, bool is_waveform) {
  if (takes_waveforms(model_name) == is_waveform) return;
  std::vector<std::string> fitting;
  for (const auto& [name, entry] : model_table())
    if (entry.takes_waveforms == is_waveform) fitting.push_back(name);
  const auto kind = [](bool waveforms) { return waveforms ? "recordings" : "images"; };
  throw ConfigError("model.name: " + model_name + " takes " + kind(!is_waveform) +
                    ", and the data set is of " + kind(is_waveform) + "; take " + join(fitting, " or "));
}

std::shared_ptr<Classifier> make_network(const NetworkOptions& options, uint64_t seed) {
  check_model_input(options.model.name, options.input.is_waveform());
  torch::manual_seed(derive_key(seed, "init"));
  return model_table().at(options.model.name).make(options);
}

}  // namespace affekt
