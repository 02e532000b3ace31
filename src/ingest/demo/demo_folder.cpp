#include "ingest/demo/demo_folder.h"

#include <unistd.h>

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/writable_folder.h"
#include "core/process/interrupt.h"
#include "core/process/log.h"
#include "core/process/threads.h"
#include "core/text/text.h"
#include "store/data_set_name.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr char kOwnPrefix[] = ".affekt-demo-data.";  // of the marker, and of what a killed process leaves

bool is_own_name(const fs::path& path) {
  return path.filename().string().rfind(kOwnPrefix, 0) == 0;
}

bool is_leftover(const fs::path& path) {
  return is_own_name(path) && path.extension() == ".tmp";
}

/// Nothing outside of the folder is removed, whatever somebody wrote into the marker.
bool stays_inside(const fs::path& name) {
  return !name.empty() && name.is_relative() &&
         std::none_of(name.begin(), name.end(), [](const fs::path& part) { return part == ".."; });
}

bool holds_nothing_foreign(const fs::path& folder) {
  const fs::directory_iterator entries(folder);
  return std::all_of(begin(entries), end(entries), [](const auto& entry) { return is_own_name(entry); });
}

std::string list_some(const std::vector<std::string>& names) {
  constexpr size_t kMaxNamed = 5;
  std::string text;
  for (size_t i = 0; i < std::min(names.size(), kMaxNamed); ++i) text += (i == 0 ? "" : ", ") + names[i];
  return text + (names.size() > kMaxNamed ? fmt::format(" and {} more", names.size() - kMaxNamed) : "");
}

}  // namespace

std::string name_data_set(const std::string& source, const fs::path& path) {
  const fs::path there = fs::absolute(path).lexically_normal();
  std::error_code ignored;
  const fs::path folder = fs::is_directory(there, ignored) ? there : there.parent_path();
  return fs::exists(folder / kDemoDataMarker, ignored) ? synthetic_name(source) : source;
}

DemoFolder::DemoFolder(const fs::path& directory) : target_(fs::absolute(directory).lexically_normal()) {
  if (!target_.has_filename()) target_ = target_.parent_path();   // "demo/" -> "demo"
  if (fs::is_symlink(target_)) target_ = fs::canonical(target_);  // the link stays
  is_new_ = !fs::exists(target_);
  if (!is_new_) {
    if (!fs::is_directory(target_)) throw DataError(target_.string() + ": a folder expected, a file got");
    read_marker();
    if (!marker_.is_there && !holds_nothing_foreign(target_)) {
      throw DataError(target_.string() +
                      ": holds files that `affekt demo-data` didn't make; name an empty or a new folder");
    }
  }
  const std::string reason = why_not_writable(target_);
  if (!reason.empty()) throw DataError(target_.string() + ": " + reason);
  make_staging();
}

DemoFolder::~DemoFolder() {
  std::error_code ignored;
  fs::remove_all(staging_, ignored);
  for (const fs::path& parent : made_parents_) fs::remove(parent, ignored);  // fails if anything is in it
}

void DemoFolder::read_marker() {
  const fs::path path = target_ / kDemoDataMarker;
  marker_.is_there = fs::is_regular_file(path);
  if (!marker_.is_there) return;
  try {
    const auto json = nlohmann::json::parse(read_text_file(path));
    marker_.files = json.at("files").get<Digests>();
    marker_.lists_files = std::all_of(marker_.files.begin(), marker_.files.end(),
                                      [](const auto& file) { return stays_inside(file.first); });
  } catch (const nlohmann::json::exception&) {  // damaged or an old one: it lists nothing
  }
  if (!marker_.lists_files) marker_.files.clear();
}

/// In the target where it exists, which may be a file system of its own; else beside it.
void DemoFolder::make_staging() {
  if (!is_new_) {
    std::vector<fs::path> leftovers;
    for (const auto& entry : fs::directory_iterator(target_)) {
      if (is_leftover(entry)) leftovers.push_back(entry);
    }
    for (const fs::path& leftover : leftovers) fs::remove_all(leftover);
  }
  for (fs::path parent = target_.parent_path(); !fs::exists(parent); parent = parent.parent_path()) {
    made_parents_.push_back(parent);
  }
  fs::create_directories(target_.parent_path());
  const std::string stem = is_new_ ? target_.string() + "." : (target_ / kOwnPrefix).string();
  for (int attempt = 0; staging_.empty(); ++attempt) {
    const fs::path candidate = fmt::format("{}{}-{}.tmp", stem, ::getpid(), attempt);
    if (fs::create_directory(candidate)) staging_ = candidate;
  }
}

/// All that is no folder, links included, which have no digest; without affekt's own bookkeeping.
DemoFolder::Digests DemoFolder::digest_files_of(const fs::path& folder) {
  std::vector<std::string> names;
  for (auto entry = fs::recursive_directory_iterator(folder); entry != fs::end(entry); ++entry) {
    if (entry.depth() == 0 && is_own_name(entry->path())) {
      entry.disable_recursion_pending();
    } else if (entry->is_symlink() || !entry->is_directory()) {
      names.push_back(entry->path().lexically_relative(folder).generic_string());
    }
  }
  std::vector<std::string> digests(names.size());
  parallel_for(static_cast<int64_t>(names.size()), thread_count(), [&](int64_t i) {
    throw_if_interrupted("making demo data");
    const auto index = static_cast<size_t>(i);
    const fs::path path = folder / names[index];
    if (fs::is_symlink(path) || !fs::is_regular_file(path)) return;
    try {
      digests[index] = sha256_of_file(path);
    } catch (const DataError&) {  // can't be read: then it isn't known to be affekt's, and stays
    }
  });
  Digests result;
  for (size_t i = 0; i < names.size(); ++i) result.emplace(std::move(names[i]), std::move(digests[i]));
  return result;
}

/// What stands in the way of a new file: a folder of its name, or a file or link where its folder goes.
std::string DemoFolder::find_obstacle(const std::string& name) const {
  fs::path part;
  for (const fs::path& step : fs::path(name)) {
    part /= step;
    const fs::file_status status = fs::symlink_status(target_ / part);
    if (!fs::exists(status)) return "";
    if (!fs::is_directory(status)) return part.generic_string();
  }
  return name;
}

DemoFolder::Plan DemoFolder::plan_replacement(const Digests& made) const {
  Plan plan;
  std::set<std::string> obstacles;
  const Digests there = digest_files_of(target_);
  for (const auto& [name, digest] : there) {
    const auto listed = marker_.files.find(name), next = made.find(name);
    const bool is_own = listed != marker_.files.end() && !digest.empty() && listed->second == digest;
    if (is_own) {
      plan.removed.push_back(name);
    } else if (next == made.end()) {
      plan.kept.push_back(name);
    } else if (next->second != digest) {  // the same bytes may well be replaced
      obstacles.insert(name);
    }
  }
  for (const auto& file : made) {
    if (there.count(file.first) > 0) continue;
    const std::string obstacle = find_obstacle(file.first);
    // Its own files go before the new ones come.
    if (!obstacle.empty() && !std::binary_search(plan.removed.begin(), plan.removed.end(), obstacle))
      obstacles.insert(obstacle);
  }
  if (!obstacles.empty()) {
    throw DataError(
        fmt::format("{}: in the place of the new files lie others, which `affekt demo-data` didn't make or "
                    "which were changed since: {}; move them away, or name another folder",
                    target_.string(), list_some({obstacles.begin(), obstacles.end()})));
  }
  if (marker_.is_there && !marker_.lists_files && !plan.kept.empty()) {
    throw DataError(
        fmt::format("{}: its {} doesn't tell which files `affekt demo-data` made, so that they can't be told "
                    "from yours ({}); move the folder away, or name another one",
                    target_.string(), kDemoDataMarker, list_some(plan.kept)));
  }
  return plan;
}

/// And the folders that they leave empty.
void DemoFolder::remove_files(const std::vector<std::string>& names) const {
  std::set<fs::path> folders;
  for (const std::string& name : names) {
    fs::remove(target_ / name);
    for (fs::path folder = fs::path(name).parent_path(); !folder.empty(); folder = folder.parent_path()) {
      folders.insert(folder);
    }
  }
  std::error_code ignored;
  for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) {  // the inner ones first
    fs::remove(target_ / *folder, ignored);                                   // fails if anything is in it
  }
}

void DemoFolder::publish(nlohmann::json marker) {
  const Digests made = digest_files_of(staging_);
  marker["files"] = made;
  const std::string text = to_json_text(marker, 2) + "\n";
  if (is_new_) {
    write_text_atomically(staging_ / kDemoDataMarker, text);
    fs::rename(staging_, target_);
    return;
  }
  const Plan plan = plan_replacement(made);
  remove_files(plan.removed);
  // Before the files come, so that whatever is there at any moment is listed or somebody else's.
  write_text_atomically(target_ / kDemoDataMarker, text);
  for (const auto& file : made) {
    const fs::path place = target_ / file.first;
    fs::create_directories(place.parent_path());
    fs::rename(staging_ / file.first, place);
  }
  if (!plan.kept.empty()) {
    log_warning(fmt::format("Kept in {}, not made by `affekt demo-data` or changed since: {}",
                            target_.string(), list_some(plan.kept)));
  }
}

}  // namespace affekt
