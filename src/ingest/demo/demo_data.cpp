#include "ingest/demo/demo_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/process/log.h"
#include "ingest/demo/demo_emotic.h"
#include "ingest/demo/demo_fer2013.h"
#include "ingest/demo/demo_folder.h"
#include "ingest/demo/demo_ravdess.h"
#include "ingest/demo/demo_songs.h"
#include "ingest/demo/listening/demo_listening.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

struct GeneratorEntry {
  std::string name;  // of the source table
  const char* unit;  // what is counted
  int64_t (*make)(const fs::path& directory, const DemoDataOptions& options);
  std::vector<std::string> numbers;  // that it looks at, as options
  bool has_layouts;
  const char* subject;  // of the scores on the real set
  DemoDataOptions defaults = {};
};

using NumberMember = int64_t DemoDataOptions::*;

const std::map<std::string, NumberMember>& number_options() {
  static const std::map<std::string, NumberMember> options = {
      {"--num-train", &DemoDataOptions::num_train},
      {"--num-validation", &DemoDataOptions::num_validation},
      {"--num-test", &DemoDataOptions::num_test},
      {"--num-actors", &DemoDataOptions::num_actors},
      {"--num-repetitions", &DemoDataOptions::num_repetitions},
      {"--sample-rate", &DemoDataOptions::sample_rate_hz},
      {"--num-songs", &DemoDataOptions::num_songs},
      {"--num-streams", &DemoDataOptions::num_streams}};
  return options;
}

DemoDataOptions emotic_defaults() {
  DemoDataOptions options;
  options.layout = "mat";
  options.num_train = 60;
  options.num_validation = 20;
  options.num_test = 40;
  return options;
}

DemoDataOptions listening_defaults() {
  DemoDataOptions options;
  options.num_songs = 240;
  return options;
}

const std::vector<GeneratorEntry>& generator_table() {
  static const std::vector<GeneratorEntry> table = {
      {"fer2013",
       "images",
       make_demo_fer2013,
       {"--num-train", "--num-validation", "--num-test"},
       true,
       "people"},
      {"ravdess",
       "recordings",
       make_demo_ravdess,
       {"--num-actors", "--num-repetitions", "--sample-rate"},
       true,
       "people"},
      {"emotic",
       "people",
       make_demo_emotic,
       {"--num-train", "--num-validation", "--num-test"},
       true,
       "people",
       emotic_defaults()},
      {"songs", "songs", make_demo_songs, {"--num-songs"}, false, "music"},
      {"listening",
       "plays",
       make_demo_listening,
       {"--num-songs", "--num-streams"},
       false,
       "listeners",
       listening_defaults()}};
  return table;
}

const GeneratorEntry& find_generator(const std::string& name) {
  std::string known;
  for (const GeneratorEntry& entry : generator_table()) {
    if (entry.name == name) return entry;
    known += (known.empty() ? "" : ", ") + entry.name;
  }
  throw ConfigError("demo-data: '" + name + "' is unknown; demo data sets: " + known);
}

}  // namespace

std::vector<std::string> demo_data_names() {
  std::vector<std::string> names;
  for (const GeneratorEntry& entry : generator_table()) names.push_back(entry.name);
  return names;
}

DemoDataOptions choose_demo_options(const std::string& name, const std::optional<std::string>& layout,
                                    const std::map<std::string, int64_t>& numbers) {
  const GeneratorEntry& generator = find_generator(name);
  DemoDataOptions options = generator.defaults;
  const auto refuse = [&](const std::string& option) {
    throw ConfigError("demo-data: " + name + " has no " + option);
  };
  if (layout && !generator.has_layouts) refuse("--layout");
  options.layout = layout.value_or(options.layout);
  for (const auto& [option, value] : numbers) {
    if (option == "--seed") {
      options.seed = static_cast<uint64_t>(value);
      continue;
    }
    const auto& known = generator.numbers;
    if (std::find(known.begin(), known.end(), option) == known.end()) refuse(option);
    options.*number_options().at(option) = value;
  }
  return options;
}

void make_demo_data(const std::string& name, const fs::path& directory, const DemoDataOptions& options) {
  const GeneratorEntry& generator = find_generator(name);
  int64_t num_samples = 0;
  fs::path target = directory;
  try {
    DemoFolder folder(directory);
    target = folder.target();
    num_samples = generator.make(folder.staging(), options);
    nlohmann::json marker = {{"layout", options.layout}, {"seed", options.seed}};
    for (const std::string& option : generator.numbers) marker[option] = options.*number_options().at(option);
    marker["made_by"] = "affekt demo-data";
    marker["name"] = name;
    folder.publish(std::move(marker));
  } catch (const fs::filesystem_error& failure) {
    throw DataError(target.string() + ": demo data can't be written: " + failure.code().message());
  }
  log_info(fmt::format("Made synthetic {} in {}: {} {}. Scores on them mean nothing about real {}.", name,
                       target.string(), num_samples, generator.unit, generator.subject));
}

}  // namespace affekt
