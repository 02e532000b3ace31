#include "kinds/run_group.h"

#include <fmt/format.h>

#include "config/load_config.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/json_file.h"
#include "core/files/writable_folder.h"
#include "core/process/log.h"
#include "core/text/affix.h"
#include "core/text/text.h"
#include "evaluation/report/report_folder.h"
#include "evaluation/report/value_text.h"
#include "kinds/kind_table.h"
#include "kinds/whole_way.h"
#include "training/resume_checks.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// What group.json says; null: the folder holds no group. @throws ArtifactError: it is damaged
json read_group(const fs::path& folder) {
  const fs::path path = folder / kGroupFileName;
  if (!fs::exists(path)) return nullptr;
  json group = read_json_object(path);
  const auto is_text = [&](const char* key) { return group.contains(key) && group[key].is_string(); };
  if (!group.is_object() || !is_text("purpose") || !is_text("config") || !is_text("options"))
    throw ArtifactError(path.string() +
                        ": damaged, so nobody can tell what was begun here; choose another --out");
  return group;
}

/// What a killed affekt left half-written in the group's folder: `<name>.<pid>-<n>.tmp`.
void remove_group_temporaries(const GroupPlan& plan) {
  remove_run_temporaries(RunPaths{plan.folder});
  std::vector<std::string> beginnings;
  for (const std::string& name : plan.result_names) beginnings.push_back(name + ".");
  std::vector<fs::path> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(plan.folder)) {
    const std::string name = entry.path().filename().string();
    if (ends_with(name, ".tmp") && begins_with_any(name, beginnings)) found.push_back(entry.path());
  }
  for (const fs::path& path : found) fs::remove(path);
}

/// A folder without group.json may hold what a group leaves that ended before it began, and nothing else.
void check_folder_without_group(const GroupPlan& plan) {
  if (!fs::exists(plan.folder)) return;
  if (!fs::is_directory(plan.folder))
    throw ArtifactError(plan.folder.string() + ": is no folder; choose another --out");
  const RunDirectoryContent content = inspect_run_directory(RunPaths{plan.folder});
  if (content == RunDirectoryContent::kNothing) return;
  if (content == RunDirectoryContent::kRun)
    throw ArtifactError(plan.folder.string() + ": holds a single run; choose another --out");
  throw ArtifactError(
      plan.folder.string() +
      ": holds files that no group of runs made (there is no group.json of affekt among them); choose "
      "another --out");
}

/// @throws as work_on_group, of a group that was begun before
void check_same_group(const json& group, const GroupPlan& plan, const ExperimentConfig& config) {
  const std::string file = (plan.folder / kGroupFileName).string();
  const std::string purpose = group["purpose"];
  if (purpose != plan.purpose)
    throw ArtifactError(
        fmt::format("{}: a group of runs for another purpose, {} and not {}; choose another --out", file,
                    purpose, plan.purpose));
  if (plan.overwrite) return;
  if (!plan.resume)
    throw ArtifactError(
        plan.folder.string() +
        ": already holds a group of runs; --resume goes on with it, --overwrite starts anew in its "
        "place, --out DIR takes another directory");
  check_same_training(group["config"], file, config);
  if (const std::string options = group["options"]; options != plan.options)
    throw ConfigError(fmt::format(
        "{}: the {} was begun with {}, now it is asked for with {}; resume with the same, or choose "
        "another --out",
        file, plan.purpose, options, plan.options));
}

/// Of the former group: all runs in its folder, and its results.
void remove_group(const GroupPlan& plan) {
  std::vector<RunPaths> runs;
  for (const fs::directory_entry& entry : fs::directory_iterator(plan.folder))
    if (inspect_run_directory(RunPaths{entry.path()}) == RunDirectoryContent::kRun)
      runs.push_back(RunPaths{entry.path()});
  for (const RunPaths& run : runs) {
    const RunLock lock(run, run.state_lock());  // nobody is working in it
    remove_run_files(run);
    fs::remove(run.state());
  }
  std::error_code ignored;  // of a folder in which others keep something
  for (const RunPaths& run : runs) fs::remove(run.root, ignored);
  remove_run_results(RunPaths{plan.folder});
  for (const std::string& name : plan.result_names) fs::remove(plan.folder / name);
}

void write_group(const GroupPlan& plan, const ExperimentConfig& config) {
  const json group = {{"purpose", plan.purpose}, {"overrides", plan.overrides}, {"config", to_yaml(config)},
                      {"options", plan.options}, {"details", plan.details},     {"tool", describe_tool()}};
  write_text_atomically(plan.folder / kGroupFileName, to_json_text(group, 2) + "\n");
}

RunPlan record_of(const GroupPlan& plan, const ExperimentConfig& config) {
  RunPlan record;
  record.command = plan.command;
  record.best_metric = config.train.best_metric;
  record.resume = plan.resume;
  return record;
}

/// What the group finds in the folder of a member is its own, and goes on.
RunRequest request_of(const GroupPlan& plan, const GroupMember& member) {
  std::vector<std::string> overrides = plan.overrides;
  overrides.insert(overrides.end(), member.overrides.begin(), member.overrides.end());
  RunRequest request;
  request.config = load_experiment(plan.config_path, overrides);
  request.run_directory = plan.folder / member.name;
  request.resume = inspect_run_directory(RunPaths{request.run_directory}) == RunDirectoryContent::kRun;
  request.images = plan.images;
  request.watch = plan.watch;
  return request;
}

void check_members(const GroupPlan& plan) {
  for (const GroupMember& member : plan.members) {
    const RunRequest request = request_of(plan, member);
    (plan.folds ? check_cross_validation : check_whole_way)(find_kind(request.config), request);
  }
}

/// Where no run was made, the folder is as if the command had never been called.
void remove_group_without_runs(const GroupPlan& plan) {
  std::error_code ignored;  // what the work has failed of is on its way
  for (const fs::directory_entry& entry : fs::directory_iterator(plan.folder, ignored))
    if (entry.is_directory(ignored)) return;
  fs::remove(plan.folder / kGroupFileName, ignored);
}

}  // namespace

MemberState RunGroup::state_of(const GroupMember& member) const {
  const RunPaths run{folder_of(member)};
  if (inspect_run_directory(run) != RunDirectoryContent::kRun) return MemberState::kNotBegun;
  const json record = read_json_object(run.state());
  if (!record.is_object() || member_or_null(record, "state") != "finished" || !holds_training(run))
    return MemberState::kBegun;
  return member_or_null(record, "command") == "train" ? MemberState::kTrained : MemberState::kDone;
}

void RunGroup::run(const GroupMember& member) const {
  if (state_of(member) == MemberState::kDone) return;
  const RunRequest request = request_of(plan_, member);
  (plan_.folds ? run_cross_validation : run_whole_way)(find_kind(request.config), request);
}

void work_on_group(GroupPlan plan, const std::function<void(RunGroup&)>& work) {
  const ExperimentConfig config = load_experiment(plan.config_path, plan.overrides);
  find_kind(config).check(config);
  if (plan.folder.empty()) plan.folder = fs::path("experiments") / (config.name + "_" + plan.purpose);
  check_members(plan);
  const json former = read_group(plan.folder);
  if (former.is_null()) {
    check_folder_without_group(plan);
    if (plan.resume)
      log_warning(fmt::format("{}: there is no '{}' to resume: it starts at the beginning",
                              plan.folder.string(), plan.command));
  } else {
    check_same_group(former, plan, config);
  }
  require_writable_folder(plan.folder, "choose another --out");
  record_run(RunPaths{plan.folder}, record_of(plan, config), [&](RunRecord& record) {
    if (plan.overwrite && !former.is_null()) remove_group(plan);
    remove_group_temporaries(plan);
    write_group(plan, config);
    RunGroup group(plan, config, record);
    try {
      work(group);
    } catch (...) {
      remove_group_without_runs(plan);
      throw;
    }
  });
}

}  // namespace affekt
