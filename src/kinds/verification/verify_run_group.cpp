#include "kinds/verification/verify_run_group.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/load_config.h"
#include "config/portable_config.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/json_file.h"
#include "core/text/count_text.h"
#include "core/text/shell_text.h"
#include "evaluation/comparison/metric_words.h"
#include "evaluation/report/value_text.h"
#include "evaluation/seeds/seed_report.h"
#include "evaluation/verification/compare_facts.h"
#include "kinds/kind_table.h"
#include "kinds/verification/verify_experiment.h"
#include "runs/state/run_record.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr char kGroupReport[] = "report.json";
constexpr char kOfSeeds[] = "seeds", kOfSweep[] = "sweep";

std::vector<fs::path> list_group_runs(const fs::path& folder) {
  std::vector<fs::path> runs;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    if (inspect_run_directory(RunPaths{entry.path()}) == RunDirectoryContent::kRun)
      runs.push_back(entry.path());
  std::sort(runs.begin(), runs.end());
  return runs;
}

/// The folder of a run that the group's report names: inside the group, whatever it says.
fs::path folder_of_run(const KeptReport& kept, const json& name) {
  return kept.directory / fs::path(name.get<std::string>()).filename();
}

void add_run(const fs::path& folder, CheckList& checks) {
  const std::string name = folder.filename().string();
  check_or_tell(checks, name, [&] {
    const CheckList of_run = verify_experiment(folder);
    for (const Check& check : of_run.checks())
      if (check.outcome == CheckOutcome::kDiffers || check.outcome == CheckOutcome::kBroken)
        checks.add({name + ": " + check.what, check.outcome, check.details});
    const int num_ok = of_run.count(CheckOutcome::kOk);
    const std::string counts =
        fmt::format("{} of {} ok", num_ok, count_of(static_cast<int64_t>(of_run.checks().size()), "check"));
    checks.add({name, num_ok > 0 ? CheckOutcome::kOk : CheckOutcome::kNotPossible, counts});
  });
}

/// Everything that the report says of the scores is computed anew from the runs' reports.
void check_seed_report(const KeptReport& kept, CheckList& checks) {
  const std::string what = "report.json against the reports of the runs";
  std::vector<SeedRun> runs;
  for (const json& run : kept.report.at("runs")) {
    const fs::path folder = folder_of_run(kept, run.at("directory"));
    if (!fs::exists(folder / kGroupReport))
      return checks.add_not_kept(what, (folder.filename() / kGroupReport).string());
    runs.push_back(read_seed_run(run.at("seed"), folder));
  }
  if (runs.empty()) throw ArtifactError(kept.path().string() + ": names no run");
  const json facts = make_seed_report(kept.text("/experiment"), runs).facts;
  json computed;
  for (const char* member : {"headline", "data", "seeds", "metrics", "runs"})
    computed[member] = facts.at(member);
  compare_facts(checks, what, computed, kept.report);
}

/// How far a trial has come. @throws ArtifactError: nowhere
const json& last_fit(const json& trial) {
  const json& fits = trial.at("fits");
  if (!fits.is_array() || fits.empty())
    throw ArtifactError("report.json: expected a training of trial " + json_to_text(trial.at("trial")));
  return fits.back();
}

/// As the sweep has read it; {} of a run that is not there, or that gave no score.
json read_fit_again(const KeptReport& kept, const json& fit, const MetricInfo& metric) {
  const RunPaths run{folder_of_run(kept, fit.at("run"))};
  if (fit.contains("failure") || !fs::exists(run.config())) return json::object();
  const ExperimentConfig config = parse_experiment(read_text_file(run.config()), run.config().string());
  const FitScore score = find_kind(config).read_score(run, config.train, metric);
  return {{metric.name, score.value}, {"epoch", score.epoch}};
}

/// No trial that got as far as the winner has a better score.
void check_winner(const KeptReport& kept, const MetricInfo& metric, CheckList& checks) {
  const auto score_of = [&](const json& trial) { return member_or_null(last_fit(trial), metric.name); };
  const json& winner = kept.report.at("winner");
  const json best = score_of(winner);
  const std::string what = "winner against the other trials";
  for (const json& trial : kept.report.at("trials")) {
    const json score = score_of(trial);
    const bool is_rival = score.is_number() && trial.at("fits").size() == winner.at("fits").size();
    if (is_rival && (metric.higher_is_better ? score > best : score < best))
      return checks.add_difference(what, "trial " + json_to_text(trial.at("trial")),
                                   "trial " + json_to_text(winner.at("trial")));
  }
  checks.add_ok(what);
  const fs::path config = kept.directory / fs::path(winner.at("config").get<std::string>()).filename(),
                 of_run = RunPaths{folder_of_run(kept, last_fit(winner).at("run"))}.config();
  const std::string same = config.filename().string() + " against the config of its run";
  if (!fs::exists(config) || !fs::exists(of_run))
    return checks.add_not_kept(same, (fs::exists(config) ? of_run : config).filename().string());
  checks.compare(same, digest_config(read_text_file(of_run)), digest_config(read_text_file(config)));
}

void check_sweep_report(const KeptReport& kept, CheckList& checks) {
  const MetricInfo metric = describe_metric(kept.report.at("headline"));
  json computed = json::array();
  for (const json& trial : kept.report.at("trials")) {
    json fits = json::array();
    for (const json& fit : trial.at("fits")) fits.push_back(read_fit_again(kept, fit, metric));
    computed.push_back({{"fits", fits}});
  }
  compare_facts(checks, "scores of report.json against the trials' metrics.csv", computed,
                kept.report.at("trials"));
  check_winner(kept, metric, checks);
}

void check_group_report(const fs::path& folder, CheckList& checks) {
  if (!fs::exists(folder / kGroupReport))
    return add_missing(RunPaths{folder}, "the group's report", kGroupReport, checks);
  check_or_tell(checks, "the group's report", [&] {
    const KeptReport kept = read_kept_report(folder);
    check_report_digests(kept, checks);
    (kept.kind() == kOfSweep ? check_sweep_report : check_seed_report)(kept, checks);
  });
}

}  // namespace

bool is_run_group(const fs::path& folder) {
  if (fs::exists(folder / kGroupFileName)) return true;
  const json kind = member_or_null(read_json_object(folder / kGroupReport), "kind");
  return kind == kOfSeeds || kind == kOfSweep;
}

CheckList verify_run_group(const fs::path& folder) {
  CheckList checks;
  check_group_report(folder, checks);
  for (const fs::path& run : list_group_runs(folder)) add_run(run, checks);
  return checks;
}

void refuse_run_group(const fs::path& folder) {
  if (!is_run_group(folder)) return;
  std::string names, first;
  for (const fs::path& run : list_group_runs(folder)) {
    if (!fs::exists(run / kGroupReport)) continue;
    names += (names.empty() ? "" : ", ") + run.filename().string();
    if (first.empty()) first = run.string();
  }
  throw ArtifactError(folder.string() + ": a group of runs, which are reproduced one by one; " +
                      (first.empty() ? "none of them has a report so far"
                                     : fmt::format("with a report: {}; for instance affekt reproduce {}",
                                                   names, quote_for_shell(first))));
}

}  // namespace affekt
