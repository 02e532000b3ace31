#include "ingest/demo/demo_data.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "core/error.h"
#include "core/log.h"
#include "ingest/demo/demo_fer2013.h"
#include "ingest/demo/demo_folder.h"
#include "ingest/demo/demo_ravdess.h"
#include "ingest/demo/demo_songs.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

struct GeneratorEntry {
  std::string name;
  DemoKind kind;
  const char* unit;  // what is counted
  int64_t (*make)(const fs::path& directory, const DemoDataOptions& options);
  nlohmann::json (*describe)(const DemoDataOptions& options);  // the options that it looks at
};

nlohmann::json describe_pictures(const DemoDataOptions& options) {
  return {{"layout", options.layout},
          {"num_train", options.num_train},
          {"num_validation", options.num_validation},
          {"num_test", options.num_test},
          {"leak_fraction", options.leak_fraction},
          {"seed", options.seed}};
}

nlohmann::json describe_sound(const DemoDataOptions& options) {
  return {{"layout", options.layout},
          {"num_actors", options.num_actors},
          {"num_repetitions", options.num_repetitions},
          {"sample_rate_hz", options.sample_rate_hz},
          {"seed", options.seed}};
}

nlohmann::json describe_songs(const DemoDataOptions& options) {
  return {{"layout", options.layout}, {"num_songs", options.num_songs}, {"seed", options.seed}};
}

const std::vector<GeneratorEntry>& generator_table() {
  static const std::vector<GeneratorEntry> table = {
      {"fer2013", DemoKind::kPictures, "pictures", make_demo_fer2013, describe_pictures},
      {"ravdess", DemoKind::kSound, "recordings", make_demo_ravdess, describe_sound},
      {"songs", DemoKind::kSongs, "songs", make_demo_songs, describe_songs}};
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

DemoKind demo_kind(const std::string& name) {
  return find_generator(name).kind;
}

void make_demo_data(const std::string& name, const fs::path& directory, const DemoDataOptions& options) {
  const GeneratorEntry& generator = find_generator(name);
  int64_t num_samples = 0;
  fs::path target = directory;
  try {
    DemoFolder folder(directory);
    target = folder.target();
    num_samples = generator.make(folder.staging(), options);
    nlohmann::json marker = generator.describe(options);
    marker["made_by"] = "affekt demo-data";
    marker["name"] = name;
    folder.publish(std::move(marker));
  } catch (const fs::filesystem_error& failure) {
    throw DataError(target.string() + ": demo data can't be written: " + failure.code().message());
  }
  const char* const subject = generator.kind == DemoKind::kSongs ? "music" : "people";
  log_info(fmt::format("Made synthetic {} in {}: {} {}. Scores on them mean nothing about real {}.", name,
                       target.string(), num_samples, generator.unit, subject));
}

}  // namespace affekt
