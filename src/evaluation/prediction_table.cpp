#include "evaluation/prediction_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/atomic_file.h"
#include "core/error.h"
#include "evaluation/csv.h"
#include "metrics/classification.h"

namespace affekt {
namespace {

const std::vector<std::string> kFixedColumns = {"source_id", "label", "prediction", "correct",
                                                "has_train_twin"};
const std::string kProbabilityPrefix = "p_";

size_t row_begin(const PredictionTable& table, size_t row) {
  return row * table.class_names.size();
}

std::vector<std::string> class_names_of_header(const CsvRecord& header, const std::string& where) {
  const std::vector<std::string>& fields = header.fields;
  const bool fixed_fit = fields.size() > kFixedColumns.size() &&
                         std::equal(kFixedColumns.begin(), kFixedColumns.end(), fields.begin());
  if (!fixed_fit) {
    throw ArtifactError(fmt::format("{}:{}: not predictions.csv's columns: expected {},p_<class>...; got {}",
                                    where, header.line, fmt::join(kFixedColumns, ","),
                                    fmt::join(fields, ",")));
  }
  std::vector<std::string> names;
  for (size_t i = kFixedColumns.size(); i < fields.size(); ++i) {
    if (fields[i].rfind(kProbabilityPrefix, 0) != 0) {
      throw ArtifactError(
          fmt::format("{}:{}: column {} is '{}', expected p_<class>", where, header.line, i + 1, fields[i]));
    }
    names.push_back(fields[i].substr(kProbabilityPrefix.size()));
    if (std::count(names.begin(), names.end(), names.back()) > 1) {
      throw ArtifactError(
          fmt::format("{}:{}: two columns of the class '{}'", where, header.line, names.back()));
    }
  }
  return names;
}

/// Reads the fields of one record; knows where it is for the errors.
class RowReader {
 public:
  RowReader(const CsvRecord& record, const std::vector<std::string>& class_names, const std::string& where)
      : record_(record), class_names_(class_names), where_(where) {
    const size_t expected = kFixedColumns.size() + class_names.size();
    if (record.fields.size() != expected) {
      fail(fmt::format("{} fields, expected {}", record.fields.size(), expected));
    }
  }

  const std::string& text(size_t column) const { return record_.fields[column]; }

  int32_t class_index(size_t column) const {
    const auto found = std::find(class_names_.begin(), class_names_.end(), text(column));
    if (found == class_names_.end()) {
      fail(fmt::format("{} '{}' is none of the classes {}", kFixedColumns[column], text(column),
                       fmt::join(class_names_, ", ")));
    }
    return static_cast<int32_t>(found - class_names_.begin());
  }

  bool flag(size_t column) const {
    if (text(column) != "0" && text(column) != "1") {
      fail(fmt::format("{} is '{}', expected 0 or 1", kFixedColumns[column], text(column)));
    }
    return text(column) == "1";
  }

  float probability(size_t class_index) const {
    const std::string& field = text(kFixedColumns.size() + class_index);
    float value = 0;
    const char* end = field.data() + field.size();
    const auto result = std::from_chars(field.data(), end, value);
    if (result.ec != std::errc() || result.ptr != end) {
      fail(fmt::format("{}{} is '{}', expected a number", kProbabilityPrefix, class_names_[class_index],
                       field));
    }
    return value;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw ArtifactError(fmt::format("{}:{}: {}", where_, record_.line, what));
  }

 private:
  const CsvRecord& record_;
  const std::vector<std::string>& class_names_;
  const std::string& where_;
};

}  // namespace

void check_prediction_table(const PredictionTable& table) {
  const size_t num_samples = table.labels.size(), num_classes = table.class_names.size();
  AFFEKT_CHECK(num_classes > 0, "a prediction table needs classes");
  AFFEKT_CHECK(table.source_ids.size() == num_samples && table.has_train_twin.size() == num_samples &&
                   table.probabilities.size() == num_samples * num_classes,
               "the columns of a prediction table must have the same length");
  if (num_samples == 0) throw DataError(fmt::format("the split '{}' has no samples to score", table.split));
  for (size_t i = 0; i < num_samples; ++i) {
    AFFEKT_CHECK(table.labels[i] >= 0 && table.labels[i] < table.num_classes(),
                 "label " + std::to_string(table.labels[i]));
    double sum = 0;
    for (size_t k = 0; k < num_classes; ++k) {
      const float probability = table.probabilities[row_begin(table, i) + k];
      if (!std::isfinite(probability) || probability < 0 || probability > 1.001F) {
        throw ArtifactError(
            fmt::format("{}: the model's probability of '{}' is {}, expected a number in 0..1",
                        table.source_ids[i], table.class_names[k], probability));
      }
      sum += probability;
    }
    if (std::abs(sum - 1) > 1e-3) {
      throw ArtifactError(
          fmt::format("{}: the model's probabilities sum to {:.6g}, expected 1", table.source_ids[i], sum));
    }
  }
}

PredictionTable select_rows(const PredictionTable& table, const std::vector<int64_t>& rows) {
  PredictionTable selected;
  selected.class_names = table.class_names;
  selected.split = table.split;
  for (const int64_t index : rows) {
    const auto row = static_cast<size_t>(index);
    selected.source_ids.push_back(table.source_ids[row]);
    selected.labels.push_back(table.labels[row]);
    selected.has_train_twin.push_back(table.has_train_twin[row]);
    const auto begin = table.probabilities.begin() + static_cast<std::ptrdiff_t>(row_begin(table, row));
    selected.probabilities.insert(selected.probabilities.end(), begin, begin + table.num_classes());
  }
  return selected;
}

void write_predictions_csv(const std::filesystem::path& path, const PredictionTable& table) {
  check_prediction_table(table);
  std::string text = fmt::format("{}", fmt::join(kFixedColumns, ","));
  for (const std::string& name : table.class_names) text += ',' + quote_csv_field(kProbabilityPrefix + name);
  text += '\n';
  const std::vector<int32_t> predictions = argmax_rows(table.probabilities, table.num_classes());
  for (size_t i = 0; i < table.labels.size(); ++i) {
    const auto class_name = [&](int32_t k) {
      return quote_csv_field(table.class_names[static_cast<size_t>(k)]);
    };
    text += fmt::format("{},{},{},{:d},{:d}", quote_csv_field(table.source_ids[i]),
                        class_name(table.labels[i]), class_name(predictions[i]),
                        predictions[i] == table.labels[i], table.has_train_twin[i] != 0);
    for (size_t k = 0; k < table.class_names.size(); ++k) {
      text += fmt::format(",{:.9g}", table.probabilities[row_begin(table, i) + k]);
    }
    text += '\n';
  }
  write_text_atomically(path, text);
}

PredictionTable read_predictions_csv(const std::filesystem::path& path) {
  const std::string where = path.string();
  const std::vector<CsvRecord> records = parse_csv(read_text_file(path), where);
  if (records.empty()) throw ArtifactError(where + ": empty, expected the header of predictions.csv");
  PredictionTable table;
  table.class_names = class_names_of_header(records[0], where);
  for (size_t i = 1; i < records.size(); ++i) {
    const RowReader row(records[i], table.class_names, where);
    table.source_ids.push_back(row.text(0));
    table.labels.push_back(row.class_index(1));
    table.has_train_twin.push_back(row.flag(4) ? 1 : 0);
    std::vector<float> probabilities;
    for (size_t k = 0; k < table.class_names.size(); ++k) probabilities.push_back(row.probability(k));
    const int32_t prediction = argmax_rows(probabilities, table.num_classes())[0];
    if (row.class_index(2) != prediction || row.flag(3) != (prediction == table.labels.back())) {
      row.fail(fmt::format(
          "prediction '{}', correct {} do not fit the probabilities, whose largest is that of '{}'",
          row.text(2), row.text(3), table.class_names[static_cast<size_t>(prediction)]));
    }
    table.probabilities.insert(table.probabilities.end(), probabilities.begin(), probabilities.end());
  }
  return table;
}

}  // namespace affekt
