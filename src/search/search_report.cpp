#include "search/search_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/text/count_text.h"
#include "core/text/csv.h"
#include "core/version.h"
#include "evaluation/figures/parallel_coordinates.h"
#include "evaluation/report/note_list.h"
#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr int kSchemaVersion = 1;
constexpr double kFigureMinWidth = 560;
constexpr size_t kTrialsShownAtOnce = 40;

bool is_halving(const SearchOutcome& outcome) {
  return outcome.rungs.size() > 1;
}

/// The keys by as many of their last parts as tell them from each other: "lr", "dropout".
std::vector<std::string> shorten_keys(const std::vector<SearchAxis>& axes) {
  std::vector<std::string> names;
  for (const SearchAxis& axis : axes) {
    size_t dot = axis.key.rfind('.');
    const auto is_shared = [&](const std::string& end) {
      return std::count_if(axes.begin(), axes.end(), [&](const SearchAxis& other) {
               return other.key == end ||
                      (other.key.size() > end.size() && other.key.compare(other.key.size() - end.size() - 1,
                                                                          std::string::npos, "." + end) == 0);
             }) > 1;
    };
    while (dot != std::string::npos && is_shared(axis.key.substr(dot + 1)))
      dot = dot == 0 ? std::string::npos : axis.key.rfind('.', dot - 1);
    names.push_back(dot == std::string::npos ? axis.key : axis.key.substr(dot + 1));
  }
  return names;
}

json describe_axis(const SearchAxis& axis) {
  json described = {{"key", axis.key}, {"values", axis.values}};
  if (axis.is_range)
    described["range"] = {{"low", axis.low}, {"high", axis.high}, {"scale", axis.is_log ? "log" : "linear"}};
  return described;
}

json describe_fit_facts(const SearchOutcome& outcome, const FitOutcome& fit) {
  json facts = {{"run", fit.folder}, {"epochs", fit.epochs}};
  if (!fit.failure.empty()) {
    facts["failure"] = fit.failure;
  } else {
    facts[outcome.metric.name] = fit.value;
    facts["epoch"] = fit.epoch;
  }
  return facts;
}

json describe_trial(const SearchOutcome& outcome, const TrialOutcome& trial) {
  json values, fits = json::array();
  for (size_t a = 0; a < outcome.axes.size(); ++a) values[outcome.axes[a].key] = trial.values[a];
  for (const FitOutcome& fit : trial.fits) fits.push_back(describe_fit_facts(outcome, fit));
  return {{"trial", trial.number}, {"values", values}, {"fits", fits}};
}

json build_search_facts(const SearchOutcome& outcome, const TrialOutcome& best) {
  const SearchOptions& options = outcome.options;
  json search = {{"method", search_method_name(options.method)},
                 {"num_trials", outcome.trials.size()},
                 {"select", outcome.select},
                 {"over", json::array()}};
  if (options.num_trials > 0) search["seed"] = options.seed;
  for (const SearchAxis& axis : outcome.axes) search["over"].push_back(describe_axis(axis));
  if (is_halving(outcome)) {
    search["keep_one_of"] = options.keep_one_of;
    for (const Rung& rung : outcome.rungs)
      search["rungs"].push_back({{"epochs", rung.epochs}, {"num_trials", rung.num_trials}});
  }
  json facts = {{"schema_version", kSchemaVersion}, {"kind", "sweep"},       {"name", outcome.name},
                {"headline", outcome.metric.name},  {"split", "validation"}, {"search", search},
                {"trials", json::array()}};
  for (const TrialOutcome& trial : outcome.trials) facts["trials"].push_back(describe_trial(outcome, trial));
  facts["winner"] = describe_trial(outcome, best);
  facts["winner"]["config"] = kWinnerFileName;
  return facts;
}

/// A row for each trial, the best first; of successive halving what it reached last.
std::string render_trials_csv(const SearchOutcome& outcome) {
  std::string text = "rank,trial";
  for (const SearchAxis& axis : outcome.axes) text += "," + quote_csv_field(axis.key);
  text += fmt::format(",epochs,validation_{},epoch,failure\n", outcome.metric.name);
  int64_t rank = 0;
  for (const size_t t : rank_trials(outcome)) {
    const TrialOutcome& trial = outcome.trials[t];
    const FitOutcome& fit = trial.fits.back();
    text += fmt::format("{},{}", ++rank, trial.number);
    for (const std::string& value : trial.values) text += "," + quote_csv_field(value);
    text += fmt::format(",{}", fit.epochs);
    text += fit.failure.empty() ? fmt::format(",{},{},\n", fit.value, fit.epoch)
                                : fmt::format(",,,{}\n", quote_csv_field(fit.failure));
  }
  return text;
}

Section make_figure_section(const SearchOutcome& outcome, size_t best) {
  ParallelCoordinates drawn;
  const std::vector<std::string> names = shorten_keys(outcome.axes);
  for (size_t a = 0; a < outcome.axes.size(); ++a)
    drawn.axes.push_back({names[a], {}, outcome.axes[a].is_log});
  if (is_halving(outcome)) drawn.axes.push_back({"epochs", {}, true});
  drawn.metric = outcome.metric;
  drawn.metric.title = "validation " + outcome.metric.name;
  int64_t num_failed = 0;
  for (size_t t = 0; t < outcome.trials.size(); ++t) {
    const TrialOutcome& trial = outcome.trials[t];
    const FitOutcome& fit = trial.fits.back();
    if (!fit.failure.empty()) {
      ++num_failed;
      continue;
    }
    if (t == best) drawn.best = drawn.scores.size();
    for (size_t a = 0; a < trial.values.size(); ++a) drawn.axes[a].texts.push_back(trial.values[a]);
    if (is_halving(outcome)) drawn.axes.back().texts.push_back(std::to_string(fit.epochs));
    drawn.scores.push_back(fit.value);
    drawn.tooltips.push_back(describe_fit(outcome, trial, fit));
  }
  Section section = {"All trials at a glance",
                     "Each line is a trial: where it crosses an axis is its value there, where it ends its "
                     "score on validation. The stronger a line, the better; the best one stands out.",
                     {FigureGroup{"parallel_coordinates",
                                  "Parallel coordinates",
                                  {draw_parallel_coordinates(drawn)},
                                  kFigureMinWidth}}};
  if (num_failed > 0)
    section.blocks.push_back(
        Text{fmt::format("Not drawn: {} that failed, see the table.", count_of(num_failed, "trial")), true});
  return section;
}

Section make_table_section(const SearchOutcome& outcome) {
  Table table;
  table.head = {"Trial"};
  for (const std::string& name : shorten_keys(outcome.axes)) table.head.push_back(name);
  if (is_halving(outcome)) table.head.push_back("Epochs");
  table.head.push_back("Validation " + outcome.metric.name);
  table.strong_column = table.head.size() - 1;
  table.head.push_back("In epoch");
  for (const size_t t : rank_trials(outcome)) {
    const TrialOutcome& trial = outcome.trials[t];
    const FitOutcome& fit = trial.fits.back();
    std::vector<std::string> row = {std::to_string(trial.number)};
    row.insert(row.end(), trial.values.begin(), trial.values.end());
    if (is_halving(outcome)) row.push_back(std::to_string(fit.epochs));
    if (fit.failure.empty()) {
      row.push_back(format_metric(outcome.metric, fit.value));
      row.push_back(std::to_string(fit.epoch));
    } else {
      row.push_back("failed\n" + fit.failure);
      row.push_back("–");
    }
    table.rows.push_back(row);
  }
  const Details all = {fmt::format("All {} trials", table.rows.size()), {table}};
  return {"Trials",
          is_halving(outcome) ? "The best first: those that were trained longest, by their score then."
                              : "The best first.",
          {table.rows.size() > kTrialsShownAtOnce ? Block(all) : Block(table)}};
}

/// Successive halving: what each rung looked at and left.
Section make_rungs_section(const SearchOutcome& outcome) {
  Table table;
  table.head = {"Epochs", "Trials", "Failed", "Best", "Last that went on"};
  for (size_t r = 0; r < outcome.rungs.size(); ++r) {
    std::vector<const FitOutcome*> fits;
    int64_t num_failed = 0;
    for (const TrialOutcome& trial : outcome.trials)
      if (trial.fits.size() > r) {
        fits.push_back(&trial.fits[r]);
        num_failed += trial.fits[r].failure.empty() ? 0 : 1;
      }
    if (fits.empty()) break;
    std::stable_sort(fits.begin(), fits.end(), [&](const FitOutcome* a, const FitOutcome* b) {
      return is_better_fit(*a, *b, outcome.metric);
    });
    const auto score_of = [&](const FitOutcome& fit) {
      return fit.failure.empty() ? format_metric(outcome.metric, fit.value) : std::string("–");
    };
    const size_t num_next =
        r + 1 < outcome.rungs.size() ? static_cast<size_t>(outcome.rungs[r + 1].num_trials) : 0;
    table.rows.push_back({std::to_string(outcome.rungs[r].epochs), std::to_string(fits.size()),
                          std::to_string(num_failed), score_of(*fits.front()),
                          num_next == 0 ? "–" : score_of(*fits[std::min(num_next, fits.size()) - 1])});
  }
  return {"Rungs",
          fmt::format("Successive halving: the best one of {} goes on, and is trained anew with {} times the "
                      "epochs and the schedule that belongs to them.",
                      outcome.options.keep_one_of, outcome.options.keep_one_of),
          {table}};
}

std::vector<Note> make_notes(const SearchOutcome& outcome, const TrialOutcome& best) {
  NoteList notes;
  int64_t num_failed = 0;
  for (const TrialOutcome& trial : outcome.trials) num_failed += trial.fits.back().failure.empty() ? 0 : 1;
  if (num_failed > 0)
    notes.warn("failed_trials", "{} of {} gave no score; the table says why.", format_count(num_failed),
               count_of(static_cast<int64_t>(outcome.trials.size()), "trial"));
  notes.inform("best_of_many",
               "The winner's validation score is the best of {}, so it is better than what the same config "
               "reaches on other data. Its report, in {}, has the score on the split that chose nothing.",
               count_of(static_cast<int64_t>(outcome.trials.size()), "trial"), best.fits.back().folder);
  return read_notes(notes.take());
}

}  // namespace

std::string describe_values(const SearchOutcome& outcome, const TrialOutcome& trial) {
  std::string text;
  for (size_t a = 0; a < outcome.axes.size(); ++a)
    text += (a > 0 ? ", " : "") + make_override(outcome.axes[a], trial.values[a]);
  return text;
}

std::string describe_fit(const SearchOutcome& outcome, const TrialOutcome& trial, const FitOutcome& fit) {
  std::string text = fmt::format("trial {} ({}", trial.number, describe_values(outcome, trial));
  if (is_halving(outcome)) text += fmt::format(", {}", count_of(fit.epochs, "epoch"));
  if (!fit.failure.empty()) return text + "): failed: " + fit.failure;
  return text + fmt::format("): validation {} {} in epoch {}", outcome.metric.name,
                            format_metric(outcome.metric, fit.value), fit.epoch);
}

Report make_search_report(const SearchOutcome& outcome) {
  const std::optional<size_t> best_index = find_best_trial(outcome);
  AFFEKT_CHECK(best_index.has_value(), "no trial gave a score");
  const TrialOutcome& best = outcome.trials[*best_index];
  Report report;
  report.facts = build_search_facts(outcome, best);
  report.title = "Sweep of " + outcome.name;
  report.subtitle = fmt::format("{} over {} · {} · affekt {}",
                                count_of(static_cast<int64_t>(outcome.trials.size()), "trial"),
                                count_of(static_cast<int64_t>(outcome.axes.size()), "key"),
                                search_method_name(outcome.options.method), tool_version());
  report.summary =
      fmt::format("best of {}: {}", count_of(static_cast<int64_t>(outcome.trials.size()), "trial"),
                  describe_fit(outcome, best, best.fits.back()));
  report.notes = make_notes(outcome, best);
  report.cards.push_back(
      {"Best validation " + outcome.metric.name, format_metric(outcome.metric, best.fits.back().value),
       fmt::format("trial {}, epoch {}", best.number, best.fits.back().epoch), outcome.metric.explanation});
  const std::vector<std::string> names = shorten_keys(outcome.axes);
  for (size_t a = 0; a < names.size(); ++a)
    report.cards.push_back({names[a], best.values[a], outcome.axes[a].key});
  report.sections = {make_figure_section(outcome, *best_index), make_table_section(outcome)};
  if (is_halving(outcome)) report.sections.push_back(make_rungs_section(outcome));
  report.sections.push_back(
      {"Where this comes from",
       "Same config, data, seed and number of threads give the same table, however often "
       "the sweep was interrupted.",
       {Facts{"Search", report.facts["search"]}}});
  report.tables = {{kTrialsFileName, render_trials_csv(outcome)}};
  return report;
}

}  // namespace affekt
