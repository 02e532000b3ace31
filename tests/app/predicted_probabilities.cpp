#include "tests/app/predicted_probabilities.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "core/text/csv.h"
#include "tests/app/affekt_process.h"

namespace affekt::testing_app {

std::vector<double> read_probabilities(const std::filesystem::path& predictions_csv) {
  const std::string text = read_file(predictions_csv);
  CsvScanner scanner(text);
  CsvSlice record;
  std::vector<std::string_view> fields;
  std::vector<size_t> columns;
  if (scanner.next(record)) split_csv_record(record.text, fields);
  for (size_t i = 0; i < fields.size(); ++i)
    if (unquote_csv_field(fields[i]).rfind("p_", 0) == 0) columns.push_back(i);
  if (columns.empty()) throw std::runtime_error(predictions_csv.string() + ": no column p_<class>");
  std::vector<double> probabilities;
  while (scanner.next(record)) {
    split_csv_record(record.text, fields);
    for (const size_t column : columns) probabilities.push_back(std::stod(std::string(fields.at(column))));
  }
  return probabilities;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
  double largest = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const double difference = std::abs(a[i] - b[i]);
    if (std::isnan(difference)) return difference;
    largest = std::max(largest, difference);
  }
  return largest;
}

}  // namespace affekt::testing_app
