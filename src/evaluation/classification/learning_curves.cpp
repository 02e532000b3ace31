#include "evaluation/classification/learning_curves.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <numeric>

#include "core/atomic_file.h"
#include "core/error.h"
#include "evaluation/report/csv.h"

namespace affekt {
namespace {

double parse_cell(const std::string& cell, const std::string& column, const std::string& where,
                  int64_t line) {
  if (cell.empty()) return std::numeric_limits<double>::quiet_NaN();
  double value = 0;
  const char* end = cell.data() + cell.size();
  const auto result = std::from_chars(cell.data(), end, value);  // "nan" and "inf" are numbers to it
  if (result.ec != std::errc() || result.ptr != end) {
    throw ArtifactError(fmt::format("{}:{}: {} is '{}', expected a number", where, line, column, cell));
  }
  return value;
}

}  // namespace

std::vector<double> LearningCurves::epochs() const {
  const auto found = columns.find("epoch");
  if (found != columns.end()) return found->second;
  std::vector<double> rows(num_rows());
  std::iota(rows.begin(), rows.end(), 1.0);
  return rows;
}

LearningCurves read_learning_curves(const std::filesystem::path& metrics_csv) {
  if (metrics_csv.empty() || !std::filesystem::exists(metrics_csv)) return {};
  const std::string where = metrics_csv.string();
  std::string text = read_text_file(metrics_csv);
  text.resize(text.find_last_of('\n') + 1);  // 0 when there is no complete line
  const std::vector<CsvRecord> records = parse_csv(text, where);
  LearningCurves curves;
  if (records.empty()) return curves;
  const std::vector<std::string>& names = records[0].fields;
  for (const std::string& name : names) curves.columns[name];
  for (size_t i = 1; i < records.size(); ++i) {
    const CsvRecord& record = records[i];
    if (record.fields.size() != names.size()) {
      throw ArtifactError(fmt::format("{}:{}: {} fields, expected {}", where, record.line,
                                      record.fields.size(), names.size()));
    }
    for (size_t k = 0; k < names.size(); ++k) {
      curves.columns[names[k]].push_back(parse_cell(record.fields[k], names[k], where, record.line));
    }
  }
  return curves;
}

}  // namespace affekt
