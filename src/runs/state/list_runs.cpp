#include "runs/state/list_runs.h"

#include <algorithm>
#include <system_error>

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

std::vector<fs::path> list_folders(const fs::path& folder) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error))
    if (!begins_with(entry.path().filename().string(), ".") && entry.is_directory(error))
      folders.push_back(entry.path());
  return folders;
}

/// Adds the folder if it is a run, or a group of runs, and then those inside it.
void find_runs(const fs::path& folder, int depth, std::vector<fs::path>& found) {
  const RunPaths run{folder};
  const bool is_run = inspect_run_directory(run) == RunDirectoryContent::kRun;
  // A run that prepares its data has its lock and its record, and no config yet.
  if (is_run || fs::exists(folder / kGroupFileName) || fs::exists(run.state())) found.push_back(folder);
  if (is_run || depth == kMaxDepth) return;
  for (const fs::path& inner : list_folders(folder)) find_runs(inner, depth + 1, found);
}

}  // namespace

const char* name_of(RunState state) {
  switch (state) {
    case RunState::kRunning:
      return "running";
    case RunState::kFinished:
      return "finished";
    case RunState::kFailed:
      return "failed";
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
  std::vector<fs::path> found;
  for (const fs::path& inner : list_folders(folder)) find_runs(inner, 1, found);
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
