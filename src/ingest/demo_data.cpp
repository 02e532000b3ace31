#include "ingest/demo_data.h"

#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/log.h"
#include "ingest/demo_fer2013.h"
#include "ingest/demo_ravdess.h"
#include "ingest/demo_songs.h"

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

/// Nothing there, an empty folder, or demo data of an earlier call.
void check_replaceable(const fs::path& directory) {
  if (!fs::exists(directory)) return;
  if (!fs::is_directory(directory)) throw DataError(directory.string() + ": a folder expected, a file got");
  if (fs::is_empty(directory) || fs::exists(directory / kDemoDataMarker)) return;
  throw DataError(directory.string() +
                  ": holds files that `affekt demo-data` didn't make; name an empty or a new folder");
}

/// A folder under a temporary name, removed unless it was moved to its place.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const fs::path& target) : path_(target) {
    path_ += "." + std::to_string(::getpid()) + ".tmp";
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

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
  fs::path target = fs::absolute(directory).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();  // "demo/" -> "demo"
  int64_t num_samples = 0;
  try {
    check_replaceable(target);
    const TemporaryFolder temporary(target);
    num_samples = generator.make(temporary.path(), options);
    nlohmann::json marker = generator.describe(options);
    marker["made_by"] = "affekt demo-data";
    marker["name"] = name;
    write_text_atomically(temporary.path() / kDemoDataMarker, marker.dump(2) + "\n");
    fs::remove_all(target);
    fs::rename(temporary.path(), target);
  } catch (const fs::filesystem_error& failure) {
    throw DataError(target.string() + ": demo data can't be written: " + failure.what());
  }
  const char* const subject = generator.kind == DemoKind::kSongs ? "music" : "people";
  log_info(fmt::format("Made synthetic {} in {}: {} {}. Scores on them mean nothing about real {}.", name,
                       target.string(), num_samples, generator.unit, subject));
}

}  // namespace affekt
