#include "export/staging_folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "core/error.h"
#include "core/files/sync_folder.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

std::string make_staging_name(const std::string& last) {
  static std::atomic<int> counter{0};
  return fmt::format("{}.{}-{}.tmp", last, ::getpid(), counter++);
}

/// Renamings that are taken back unless all of them succeed.
class Renamings {
 public:
  ~Renamings() {
    std::error_code ignored;
    for (auto move = moves_.rbegin(); move != moves_.rend(); ++move)
      fs::rename(move->second, move->first, ignored);
  }
  void add(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::rename(from, to, error);
    if (error) throw ArtifactError(fmt::format("{}: cannot replace: {}", to.string(), error.message()));
    moves_.emplace_back(from, to);
  }
  void keep() { moves_.clear(); }

 private:
  std::vector<std::pair<fs::path, fs::path>> moves_;
};

}  // namespace

StagingFolder::StagingFolder(fs::path target, std::string last)
    : target_(std::move(target)), path_(target_ / make_staging_name(last)), last_(std::move(last)) {
  std::error_code error;
  fs::create_directories(path_, error);
  if (error)
    throw ArtifactError(fmt::format("{}: cannot make the folder: {}", path_.string(), error.message()));
}

StagingFolder::~StagingFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void StagingFolder::move_in(const std::vector<std::string>& stale) {
  std::vector<std::string> names, replaced = stale;
  for (const auto& entry : fs::directory_iterator(path_)) {
    if (entry.path().filename() != last_) names.push_back(entry.path().filename().string());
  }
  replaced.insert(replaced.end(), names.begin(), names.end());
  std::sort(replaced.begin(), replaced.end());
  replaced.erase(std::unique(replaced.begin(), replaced.end()), replaced.end());
  for (const std::string& name : names) {
    if (!fs::exists(target_ / name) || fs::is_directory(target_ / name) == fs::is_directory(path_ / name))
      continue;
    throw ArtifactError(fmt::format("{}: cannot replace: a {} of that name is there, move it away",
                                    (target_ / name).string(),
                                    fs::is_directory(target_ / name) ? "folder" : "file"));
  }
  const StagingFolder former(path_, "former");
  Renamings renamings;
  for (const std::string& name : replaced) {
    if (fs::exists(target_ / name)) renamings.add(target_ / name, former / name);
  }
  for (const std::string& name : names) renamings.add(path_ / name, target_ / name);
  renamings.add(path_ / last_, target_ / last_);
  renamings.keep();
  sync_folder_of(target_ / last_);
}

}  // namespace affekt
