#include "core/files/staging_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <atomic>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/files/sync_folder.h"
#include "core/text/affix.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

std::string make_staging_name(const std::string& last) {
  static std::atomic<int> counter{0};
  return fmt::format("{}.{}-{}.tmp", last, ::getpid(), counter++);
}

/// "site.json.123-0.tmp"
bool is_staging_name(const std::string& name, const std::string& last) {
  constexpr std::string_view kEnd = ".tmp";
  if (!begins_with(name, last + ".") || !ends_with(name, kEnd)) return false;
  const std::string_view numbers =
      std::string_view(name).substr(last.size() + 1, name.size() - last.size() - 1 - kEnd.size());
  const size_t dash = numbers.find('-');
  return dash != std::string_view::npos && dash > 0 && dash + 1 < numbers.size() &&
         numbers.find_first_not_of("0123456789-") == std::string_view::npos;
}

/// @return a descriptor to close, or -1: another process holds the lock, or the file system has none
int try_lock(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0 || ::flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  ::close(fd);
  return -1;
}

bool is_there(const fs::path& path) {
  return fs::exists(fs::symlink_status(path));  // a link that leads nowhere is there too
}

void make_folders(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error)
    throw ArtifactError(fmt::format("{}: cannot make the folder: {}", path.string(), error.message()));
}

/// Renamings that are taken back unless all of them succeed.
class Renamings {
 public:
  ~Renamings() {
    std::error_code ignored;
    for (auto move = moves_.rbegin(); move != moves_.rend(); ++move)
      fs::rename(move->second, move->first, ignored);
    for (auto folder = made_.rbegin(); folder != made_.rend(); ++folder) fs::remove(*folder, ignored);
  }
  void add(const fs::path& from, const fs::path& to) {
    std::vector<fs::path> missing;
    for (fs::path folder = to.parent_path(); !folder.empty() && !fs::exists(folder);
         folder = folder.parent_path())
      missing.push_back(folder);
    made_.insert(made_.end(), missing.rbegin(), missing.rend());
    if (!missing.empty()) make_folders(missing.front());
    std::error_code error;
    fs::rename(from, to, error);
    if (error) throw ArtifactError(fmt::format("{}: cannot replace: {}", to.string(), error.message()));
    moves_.emplace_back(from, to);
  }
  void keep() {
    moves_.clear();
    made_.clear();
  }

 private:
  std::vector<std::pair<fs::path, fs::path>> moves_;
  std::vector<fs::path> made_;
};

/// @throws ArtifactError if in the target a folder is in a file's place, or a file in that of its folder
void check_place(const fs::path& target, const fs::path& name) {
  const auto refuse = [&](const fs::path& path, const char* what) {
    throw ArtifactError(
        fmt::format("{}: cannot replace: a {} of that name is there, move it away", path.string(), what));
  };
  if (fs::is_directory(target / name)) refuse(target / name, "folder");
  for (fs::path folder = name.parent_path(); !folder.empty(); folder = folder.parent_path())
    if (is_there(target / folder) && !fs::is_directory(target / folder)) refuse(target / folder, "file");
}

}  // namespace

StagingFolder::StagingFolder(fs::path target, std::string last)
    : target_(std::move(target)),
      path_(target_ / make_staging_name(last)),
      last_(std::move(last)),
      is_target_new_(!is_there(target_)) {
  make_folders(target_);
  std::error_code error, ignored;
  fs::create_directory(path_, error);
  if (error) {
    if (is_target_new_) fs::remove(target_, ignored);
    throw ArtifactError(fmt::format("{}: cannot write in it: {}", target_.string(), error.message()));
  }
  lock_ = try_lock(path_);
}

StagingFolder::~StagingFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  if (lock_ >= 0) ::close(lock_);
  if (is_target_new_) fs::remove(target_, ignored);
}

void StagingFolder::move_in(const std::vector<fs::path>& stale) {
  std::set<fs::path> names, replaced(stale.begin(), stale.end());
  for (const auto& entry : fs::recursive_directory_iterator(path_))
    if (!entry.is_directory()) names.insert(entry.path().lexically_relative(path_));
  for (const fs::path& name : names) check_place(target_, name);
  replaced.insert(names.begin(), names.end());
  names.erase(last_);
  const StagingFolder former(path_, "former");
  Renamings renamings;
  for (const fs::path& name : replaced)
    if (is_there(target_ / name)) renamings.add(target_ / name, former / name);
  for (const fs::path& name : names) renamings.add(path_ / name, target_ / name);
  renamings.add(path_ / last_, target_ / last_);
  renamings.keep();

  std::error_code ignored;
  for (const fs::path& abandoned : list_abandoned_staging(target_, last_)) fs::remove_all(abandoned, ignored);
  std::set<fs::path> folders;
  for (const fs::path& name : replaced) folders.insert(name.parent_path());
  for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) {  // the inner ones first
    if (!folder->empty()) fs::remove(target_ / *folder, ignored);             // fails if anything is in it
    if (fs::is_directory(target_ / *folder)) sync_folder_of(target_ / *folder / last_);
  }
}

std::vector<fs::path> list_abandoned_staging(const fs::path& target, const std::string& last) {
  std::vector<fs::path> abandoned;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(target, ignored)) {
    if (!is_staging_name(entry.path().filename().string(), last)) continue;
    const int lock = try_lock(entry.path());
    if (lock < 0) continue;
    ::close(lock);
    abandoned.push_back(entry.path());
  }
  return abandoned;
}

}  // namespace affekt
