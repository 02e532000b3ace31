// A group of runs: one config trained several times with overrides (seeds, the trials of a sweep), each in a
// run directory of its own inside the group's folder. The folder's lock, its plan, and how far each run is.
#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/experiment_config.h"
#include "runs/state/run_record.h"
#include "training/watch_options.h"

namespace affekt {

/// One run of a group.
struct GroupMember {
  std::string name;                    // of its folder in the group's: "seed_1", "trial_007"
  std::vector<std::string> overrides;  // behind the group's: {"train.seed=1"}
};

/// What a group is for and made of; group.json keeps it, so that only the same group goes on in its folder.
struct GroupPlan {
  std::string purpose;                      // "seeds" or "sweep"; the folder's name ends in it
  std::string command;                      // "run --seeds", "sweep": what `affekt list` shows
  std::filesystem::path config_path;        // CONFIG
  std::vector<std::string> overrides = {};  // --set of all runs
  std::filesystem::path folder = {};        // empty: experiments/<name>_<purpose>
  /// What else must be equal to go on, as the user writes it: "--over model.dropout=0.1,0.2 ...".
  std::string options = {};
  /// What is kept for a command that goes on.
  nlohmann::json details = nlohmann::json::object();
  /// The runs that RunGroup::run is asked for: all of them are checked before anything is written.
  std::vector<GroupMember> members = {};
  std::vector<std::string> result_names = {};  // what the command writes into the folder itself: "sweep.json"
  bool folds = false;                          // each run is a cross-validation
  std::optional<bool> images = {};             // as RunRequest::images
  WatchOptions watch = {};
  bool resume = false, overwrite = false;  // as of a run
};

/// How far the run of a member is, from its files alone: right after kill -9 too.
enum class MemberState {
  kNotBegun,
  kBegun,    // a training, or what follows it, was begun and isn't done
  kTrained,  // `affekt train` has ended there: weights, and no report
  kDone,     // `affekt run` has ended there: trained, evaluated, exported
};

/// The group that work_on_group works on.
class RunGroup {
 public:
  RunGroup(GroupPlan plan, ExperimentConfig config, RunRecord& record)
      : plan_(std::move(plan)), config_(std::move(config)), record_(record) {}

  const std::filesystem::path& folder() const { return plan_.folder; }
  std::filesystem::path folder_of(const GroupMember& member) const { return plan_.folder / member.name; }
  /// Of the group, without the overrides of a member.
  const ExperimentConfig& config() const { return config_; }
  MemberState state_of(const GroupMember& member) const;

  /// The whole way of the member in this process (report on the config's split, model.onnx), or its rest;
  /// nothing if it is done. @throws as run_whole_way
  void run(const GroupMember& member) const;

  /// What `affekt list` shows of the group while it runs: "seed 2 of 3".
  void show_progress(const std::string& text) { record_.set_stage(text); }

 private:
  GroupPlan plan_;
  ExperimentConfig config_;
  RunRecord& record_;
};

/// Reads the config and checks the members, makes and locks the group's folder, writes group.json and does
/// `work` in it, under a record that `affekt list` reads. With `overwrite`, the runs and results of the
/// former group are removed. If `work` fails before it has made any run, nothing stays.
/// @throws ConfigError: the config of the group or of a member; with `resume`, another config or other
/// options than the group was begun with (says which); ArtifactError: another process works in the folder, it
/// holds a run, another group or files of somebody else, or a group and neither `resume` nor `overwrite` is
/// set; and as `work`
void work_on_group(GroupPlan plan, const std::function<void(RunGroup&)>& work);

}  // namespace affekt
