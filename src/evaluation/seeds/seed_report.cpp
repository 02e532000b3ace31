#include "evaluation/seeds/seed_report.h"

#include <fmt/format.h>

#include <cmath>

#include "core/error.h"
#include "core/files/json_file.h"
#include "evaluation/report/note_list.h"
#include "evaluation/report/report_folder.h"
#include "evaluation/report/value_text.h"
#include "evaluation/seeds/seed_sections.h"
#include "metrics/spread.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kSeedReportSchemaVersion = 1;
constexpr size_t kFewRuns = 5;

const json& find_fact(const json& report, const char* pointer) {
  static const json none;
  const json::json_pointer member(pointer);
  return report.contains(member) ? report.at(member) : none;
}

void check_same_reports(const std::vector<SeedRun>& runs) {
  for (const SeedRun& run : runs)
    for (const char* member : {"/kind", "/data/digest", "/data/split", "/model/name", "/headline"}) {
      const json& first = find_fact(runs.front().report, member);
      const json& other = find_fact(run.report, member);
      if (first != other)
        throw ArtifactError(
            fmt::format("{} and {} are not of the same experiment: {} is {} in the first, {} in the second; "
                        "begin the group anew "
                        "with --overwrite",
                        runs.front().directory.string(), run.directory.string(),
                        std::string(member).substr(1), json_to_text(first), json_to_text(other)));
    }
}

/// Of every run, in the order of the runs; empty where one has none.
std::vector<double> values_of(const std::vector<const json*>& metrics_of_runs, const std::string& metric) {
  std::vector<double> values;
  for (const json* metrics : metrics_of_runs) {
    const json& value = member_or_null(member_or_null(*metrics, metric), "value");
    if (!value.is_number()) return {};
    values.push_back(value.get<double>());
  }
  return values;
}

json spread_metrics(const std::vector<const json*>& metrics_of_runs) {
  json metrics = json::object();
  for (const auto& item : metrics_of_runs.front()->items()) {
    const std::vector<double> values = values_of(metrics_of_runs, item.key());
    if (values.empty()) continue;
    const Spread spread = measure_spread(values);
    metrics[item.key()] = {{"value", spread.mean},
                           {"ci95", nullptr},
                           {"deviation", std::isnan(spread.deviation) ? json() : json(spread.deviation)},
                           {"min", spread.min},
                           {"max", spread.max},
                           {"values", values}};
  }
  return metrics;
}

std::vector<const json*> reported_metrics(const std::vector<SeedRun>& runs) {
  std::vector<const json*> metrics;
  for (const SeedRun& run : runs) metrics.push_back(&run.report["metrics"]);
  return metrics;
}

/// Reports that hold several methods beside each other: those that every run has, but the baselines, which no
/// seed changes.
json spread_methods(const std::vector<SeedRun>& runs) {
  json spread = json::array();
  for (const json& method : find_fact(runs.front().report, "/methods")) {
    if (member_or_null(method, "role") == "baseline") continue;
    std::vector<const json*> metrics;
    for (const SeedRun& run : runs)
      for (const json& other : find_fact(run.report, "/methods"))
        if (other["name"] == method["name"]) metrics.push_back(&other["metrics"]);
    if (metrics.size() == runs.size())
      spread.push_back(
          {{"name", method["name"]}, {"title", method["title"]}, {"metrics", spread_metrics(metrics)}});
  }
  return spread;
}

json describe_runs(const std::vector<SeedRun>& runs) {
  json described = json::array();
  for (const SeedRun& run : runs)
    described.push_back({{"seed", run.seed},
                         {"directory", run.directory.filename().string()},
                         {"epoch", find_fact(run.report, "/model/selected_epoch")},
                         {"weights_digest", find_fact(run.report, "/model/weights_digest")},
                         {"reported", find_fact(run.report, "/reported/title")},
                         {"metrics", run.report["metrics"]}});
  return described;
}

/// What the intervals are drawn over: "streams".
std::string name_units(const SeedRun& run) {
  const json& unit = find_fact(run.report, "/bootstrap/unit");
  return unit.is_string() ? unit.get<std::string>() + "s" : "samples";
}

/// The method that every run's scores are of; empty: they are of the trained model, or of several methods.
std::string find_common_method(const json& facts) {
  const json& first = facts["runs"][0]["reported"];
  for (const json& run : facts["runs"])
    if (run["reported"] != first) return "";
  return first.is_string() ? first.get<std::string>() : "";
}

void note_methods(const json& facts, const std::vector<SeedRun>& runs, NoteList& notes) {
  if (!facts["runs"][0]["reported"].is_string()) return;
  const std::string method = find_common_method(facts);
  if (method.empty()) {
    notes.warn("other_methods",
               "The seeds chose different methods on validation, and the scores of each run are those of its "
               "own: their deviation is not that of one method. The table of all runs names them.");
  } else if (find_fact(runs.front().report, "/reported/role") == "baseline") {
    notes.warn("no_seed_in_method",
               "The scores are those of a simple method, {}, which no seed changes: their deviation says "
               "nothing of the network.",
               method);
  }
}

json make_seed_notes(const json& facts, const std::vector<SeedRun>& runs) {
  NoteList notes;
  note_methods(facts, runs, notes);
  if (runs.size() < kFewRuns)
    notes.warn("few_seeds", "The deviation is that of {} only: it is rough.",
               count_of(static_cast<int64_t>(runs.size()), "run"));
  if (find_fact(runs.front().report, "/selected_on_this_split") == true)
    notes.warn("selected_on_this_split",
               "The checkpoints were chosen on this split ({}), so the scores are optimistic.",
               json_to_text(facts["data"]["split"]));
  notes.inform(
      "what_varies",
      "All runs are scored on the same samples. The deviation tells how far the scores move with the "
      "seed of the training alone; how far they would move with other {}, each run's own interval "
      "tells.",
      name_units(runs.front()));
  return notes.take();
}

json build_seed_facts(const std::string& name, const std::vector<SeedRun>& runs) {
  const json& first = runs.front().report;
  json seeds = json::array();
  for (const SeedRun& run : runs) seeds.push_back(run.seed);
  json facts = {{"schema_version", kSeedReportSchemaVersion},
                {"kind", "seeds"},
                {"kind_of_runs", json_to_text(find_fact(first, "/kind"))},
                {"experiment", name},
                {"headline", find_fact(first, "/headline")},
                {"model", {{"name", model_name(first)}}},
                {"data", json::object()},
                {"seeds", seeds},
                {"metrics", spread_metrics(reported_metrics(runs))},
                {"methods", spread_methods(runs)},
                {"unit", name_units(runs.front())},
                {"runs", describe_runs(runs)},
                {"tool", describe_tool()}};
  for (const char* member : {"name", "digest", "source_digest", "split", "num_samples"})
    if (const json& value = member_or_null(first["data"], member); !value.is_null())
      facts["data"][member] = value;
  facts["notes"] = make_seed_notes(facts, runs);
  return facts;
}

}  // namespace

SeedRun read_seed_run(int64_t seed, const fs::path& directory) {
  SeedRun run{seed, directory, read_json_object(directory / "report.json")};
  const auto is_object = [&](const char* member) { return member_or_null(run.report, member).is_object(); };
  if (!run.report.is_object() || !is_object("metrics") || !is_object("data") || !is_object("model"))
    throw ArtifactError(
        (directory / "report.json").string() +
        ": no report of affekt, so there is nothing to take a mean of; `affekt evaluate` makes it");
  if (const json& reported = member_or_null(run.report, "seed"); reported != seed)
    throw ArtifactError(fmt::format("{}: of the seed {}, expected {}", (directory / "report.json").string(),
                                    json_to_text(reported), seed));
  return run;
}

Report make_seed_report(const std::string& name, const std::vector<SeedRun>& runs) {
  AFFEKT_CHECK(!runs.empty(), "no run, no report");
  check_same_reports(runs);
  Report report;
  report.facts = build_seed_facts(name, runs);
  const json& facts = report.facts;
  const std::string method = find_common_method(facts);
  report.title = fmt::format("{}{} on {}, {}", model_name(facts), method.empty() ? "" : " (" + method + ")",
                             json_to_text(member_or_null(facts["data"], "name")),
                             count_of(static_cast<int64_t>(runs.size()), "seed"));
  report.subtitle = fmt::format("{} · affekt {}", name, json_to_text(facts["tool"]["version"]));
  report.summary = summarize_seeds(facts);
  report.notes = read_notes(facts["notes"]);
  report.sections = {
      make_spread_section(facts),
      make_runs_section(facts),
      {"Where this comes from",
       "The runs differ in train.seed only. Each has its own report in its folder.",
       {Facts{"Data", facts["data"]}, Facts{"Model", facts["model"]}, Facts{"Tool", facts["tool"]}}}};
  return report;
}

}  // namespace affekt
