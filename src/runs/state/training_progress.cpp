#include "runs/state/training_progress.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "core/files/atomic_file.h"
#include "core/text/csv.h"

namespace affekt {
namespace {

using nlohmann::json;

/// Empty where it is not there.
std::string read_if_there(const std::filesystem::path& path) {
  return std::filesystem::exists(path) ? read_text_file(path) : "";
}

/// The last whole line that holds the words; empty: none does.
std::string_view find_last_line(std::string_view text, std::string_view words) {
  const size_t at = text.rfind(words);
  if (at == std::string_view::npos) return {};
  const size_t end = text.find('\n', at), before = text.rfind('\n', at);
  if (end == std::string_view::npos) return {};  // being written
  const size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return text.substr(begin, end - begin);
}

}  // namespace

TrainingProgress read_training_progress(const RunPaths& run) {
  TrainingProgress progress;
  const std::string text = read_if_there(run.metrics());
  CsvScanner scanner(text);
  CsvSlice record;
  std::vector<std::string_view> fields;
  if (!scanner.next(record)) return progress;
  split_csv_record(record.text, fields);
  const auto column =
      static_cast<size_t>(std::find(fields.begin(), fields.end(), "seconds") - fields.begin());
  while (scanner.next(record)) {
    ++progress.epochs_done;
    split_csv_record(record.text, fields);
    if (column < fields.size()) progress.seconds += std::strtod(std::string(fields[column]).c_str(), nullptr);
  }
  return progress;
}

BestEpoch read_best_epoch(const RunPaths& run, const std::string& metric) {
  const std::string text = read_if_there(run.log());
  const json line =
      json::parse(find_last_line(text, "\"is_best\":true"), nullptr, /*allow_exceptions=*/false);
  if (!line.is_object() || !line.contains("validation") || !line["validation"].is_object()) return {};
  const auto value = line["validation"].find(metric);
  if (value == line["validation"].end() || !value->is_number()) return {};
  return {line.value("epoch", int64_t{0}), value->get<double>()};
}

bool is_training_logged_as_finished(const RunPaths& run) {
  return !find_last_line(read_if_there(run.log()), "\"event\":\"training_finished\"").empty();
}

}  // namespace affekt
