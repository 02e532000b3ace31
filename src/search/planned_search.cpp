#include "search/planned_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "config/load_config.h"
#include "core/error.h"
#include "core/files/json_file.h"
#include "core/process/log.h"
#include "core/process/threads.h"
#include "core/text/count_text.h"
#include "evaluation/report/report_folder.h"
#include "evaluation/report/value_text.h"
#include "kinds/kind_table.h"
#include "kinds/run_group.h"
#include "runs/import/load_pretrained.h"
#include "search/search_report.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kEpochsKey = "train.epochs";
constexpr const char* kThreadsKey = "train.num_threads";

bool has_axis(const std::vector<SearchAxis>& axes, const std::string& key) {
  return std::any_of(axes.begin(), axes.end(), [&](const SearchAxis& axis) { return axis.key == key; });
}

/// What the user wrote stands in the message, not what it is handed on as.
std::string replace_all(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

/// The threads of the sweep that lies in the folder; -1: none does.
int64_t read_former_threads(const fs::path& folder) {
  const json group = read_json_object(folder / kGroupFileName);
  const json& threads = member_or_null(member_or_null(group, "details"), "num_threads");
  return threads.is_number_integer() ? threads.get<int64_t>() : -1;
}

/// Trainings side by side share the cores: each has a part of its own. A sweep that goes on keeps its
/// threads, since scores depend on them in the last digits.
void share_cores(const SearchRequest& request, PlannedSearch& plan) {
  const int64_t cores = count_physical_cores(), wanted = plan.base.train.num_threads;
  plan.num_at_once = request.num_at_once;
  if (plan.num_at_once == 0) plan.num_at_once = wanted > 0 ? std::max<int64_t>(1, cores / wanted) : 1;
  plan.num_threads = wanted;
  if (wanted == 0) {
    const int64_t former = request.resume ? read_former_threads(plan.folder) : -1;
    plan.num_threads = former >= 0             ? former
                       : plan.num_at_once == 1 ? 0
                                               : std::max<int64_t>(1, cores / plan.num_at_once);
  }
  const int64_t each = plan.num_threads > 0 ? plan.num_threads : cores;
  if (plan.num_at_once > 1 && plan.num_at_once * each > cores)
    log_warning(fmt::format("--jobs {}: {} with {} each on {}: they hold each other up; fewer are faster",
                            plan.num_at_once, count_of(plan.num_at_once, "training"),
                            count_of(each, "thread"), count_of(cores, "core")));
}

class ConfigReader {
 public:
  ConfigReader(const SearchRequest& request, const PlannedSearch& plan) : request_(request), plan_(plan) {}

  /// @param epochs  0: as the config says  @throws ConfigError, also what the kind says of it
  ExperimentConfig read(const TrialOutcome& trial, int64_t epochs) {
    const std::vector<SearchAxis>& axes = plan_.outcome.axes;
    std::vector<std::string> overrides = request_.overrides;
    for (size_t a = 0; a < axes.size(); ++a) overrides.push_back(make_override(axes[a], trial.values[a]));
    if (epochs > 0) overrides.push_back(fmt::format("{}={}", kEpochsKey, epochs));
    if (plan_.num_threads != plan_.base.train.num_threads && !has_axis(axes, kThreadsKey))
      overrides.push_back(fmt::format("{}={}", kThreadsKey, plan_.num_threads));
    try {
      const ExperimentConfig config = load_experiment(request_.config, overrides);
      const Kind& kind = find_kind(config);
      if (kind.name() != find_kind(plan_.base).name())
        throw ConfigError(fmt::format("{} are something else than {}, and their scores can't be compared",
                                      kind.describe(), find_kind(plan_.base).describe()));
      kind.check(config);
      if (known_weights_.insert(config.model.pretrained.path).second)
        check_pretrained(config.model.pretrained);
      return config;
    } catch (const ConfigError& error) {
      throw ConfigError(explain(error.what(), trial, epochs));
    }
  }

 private:
  std::string explain(std::string message, const TrialOutcome& trial, int64_t epochs) const {
    bool is_named = false;
    for (size_t a = 0; a < trial.values.size(); ++a) {
      const std::string text = make_override(plan_.outcome.axes[a], trial.values[a]);
      is_named = is_named || message.find("--set " + text) != std::string::npos;
      message = replace_all(message, "--set " + text, "--over " + text);
    }
    if (epochs > 0)
      message = replace_all(
          message, fmt::format("--set {}={}", kEpochsKey, epochs),
          fmt::format("--method halving, {} (--min-epochs sets the fewest)", count_of(epochs, "epoch")));
    return is_named ? message
                    : fmt::format("--over, trial {} ({}): {}", trial.number,
                                  describe_values(plan_.outcome, trial), message);
  }

  const SearchRequest& request_;
  const PlannedSearch& plan_;
  std::set<std::string> known_weights_;  // files that were looked at
};

}  // namespace

std::string PlannedSearch::write_options() const {
  const SearchOptions& options = outcome.options;
  std::string text;
  for (const SearchAxis& axis : outcome.axes) text += write_option(axis) + " ";
  text += "--method " + search_method_name(options.method);
  if (options.num_trials > 0) text += fmt::format(" --trials {} --seed {}", options.num_trials, options.seed);
  if (options.method == SearchMethod::kHalving)
    text += fmt::format(" --keep-one-of {} --min-epochs {}", options.keep_one_of, options.min_epochs);
  return text;
}

PlannedSearch plan_search(const SearchRequest& request) {
  PlannedSearch plan;
  plan.base = load_experiment(request.config, request.overrides);
  const std::string why_no_score = find_kind(plan.base).why_no_score();
  if (!why_no_score.empty())
    throw ConfigError(fmt::format("{}: a sweep chooses by a score on validation data: {}",
                                  request.config.string(), why_no_score));
  plan.folder =
      request.folder.empty() ? fs::path("experiments") / (plan.base.name + "_sweep") : request.folder;
  share_cores(request, plan);

  SearchOutcome& outcome = plan.outcome;
  outcome.name = plan.base.name;
  outcome.axes = parse_search_axes(request.over);
  outcome.options = request.options;
  outcome.select = plan.base.train.select;
  if (request.options.method == SearchMethod::kHalving && has_axis(outcome.axes, kEpochsKey))
    throw ConfigError(
        "--over train.epochs: --method halving chooses the epochs itself, up to those of the "
        "config; leave one of the two out");
  for (const TrialValues& values : list_trials(outcome.axes, request.options))
    outcome.trials.push_back({static_cast<int64_t>(outcome.trials.size()) + 1, values, {}});
  outcome.rungs =
      plan_rungs(static_cast<int64_t>(outcome.trials.size()), plan.base.train.epochs, request.options);

  ConfigReader reader(request, plan);
  const size_t digits = std::max<size_t>(3, std::to_string(outcome.trials.size()).size());
  for (const Rung& rung : outcome.rungs) {
    std::vector<PlannedFit>& fits = plan.fits.emplace_back();
    for (const TrialOutcome& trial : outcome.trials) {
      std::string name = fmt::format("trial_{:0{}}", trial.number, digits);
      if (rung.epochs > 0) name += fmt::format("_epochs_{}", rung.epochs);
      fits.push_back({name, reader.read(trial, rung.epochs)});
    }
  }
  return plan;
}

}  // namespace affekt
