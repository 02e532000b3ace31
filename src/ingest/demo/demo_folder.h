// The folder of a demo data set: it appears complete, and what others put into it is never touched.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace affekt {

/// The file in a demo data set that tells what made it, and which files; no part of the data.
constexpr char kDemoDataMarker[] = ".affekt-demo-data.json";

/// The data set's name in prepared files, reports and model cards: "ravdess", or "synthetic ravdess" where
/// `path`, or the folder that the file `path` lies in, was made by `affekt demo-data`.
std::string name_data_set(const std::string& source, const std::filesystem::path& path);

/// From an empty staging directory to its place:
///   DemoFolder folder("demo");
///   draw_into(folder.staging());
///   folder.publish({{"seed", 1}});
/// Until then the place is as it was, and stays so if nothing is published.
class DemoFolder {
 public:
  /// @throws DataError: `directory` holds something and no marker, or can't be written
  explicit DemoFolder(const std::filesystem::path& directory);
  ~DemoFolder();
  DemoFolder(const DemoFolder&) = delete;
  DemoFolder& operator=(const DemoFolder&) = delete;

  /// As an absolute path without a link at its end.
  const std::filesystem::path& target() const { return target_; }
  /// An empty folder on the same file system.
  const std::filesystem::path& staging() const { return staging_; }

  /// Puts the files of the staging directory into the target and writes the marker, which lists them with
  /// their digests. Removes the files that the former marker lists, but for those that were changed since;
  /// these and all others stay, and the log names them.
  /// @param marker  an object; "files" is added
  /// @throws DataError: a file that stays lies where one of the new ones goes; a former marker that lists no
  ///         files (an older affekt's) beside files that the new data set doesn't have
  void publish(nlohmann::json marker);

 private:
  using Digests = std::map<std::string, std::string>;  // path in the folder -> SHA-256
  struct Plan {
    std::vector<std::string> removed, kept;
  };
  struct Marker {
    bool is_there = false, lists_files = false;
    Digests files;
  };

  void read_marker();
  void make_staging();
  Plan plan_replacement(const Digests& made) const;
  std::string find_obstacle(const std::string& name) const;
  void remove_files(const std::vector<std::string>& names) const;
  static Digests digest_files_of(const std::filesystem::path& folder);

  std::filesystem::path target_, staging_;
  std::vector<std::filesystem::path> made_parents_;  // innermost first
  bool is_new_ = false;
  Marker marker_;  // the former one
};

}  // namespace affekt
