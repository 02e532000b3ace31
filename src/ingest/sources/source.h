// The interface of every raw data set with one class for each sample: list its files, then read its samples.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "store/prepared_file.h"

namespace affekt {

/// A sample (or folder) that can't be used.
struct BadSample {
  std::string source_id;  // path inside the data set, or "fer2013.csv:LINE"
  std::string reason;     // what was expected and what was got
};

struct RawSamples {
  Samples samples;             // in a fixed order; has_train_duplicate is all 0
  std::vector<BadSample> bad;  // in the same order
};

/// One opened data set. Opening finds its layout and lists its files; nothing is decoded before `read`.
class Source {
 public:
  virtual ~Source() = default;

  /// For people: "folders train/ and validation/".
  virtual std::string layout() const = 0;
  virtual std::vector<std::string> class_names() const = 0;
  virtual std::filesystem::path root() const = 0;
  /// All files that the samples depend on, relative to `root`, sorted.
  virtual const std::vector<std::filesystem::path>& files() const = 0;
  /// What lies in the folders and is no part of the data set (.DS_Store and the like), relative to `root`;
  /// without what is left out knowingly, which `read` tells.
  virtual const std::vector<std::filesystem::path>& ignored() const = 0;
  /// Whether the data set says itself who trains and who tests: then `read` sets the splits. If not, they
  /// are all kTrain, and a split plan has to make them.
  virtual bool has_official_split() const = 0;
  /// The groups (actors) that have files, each once, sorted. Empty: the set knows no groups.
  virtual std::vector<std::string> groups() const = 0;
  /// The bad samples that names and places alone give away, which `read` names again.
  virtual std::vector<BadSample> listed_bad() const { return {}; }
  /// Decodes everything, in parallel, with a progress bar.
  virtual RawSamples read() const = 0;
};

}  // namespace affekt
