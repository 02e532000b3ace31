#include "search/run_search.h"

#include <fmt/format.h>
#include <signal.h>

#include <chrono>
#include <iostream>
#include <map>
#include <set>

#include "config/load_config.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/interrupt.h"
#include "core/process/log.h"
#include "core/process/progress.h"
#include "core/text/affix.h"
#include "core/text/count_text.h"
#include "core/text/text.h"
#include "evaluation/report/render_report_console.h"
#include "evaluation/report/write_report_files.h"
#include "jobs/how_to_resume.h"
#include "kinds/kind_table.h"
#include "kinds/run_group.h"
#include "kinds/whole_way.h"
#include "runs/manifest.h"
#include "runs/state/training_progress.h"
#include "search/planned_search.h"
#include "search/run_workers.h"
#include "search/search_report.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr const char* kConfigFolder = "configs";
constexpr std::chrono::milliseconds kProgressInterval{500};

class Search {
 public:
  Search(PlannedSearch& plan, RunGroup& group)
      : plan_(plan), outcome_(plan.outcome), group_(group), kind_(find_kind(plan.base)) {}

  /// @param is_begun  an earlier command has checked the trials with their data
  void check_with_data(bool is_begun);
  void write_configs() const;
  void train_all();
  /// Of the winner: its config, the sweep's report, its own report and model.
  void finish();
  std::string describe_progress() const {
    return fmt::format("{} of the sweep {} finished", count_of(num_finished_, "training"),
                       num_finished_ == 1 ? "is" : "are");
  }

 private:
  bool is_trained(const PlannedFit& fit) const {
    return group_.state_of({fit.name, {}}) >= MemberState::kTrained;
  }
  fs::path config_path(const PlannedFit& fit) const {
    return group_.folder() / kConfigFolder / (fit.name + ".yaml");
  }
  fs::path folder_of(const PlannedFit& fit) const { return group_.folder() / fit.name; }
  void train_rung(size_t rung, const std::vector<size_t>& trials);
  void take_end(const std::string& name, const WorkerEnd& end, std::string& failure);

  PlannedSearch& plan_;
  SearchOutcome& outcome_;
  RunGroup& group_;
  const Kind& kind_;
  int64_t num_finished_ = 0;
};

/// Every key of the section data, with its value: trials that share it share their prepared file.
std::string list_data_values(const ExperimentConfig& config) {
  std::string text;
  for (const ConfigValue& value : list_config_values(config))
    if (begins_with(value.key, "data.")) text += value.key + "=" + value.value + "\n";
  return text;
}

void Search::check_with_data(bool is_begun) {
  check_export_engine(kind_);  // the winner is exported
  std::map<std::string, fs::path> prepared;
  std::string scored_by;
  for (size_t t = 0; t < outcome_.trials.size(); ++t) {
    throw_if_interrupted("the sweep, before its first training");
    const TrialOutcome& trial = outcome_.trials[t];
    FitRequest fit;
    fit.config = plan_.fits.front()[t].config;
    fit.run_directory = folder_of(plan_.fits.front()[t]);
    const std::string data = list_data_values(fit.config);
    if (prepared.count(data) == 0) prepared[data] = kind_.prepare(fit.config.data);
    fit.prepared_path = prepared[data];
    if (t > 0 && is_begun) continue;
    MetricInfo metric;
    try {
      metric = kind_.find_score(fit);
    } catch (const ConfigError& error) {
      throw ConfigError(fmt::format("{}: trial {} ({}): {}", plan_.base.name, trial.number,
                                    describe_values(outcome_, trial), error.what()));
    }
    if (t > 0 && metric.name != outcome_.metric.name)
      throw ConfigError(fmt::format(
          "--over: the trials are scored by different metrics, trial 1 by {} and trial {} by {}; sweep over "
          "something else than what they are compared by",
          outcome_.metric.name, trial.number, metric.name));
    outcome_.metric = metric;
  }
}

void Search::write_configs() const {
  const fs::path folder = group_.folder() / kConfigFolder;
  fs::create_directories(folder);
  std::set<fs::path> wanted;
  for (const std::vector<PlannedFit>& fits : plan_.fits) {
    for (const PlannedFit& fit : fits) {
      const fs::path path = config_path(fit);
      wanted.insert(path);
      const std::string yaml = to_yaml(fit.config);
      if (!fs::exists(path) || read_text_file(path) != yaml) write_text_atomically(path, yaml);
    }
  }
  std::vector<fs::path> stale;  // of a former sweep, or half-written
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    if (begins_with(entry.path().filename().string(), "trial_") && wanted.count(entry.path()) == 0)
      stale.push_back(entry.path());
  for (const fs::path& path : stale) fs::remove(path);
}

void Search::train_all() {
  std::vector<size_t> trials;
  for (size_t t = 0; t < outcome_.trials.size(); ++t) trials.push_back(t);
  for (size_t rung = 0; rung < outcome_.rungs.size() && !trials.empty(); ++rung) {
    train_rung(rung, trials);
    trials = rung + 1 < outcome_.rungs.size() ? choose_survivors(outcome_, rung) : std::vector<size_t>{};
  }
}

/// A failure of the values themselves is kept; anything else ends the sweep.
void Search::take_end(const std::string& name, const WorkerEnd& end, std::string& failure) {
  const auto is_code = [&](ExitCode code) { return end.exit_code == static_cast<int>(code); };
  if (is_code(ExitCode::kOk)) return;
  if (is_code(ExitCode::kConfig) || is_code(ExitCode::kData)) {
    failure = end.message;
    return;
  }
  if (is_code(ExitCode::kInterrupted) || end.exit_code == -SIGINT || end.exit_code == -SIGTERM)
    throw Interrupted("interrupted: the training of " + name + " was ended from outside");
  if (end.exit_code < 0)
    throw ArtifactError(fmt::format(
        "{}: its training was ended by signal {}{}; --resume goes on with the sweep", name, -end.exit_code,
        end.exit_code == -SIGKILL ? ", as the system does when memory runs out (--jobs 1 needs less)" : ""));
  throw Error(static_cast<ExitCode>(end.exit_code),
              fmt::format("{}: {}; --resume goes on with the sweep", name, end.message));
}

void Search::train_rung(size_t rung, const std::vector<size_t>& trials) {
  std::vector<WorkerTask> tasks;
  std::vector<size_t> trial_of;
  int64_t num_epochs = 0;
  for (const size_t t : trials) {
    const PlannedFit& fit = plan_.fits[rung][t];
    if (is_trained(fit)) continue;
    tasks.push_back({fmt::format("trial {}", outcome_.trials[t].number), config_path(fit), folder_of(fit)});
    trial_of.push_back(t);
    num_epochs += fit.config.train.epochs;
  }
  num_finished_ += static_cast<int64_t>(trials.size() - tasks.size());

  std::map<size_t, std::string> failures;  // by trial
  const auto take_score = [&](size_t t) {
    const PlannedFit& fit = plan_.fits[rung][t];
    FitOutcome taken;
    taken.rung = rung;
    taken.epochs = fit.config.train.epochs;
    taken.folder = fit.name;
    taken.failure = failures[t];
    if (taken.failure.empty()) {
      const FitScore score = kind_.read_score(RunPaths{folder_of(fit)}, fit.config.train, outcome_.metric);
      taken.value = score.value;
      taken.epoch = score.epoch;
    }
    return taken;
  };
  if (!tasks.empty()) {
    ProgressBar bar(
        fmt::format("{} of {}", count_of(static_cast<int64_t>(tasks.size()), "training"), plan_.base.name),
        num_epochs, "epochs");
    std::vector<int64_t> shown(tasks.size(), 0);
    const auto show = [&](size_t task, int64_t epochs) {
      bar.advance(epochs - shown[task]);
      shown[task] = epochs;
    };
    auto next_look = std::chrono::steady_clock::now();
    WorkerEvents events;
    events.on_end = [&](size_t task, const WorkerEnd& end) {
      const size_t t = trial_of[task];
      take_end(tasks[task].name, end, failures[t]);
      ++num_finished_;
      show(task, plan_.fits[rung][t].config.train.epochs);
      log_info(describe_fit(outcome_, outcome_.trials[t], take_score(t)));
      group_.show_progress(describe_progress());
    };
    events.on_tick = [&](const std::vector<size_t>& running) {
      if (std::chrono::steady_clock::now() < next_look) return;
      next_look = std::chrono::steady_clock::now() + kProgressInterval;
      std::string note;
      for (const size_t task : running) {
        note += (note.empty() ? "" : ", ") + tasks[task].name;
        show(task, read_training_progress(RunPaths{tasks[task].folder}).epochs_done);
      }
      bar.set_note(note);
    };
    run_workers(tasks, plan_.num_at_once, events);
  }
  for (const size_t t : trials) outcome_.trials[t].fits.push_back(take_score(t));
}

void Search::finish() {
  const std::optional<size_t> best = find_best_trial(outcome_);
  if (!best) {
    const TrialOutcome& first = outcome_.trials.front();
    throw DataError("no training of the sweep gave a score; " +
                    describe_fit(outcome_, first, first.fits.back()));
  }
  const FitOutcome& fit = outcome_.trials[*best].fits.back();
  const PlannedFit& winner = plan_.fits[fit.rung][*best];
  const fs::path config = group_.folder() / kWinnerFileName;
  write_text_atomically(config, to_yaml(winner.config));
  Report report = make_search_report(outcome_);
  if (const auto data = read_manifest_data(RunPaths{folder_of(winner)}.manifest()))
    report.facts["data"] = {
        {"name", data->name}, {"digest", data->digest}, {"source_digest", data->source_digest}};
  write_report_files(group_.folder(), report);
  std::cout << render_report_console(report);
  if (group_.state_of({winner.name, {}}) != MemberState::kDone) {
    group_.show_progress("the winner's report");
    RunRequest request;
    request.config = winner.config;
    request.run_directory = folder_of(winner);
    request.resume = true;
    run_whole_way(kind_, request);
  }
  std::cout << "config:  " << to_valid_utf8(config.string()) << "\n"
            << "sweep:   " << to_valid_utf8((group_.folder() / "report.html").string()) << "\n";
}

}  // namespace

void run_search(const SearchRequest& request) {
  PlannedSearch plan = plan_search(request);
  GroupPlan group_plan;
  group_plan.purpose = group_plan.command = "sweep";
  group_plan.config_path = request.config;
  group_plan.overrides = request.overrides;
  group_plan.folder = plan.folder;
  group_plan.options = plan.write_options();
  group_plan.details = plan.details();
  group_plan.result_names = {kWinnerFileName, kTrialsFileName};
  group_plan.resume = request.resume;
  group_plan.overwrite = request.overwrite;
  const bool is_begun = request.resume && fs::exists(plan.folder / kConfigFolder);
  work_on_group(group_plan, [&](RunGroup& group) {
    Search search(plan, group);
    try {
      search.check_with_data(is_begun);
      search.write_configs();
      search.train_all();
      search.finish();
    } catch (const Interrupted& error) {
      throw Interrupted(fmt::format("{}; {}: {}", error.what(), search.describe_progress(), kHowToResume));
    }
  });
}

}  // namespace affekt
