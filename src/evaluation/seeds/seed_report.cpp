#include "evaluation/seeds/seed_report.h"

#include <fmt/format.h>

#include <cmath>

#include "core/error.h"
#include "core/files/json_file.h"
#include "evaluation/comparison/metric_words.h"
#include "evaluation/figures/interval_rows.h"
#include "evaluation/report/note_list.h"
#include "evaluation/report/report_folder.h"
#include "evaluation/report/value_text.h"
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
std::vector<double> values_of(const std::vector<SeedRun>& runs, const std::string& metric) {
  std::vector<double> values;
  for (const SeedRun& run : runs) {
    const json& value = member_or_null(member_or_null(run.report["metrics"], metric), "value");
    if (!value.is_number()) return {};
    values.push_back(value.get<double>());
  }
  return values;
}

json spread_metrics(const std::vector<SeedRun>& runs) {
  json metrics = json::object();
  for (const auto& item : runs.front().report["metrics"].items()) {
    const std::vector<double> values = values_of(runs, item.key());
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

json describe_runs(const std::vector<SeedRun>& runs) {
  json described = json::array();
  for (const SeedRun& run : runs)
    described.push_back({{"seed", run.seed},
                         {"directory", run.directory.filename().string()},
                         {"epoch", find_fact(run.report, "/model/selected_epoch")},
                         {"weights_digest", find_fact(run.report, "/model/weights_digest")},
                         {"metrics", run.report["metrics"]}});
  return described;
}

json make_seed_notes(const json& facts, const std::vector<SeedRun>& runs) {
  NoteList notes;
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
      "seed of the training alone; how far they would move with other samples, each run's own interval "
      "tells.");
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
                {"metrics", spread_metrics(runs)},
                {"runs", describe_runs(runs)},
                {"tool", describe_tool()}};
  for (const char* member : {"name", "digest", "source_digest", "split", "num_samples"})
    if (const json& value = member_or_null(first["data"], member); !value.is_null())
      facts["data"][member] = value;
  facts["notes"] = make_seed_notes(facts, runs);
  return facts;
}

std::string deviation_text(const MetricInfo& info, const json& deviation) {
  if (!deviation.is_number()) return "–";
  return info.format == MetricFormat::kPercent ? fmt::format("{:.2f} points", 100 * deviation.get<double>())
                                               : format_metric(info, deviation);
}

Section make_spread_section(const json& facts) {
  Table table;
  table.head = {"Score", "Mean", "Deviation", "Lowest", "Highest"};
  table.strong_column = 1;
  Terms terms;
  for (const auto& item : facts["metrics"].items()) {
    const MetricInfo info = describe_metric(item.key());
    const json& spread = item.value();
    table.rows.push_back({info.title, format_metric(info, spread["value"]),
                          deviation_text(info, spread["deviation"]), format_metric(info, spread["min"]),
                          format_metric(info, spread["max"])});
    if (!info.explanation.empty()) terms.entries.emplace_back(info.title, info.explanation);
  }
  return {"Scores over the seeds", "", {table, terms}};
}

Figure draw_runs(const json& facts, const MetricInfo& info) {
  std::vector<IntervalRow> rows;
  for (const json& run : facts["runs"]) {
    const json& score = run["metrics"][info.name];
    IntervalRow row;
    row.name = "seed " + json_to_text(run["seed"]);
    row.value = score["value"];
    const json& ends = member_or_null(score, "ci95");
    if (ends.is_array() && ends[0].is_number() && ends[1].is_number()) {
      row.low = ends[0];
      row.high = ends[1];
    }
    row.tooltip = fmt::format("{}: {}, interval {}", row.name, format_metric(info, score["value"]),
                              format_interval(info.format, ends));
    rows.push_back(row);
  }
  const bool is_share = info.format == MetricFormat::kPercent;
  IntervalAxis axis;
  axis.title = info.title + (is_share ? ", %; dashed: the mean" : "; dashed: the mean");
  axis.factor = is_share ? 100 : 1;
  axis.reference = facts["metrics"][info.name]["value"];
  return draw_interval_rows(info.title + " of each seed", rows, axis);
}

Section make_runs_section(const json& facts) {
  Table table;
  table.head = {"Seed"};
  std::vector<MetricInfo> infos;
  for (const auto& item : facts["metrics"].items()) {
    infos.push_back(describe_metric(item.key()));
    table.head.push_back(infos.back().title);
  }
  table.head.insert(table.head.end(), {"Epoch", "Folder"});
  for (const json& run : facts["runs"]) {
    std::vector<std::string> row = {json_to_text(run["seed"])};
    for (const MetricInfo& info : infos) {
      const json& score = run["metrics"][info.name];
      const json& ends = member_or_null(score, "ci95");
      row.push_back(format_metric(info, score["value"]) +
                    (ends.is_array() ? "\n" + format_interval(info.format, ends) : ""));
    }
    row.insert(row.end(), {json_to_text(run["epoch"]), json_to_text(run["directory"])});
    table.rows.push_back(row);
  }
  Section section = {
      "All runs", "Each with its own 95 % interval over the samples, where its report has one.", {table}};
  const json& headline = facts["headline"];
  if (headline.is_string() && facts["metrics"].contains(headline.get<std::string>())) {
    const MetricInfo info = describe_metric(headline);
    section.blocks.insert(section.blocks.begin(),
                          FigureGroup{"seeds", info.title + " of each seed", {draw_runs(facts, info)}});
  }
  return section;
}

std::string summarize_seeds(const json& facts) {
  const std::string runs = count_of(static_cast<int64_t>(facts["runs"].size()), "seed");
  const json& headline = facts["headline"];
  if (!headline.is_string() || !facts["metrics"].contains(headline.get<std::string>()))
    return "the scores of " + runs + " are in the report";
  const MetricInfo info = describe_metric(headline);
  const json& spread = facts["metrics"][info.name];
  return fmt::format("{} {}, deviation {}, over {} ({} to {})", key_to_words(info.name),
                     format_metric(info, spread["value"]), deviation_text(info, spread["deviation"]), runs,
                     format_metric(info, spread["min"]), format_metric(info, spread["max"]));
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
  report.title =
      fmt::format("{} on {}, {}", model_name(facts), json_to_text(member_or_null(facts["data"], "name")),
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
