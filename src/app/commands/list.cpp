// affekt list: the runs under a folder -> a table, or JSON.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/front/execute_list.h"
#include "core/text/characters.h"
#include "core/text/shell_text.h"
#include "core/text/text.h"
#include "core/text/time_text.h"
#include "runs/run_directory.h"
#include "runs/state/list_runs.h"

namespace affekt {
namespace {

using nlohmann::json;
using Row = std::vector<std::string>;

json optional_number(const std::optional<double>& value) {
  return value ? json(*value) : json();
}

json to_json(const ListedRun& run) {
  json described = {{"name", run.name},
                    {"state", name_of(run.state)},
                    {"command", run.command},
                    {"stage", run.stage},
                    {"reason", run.reason},
                    {"epochs_done", run.epochs_done},
                    {"num_epochs", run.num_epochs},
                    {"score", nullptr},
                    {"seconds", optional_number(run.seconds)},
                    {"updated_at", run.updated_at},
                    {"model", run.model},
                    {"data", {{"name", run.data_name}, {"source_digest", run.source_digest}}},
                    {"fault", run.fault}};
  if (run.score) {
    const RunScore& score = *run.score;
    described["score"] = {
        {"metric", score.metric}, {"split", score.split}, {"value", score.value}, {"ci95", nullptr}};
    if (score.low && score.high) described["score"]["ci95"] = {*score.low, *score.high};
    if (score.epoch > 0) described["score"]["epoch"] = score.epoch;
  }
  return described;
}

std::string describe_state(const ListedRun& run) {
  std::string text = name_of(run.state);
  if (!run.stage.empty()) text += ", " + run.stage;
  if (run.num_epochs > 0 && run.state != RunState::kFinished)
    text += fmt::format(", epoch {}/{}", run.epochs_done, run.num_epochs);
  return text;
}

std::string describe_score(const ListedRun& run) {
  if (!run.score) return "-";
  const RunScore& score = *run.score;
  std::string text = fmt::format("{} {:.4f}", score.metric, score.value);
  if (score.low && score.high) text += fmt::format(" ({:.4f} to {:.4f})", *score.low, *score.high);
  if (!score.split.empty()) text += ", " + score.split;
  if (score.epoch > 0) text += fmt::format(", epoch {}", score.epoch);
  return text;
}

Row make_row(const ListedRun& run) {
  return {
      quote_for_shell(run.name),
      describe_state(run),
      describe_score(run),
      run.seconds ? format_duration(*run.seconds) : "-",
      run.source_digest.empty() ? "-" : fmt::format("{} {}", run.data_name, run.source_digest.substr(0, 12)),
      run.updated_at.substr(0, 10) + " " +
          run.updated_at.substr(std::min<size_t>(11, run.updated_at.size()), 5)};
}

void print_row(const Row& row, const std::vector<size_t>& widths) {
  std::string line;
  for (size_t column = 0; column < row.size(); ++column) {
    line += row[column];
    if (column + 1 < row.size()) line += std::string(widths[column] - count_characters(row[column]) + 2, ' ');
  }
  std::cout << to_valid_utf8(line) << "\n";
}

void print_table(const std::vector<ListedRun>& runs) {
  const Row head = {"run", "state", "score", "time", "data", "last change (UTC)"};
  std::vector<Row> rows = {head};
  for (const ListedRun& run : runs) rows.push_back(make_row(run));
  std::vector<size_t> widths(head.size());
  for (const Row& row : rows)
    for (size_t column = 0; column < row.size(); ++column)
      widths[column] = std::max(widths[column], count_characters(row[column]));
  print_row(rows[0], widths);
  for (size_t i = 0; i < runs.size(); ++i) {
    print_row(rows[i + 1], widths);
    for (const std::string& words : {runs[i].reason, runs[i].fault})
      if (!words.empty()) std::cout << "  " << to_valid_utf8(words.substr(0, words.find('\n'))) << "\n";
  }
}

}  // namespace

void execute(const ListCommand& command) {
  const std::vector<ListedRun> runs = list_runs(command.directory);
  if (command.json) {
    json described = json::array();
    for (const ListedRun& run : runs) described.push_back(to_json(run));
    std::cout << to_json_text(json{{"directory", command.directory}, {"runs", described}}, 2) << "\n";
  } else if (runs.empty()) {
    std::cout << "no run in " << to_valid_utf8(command.directory)
              << (std::filesystem::exists(RunPaths{command.directory}.config())
                      ? ", which is a run itself: list the folder that it lies in"
                      : "")
              << "\n";
  } else {
    print_table(runs);
  }
}

}  // namespace affekt
