#include "runs/state/list_runs.h"

#include <sys/stat.h>

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

#include "core/error.h"
#include "core/process/threads.h"
#include "core/text/affix.h"
#include "runs/run_directory.h"
#include "runs/state/read_run.h"
#include "runs/state/run_record.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxDepth = 4;

/// Folders first, and what symbolic links name behind them, so that a link to one of the folders gives
/// nothing new, nor does one to a folder that they lie in.
class RunFinder {
 public:
  explicit RunFinder(const fs::path& root) {
    for (fs::path above = fs::canonical(root); is_new(above) && above.has_relative_path();)
      above = above.parent_path();
    add_inner(root, 1);
    for (size_t i = 0; i < links_.size(); ++i) {  // adding finds more of them
      const Link link = links_[i];
      if (is_new(link.path)) add(link.path, link.depth);
    }
  }
  const std::vector<fs::path>& found() const { return found_; }

 private:
  struct Link {
    fs::path path;
    int depth;
  };

  bool is_new(const fs::path& folder) {
    struct stat status = {};
    return ::stat(folder.c_str(), &status) == 0 && seen_.insert({status.st_dev, status.st_ino}).second;
  }
  void add_inner(const fs::path& folder, int depth) {
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
      if (begins_with(entry.path().filename().string(), ".") || !entry.is_directory(error)) continue;
      if (entry.is_symlink(error)) {
        links_.push_back({entry.path(), depth});
      } else if (is_new(entry.path())) {
        add(entry.path(), depth);
      }
    }
  }
  /// The folder if it is a run, or a group of runs, and then those inside it.
  void add(const fs::path& folder, int depth) {
    const RunPaths run{folder};
    const bool is_run = inspect_run_directory(run) == RunDirectoryContent::kRun;
    // A run that prepares its data has its lock and its record, and no config yet.
    if (is_run || fs::exists(folder / kGroupFileName) || fs::exists(run.state())) found_.push_back(folder);
    if (!is_run && depth < kMaxDepth) add_inner(folder, depth + 1);
  }

  std::vector<fs::path> found_;
  std::vector<Link> links_;
  std::set<std::pair<dev_t, ino_t>> seen_;
};

}  // namespace

const char* name_of(RunState state) {
  switch (state) {
    case RunState::kRunning:
      return "running";
    case RunState::kFinished:
      return "finished";
    case RunState::kFailed:
      return "failed";
    case RunState::kDamaged:
      return "damaged";
    case RunState::kInterrupted:
      break;
  }
  return "interrupted";
}

std::vector<ListedRun> list_runs(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error) || (fs::directory_iterator(folder, error), error))
    throw ArtifactError(folder.string() +
                        ": can't be listed: " + (error ? error.message() : std::string("it is no folder")));
  const RunFinder finder(folder);
  const std::vector<fs::path>& found = finder.found();
  std::vector<ListedRun> runs(found.size());
  parallel_for(static_cast<int64_t>(found.size()), count_physical_cores(), [&](int64_t i) {
    const auto at = static_cast<size_t>(i);
    runs[at] = read_run(found[at]);
    runs[at].name = found[at].lexically_relative(folder).generic_string();
  });
  std::sort(runs.begin(), runs.end(), [](const ListedRun& a, const ListedRun& b) {
    const bool a_runs = a.state == RunState::kRunning, b_runs = b.state == RunState::kRunning;
    if (a_runs != b_runs) return a_runs;
    return a.updated_at != b.updated_at ? a.updated_at > b.updated_at : a.name < b.name;
  });
  return runs;
}

}  // namespace affekt
