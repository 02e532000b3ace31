#include "runs/state/read_run.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/load_config.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/json_file.h"
#include "core/text/affix.h"
#include "core/text/time_text.h"
#include "runs/run_directory.h"
#include "runs/state/report_members.h"
#include "runs/state/training_progress.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const json& member_of(const json& object, const char* key) {
  static const json none;
  if (!object.is_object()) return none;
  const auto found = object.find(key);
  return found == object.end() ? none : *found;
}

std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : "";
}

int64_t integer_of(const json& value) {
  return value.is_number_integer() ? value.get<int64_t>() : 0;
}

struct timespec changed_at(const fs::path& path) {
  struct stat found = {};
  return ::stat(path.c_str(), &found) == 0 ? found.st_mtim : timespec{};
}

bool is_newer(const fs::path& path, const fs::path& than) {
  const timespec a = changed_at(path), b = changed_at(than);
  return a.tv_sec != b.tv_sec ? a.tv_sec > b.tv_sec : a.tv_nsec > b.tv_nsec;
}

/// When a file of the run was written last, beside the record.
std::time_t last_change(const RunPaths& run) {
  std::time_t newest = 0;
  for (const fs::path& path : {run.config(), run.metrics(), run.log(), run.root / "report.json", run.onnx()})
    newest = std::max(newest, changed_at(path).tv_sec);
  return newest > 0 ? newest : changed_at(run.root).tv_sec;
}

std::string write_time(std::time_t time) {
  return format_utc(std::chrono::system_clock::from_time_t(time));
}

RunState state_of_record(const std::string& word) {
  for (const RunState state : {RunState::kFinished, RunState::kFailed, RunState::kInterrupted})
    if (word == name_of(state)) return state;
  // Nobody holds its lock.
  return word == name_of(RunState::kRunning) ? RunState::kInterrupted : RunState::kDamaged;
}

/// What came behind the training was done by `affekt evaluate` and `affekt export`.
bool was_completed(const RunPaths& run, const std::string& stage) {
  return (stage == "evaluation" || stage == "export") && is_newer(run.onnx(), run.state());
}

void read_state(const RunPaths& run, const json& record, ListedRun& listed) {
  listed.command = text_of(member_of(record, "command"));
  listed.stage = text_of(member_of(record, "stage"));
  if (is_run_locked(run)) {
    listed.state = RunState::kRunning;
  } else if (fs::exists(run.state())) {
    const std::string word = text_of(member_of(record, "state"));
    listed.state = state_of_record(word);
    listed.reason = text_of(member_of(record, "reason"));
    if (word == name_of(RunState::kRunning))
      listed.reason = "the process ended without a word: killed, or the machine stopped";
    if (was_completed(run, listed.stage)) listed.state = RunState::kFinished;
    if (listed.state == RunState::kDamaged)
      listed.fault =
          run.state().string() +
          ": damaged, so how the run ended is not known; the next command on the run writes it anew";
  } else if (fs::exists(run.root / "report.json") || fs::exists(run.onnx()) ||
             fs::exists(run.root / "song_model.json") || is_training_logged_as_finished(run)) {
    listed.state = RunState::kFinished;
  }
  if (listed.state != RunState::kFinished) return;
  listed.stage.clear();
  listed.reason.clear();
}

/// Of a cross-validation, the fold that is in work.
RunPaths find_training(const RunPaths& run, ListedRun& listed) {
  if (listed.command != "run --folds" || listed.stage != "training") return run;
  std::optional<fs::path> latest;
  for (const fs::directory_entry& entry : fs::directory_iterator(run.root))
    if (begins_with(entry.path().filename().string(), "fold_") && entry.is_directory() &&
        (!latest || is_newer(entry.path() / "train.log", *latest / "train.log")))
      latest = entry.path();
  if (!latest || is_newer(run.log(), *latest / "train.log")) return run;
  listed.stage = latest->filename().string();
  return RunPaths{*latest};
}

/// Since the record was written: a training may take hours before it is written again.
void add_time_since(const RunPaths& run, const RunPaths& training, const json& record, ListedRun& listed) {
  if (text_of(member_of(record, "state")) != name_of(RunState::kRunning)) return;
  const std::time_t written = changed_at(run.state()).tv_sec,
                    changed = std::max(last_change(run), last_change(training)),
                    end = listed.state == RunState::kRunning ? std::time(nullptr) : changed;
  if (listed.seconds) *listed.seconds += static_cast<double>(std::max<std::time_t>(0, end - written));
  if (changed > written) listed.updated_at = write_time(changed);
}

/// @param record  may be null: then the config tells of what is not finished
void read_progress(const RunPaths& run, const json& record, bool is_reported, ListedRun& listed) {
  std::string metric = text_of(member_of(record, "best_metric"));
  listed.num_epochs = integer_of(member_of(record, "num_epochs"));
  if (listed.state == RunState::kInterrupted && record.is_null() && fs::exists(run.config())) {
    const ExperimentConfig config = parse_experiment(read_text_file(run.config()), run.config().string());
    metric = config.train.best_metric;
    listed.num_epochs = config.train.epochs;
  }
  const RunPaths training = find_training(run, listed);
  add_time_since(run, training, record, listed);
  const TrainingProgress progress = read_training_progress(training);
  listed.epochs_done = progress.epochs_done;
  if (!listed.seconds && progress.epochs_done > 0) listed.seconds = progress.seconds;
  if (is_reported || listed.num_epochs == 0) return;
  const BestEpoch best = read_best_epoch(training, metric);
  if (best.epoch > 0) listed.score = RunScore{metric, "validation", best.value, {}, {}, best.epoch};
}

/// report.json's headline and what it is on.
void read_report(const json& report, ListedRun& listed) {
  const json& data = member_of(report, "data");
  listed.data_name = text_of(member_of(data, "name"));
  listed.source_digest = text_of(member_of(data, "source_digest"));
  listed.model = text_of(member_of(member_of(report, "model"), "name"));
  const std::string headline = text_of(member_of(report, "headline"));
  const json& metric = member_of(member_of(report, "metrics"), headline.c_str());
  const json& value = member_of(metric, "value");
  if (!value.is_number()) return;
  RunScore score;
  score.metric = headline;
  score.split = text_of(member_of(data, "split"));
  score.value = value;
  const json& interval = member_of(metric, "ci95");
  if (interval.is_array() && interval.size() == 2 && interval[0].is_number() && interval[1].is_number()) {
    score.low = interval[0].get<double>();
    score.high = interval[1].get<double>();
  }
  listed.score = score;
}

void read_files(const RunPaths& run, ListedRun& listed) {
  const json record = read_json_object(run.state());
  listed.updated_at = text_of(member_of(record, "updated_at"));
  if (listed.updated_at.empty()) listed.updated_at = write_time(last_change(run));
  if (const json& seconds = member_of(record, "seconds"); seconds.is_number())
    listed.seconds = seconds.get<double>();
  read_state(run, record, listed);
  const fs::path report = run.root / "report.json";
  const bool is_reported =
      (listed.state == RunState::kFinished || listed.state == RunState::kDamaged) && fs::exists(report);
  if (is_reported) read_report(read_report_members(report, {"data", "headline", "metrics", "model"}), listed);
  read_progress(run, record, is_reported, listed);
  if (!listed.source_digest.empty()) return;
  const json manifest = read_json_object(run.manifest());
  listed.data_name = text_of(member_of(member_of(manifest, "data"), "name"));
  listed.source_digest = text_of(member_of(member_of(manifest, "data"), "source_digest"));
}

}  // namespace

ListedRun read_run(const fs::path& folder) {
  ListedRun listed;
  try {
    read_files(RunPaths{folder}, listed);
  } catch (const Error& error) {
    listed.fault = error.what();
  } catch (const fs::filesystem_error& error) {  // removed meanwhile, or no permission
    listed.fault = error.what();
  }
  return listed;
}

}  // namespace affekt
