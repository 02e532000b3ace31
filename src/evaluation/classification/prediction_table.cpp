#include "evaluation/classification/prediction_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "evaluation/report/csv.h"
#include "metrics/classification.h"

namespace affekt {
namespace {

const std::vector<std::string> kFixedColumns = {"source_id", "label", "prediction", "correct",
                                                "has_train_duplicate"};
const std::string kGroupColumn = "group", kFoldColumn = "fold", kProbabilityPrefix = "p_";

/// What is done to each column that has one value a sample.
template <class Table, class Function>
void for_each_column(Table& table, const PredictionTable& other, const Function& function) {
  function(table.source_ids, other.source_ids);
  function(table.labels, other.labels);
  function(table.has_train_duplicate, other.has_train_duplicate);
  function(table.groups, other.groups);
  function(table.folds, other.folds);
}

/// Class names of the columns p_<class> from `first` on.
std::vector<std::string> read_class_names(const ReportCsv& file, size_t first) {
  std::vector<std::string> names;
  for (size_t i = first; i < file.columns().size(); ++i) {
    const std::string& column = file.columns()[i];
    if (column.rfind(kProbabilityPrefix, 0) != 0)
      file.fail_columns(fmt::format("column {} is '{}', expected p_<class>", i + 1, column));
    names.push_back(column.substr(kProbabilityPrefix.size()));
    if (std::count(names.begin(), names.end(), names.back()) > 1)
      file.fail_columns(fmt::format("two columns of the class '{}'", names.back()));
  }
  if (names.empty()) file.fail_columns("no column p_<class>");
  return names;
}

bool read_flag(const ReportCsv& file, size_t row, size_t column) {
  if (file.text(row, column) != "0" && file.text(row, column) != "1")
    file.fail_cell(row, column, "expected 0 or 1");
  return file.text(row, column) == "1";
}

}  // namespace

void check_prediction_table(const PredictionTable& table) {
  const size_t num_samples = table.labels.size(), num_classes = table.class_names.size();
  AFFEKT_CHECK(num_classes > 0, "a prediction table needs classes");
  AFFEKT_CHECK(table.source_ids.size() == num_samples && table.has_train_duplicate.size() == num_samples &&
                   table.probabilities.size() == num_samples * num_classes &&
                   (table.groups.empty() || table.groups.size() == num_samples) &&
                   (table.folds.empty() || table.folds.size() == num_samples),
               "the columns of a prediction table must have the same length");
  if (num_samples == 0) throw DataError(fmt::format("the split '{}' has no samples to score", table.split));
  for (size_t i = 0; i < num_samples; ++i) {
    AFFEKT_CHECK(table.labels[i] >= 0 && table.labels[i] < table.num_classes(),
                 "label " + std::to_string(table.labels[i]));
    double sum = 0;
    for (size_t k = 0; k < num_classes; ++k) {
      const float probability = table.probabilities[i * num_classes + k];
      if (!std::isfinite(probability) || probability < 0 || probability > 1.001F)
        throw ArtifactError(
            fmt::format("{}: the model's probability of '{}' is {}, expected a number in 0..1",
                        table.source_ids[i], table.class_names[k], probability));
      sum += probability;
    }
    if (std::abs(sum - 1) > 1e-3)
      throw ArtifactError(
          fmt::format("{}: the model's probabilities sum to {:.6g}, expected 1", table.source_ids[i], sum));
  }
}

PredictionTable select_rows(const PredictionTable& table, const std::vector<int64_t>& rows) {
  PredictionTable selected;
  selected.class_names = table.class_names;
  selected.split = table.split;
  for_each_column(selected, table, [&](auto& column, const auto& all) {
    if (all.empty()) return;
    for (const int64_t row : rows) column.push_back(all[static_cast<size_t>(row)]);
  });
  for (const int64_t row : rows) {
    const auto begin = table.probabilities.begin() + row * table.num_classes();
    selected.probabilities.insert(selected.probabilities.end(), begin, begin + table.num_classes());
  }
  return selected;
}

PredictionTable concatenate(const std::vector<PredictionTable>& tables) {
  AFFEKT_CHECK(!tables.empty(), "nothing to concatenate");
  PredictionTable all = tables.front();
  const auto append = [](auto& column, const auto& more) {
    column.insert(column.end(), more.begin(), more.end());
  };
  for (size_t i = 1; i < tables.size(); ++i) {
    const PredictionTable& table = tables[i];
    AFFEKT_CHECK(table.class_names == all.class_names && table.groups.empty() == all.groups.empty() &&
                     table.folds.empty() == all.folds.empty(),
                 "tables of different columns");
    for_each_column(all, table, append);
    append(all.probabilities, table.probabilities);
  }
  return all;
}

std::string render_predictions_csv(const PredictionTable& table) {
  check_prediction_table(table);
  std::vector<std::string> columns = kFixedColumns;
  if (!table.groups.empty()) columns.push_back(kGroupColumn);
  if (!table.folds.empty()) columns.push_back(kFoldColumn);
  for (const std::string& name : table.class_names)
    columns.push_back(quote_csv_field(kProbabilityPrefix + name));
  std::string text = fmt::format("{}\n", fmt::join(columns, ","));
  const std::vector<int32_t> predictions = argmax_rows(table.probabilities, table.num_classes());
  const float* probability = table.probabilities.data();
  for (size_t i = 0; i < table.labels.size(); ++i) {
    const auto class_name = [&](int32_t k) {
      return quote_csv_field(table.class_names[static_cast<size_t>(k)]);
    };
    text += fmt::format("{},{},{},{:d},{:d}", quote_csv_field(table.source_ids[i]),
                        class_name(table.labels[i]), class_name(predictions[i]),
                        predictions[i] == table.labels[i], table.has_train_duplicate[i] != 0);
    if (!table.groups.empty()) text += ',' + quote_csv_field(table.groups[i]);
    if (!table.folds.empty()) text += ',' + std::to_string(table.folds[i]);
    for (size_t k = 0; k < table.class_names.size(); ++k) text += fmt::format(",{:.9g}", *probability++);
    text += '\n';
  }
  return text;
}

PredictionTable read_predictions_csv(const std::filesystem::path& path) {
  const ReportCsv file(read_text_file(path), path.string());
  const std::vector<std::string>& columns = file.columns();
  if (columns.empty()) throw ArtifactError(path.string() + ": empty, expected the header of predictions.csv");
  size_t first = kFixedColumns.size();
  if (columns.size() <= first || !std::equal(kFixedColumns.begin(), kFixedColumns.end(), columns.begin()))
    file.fail_columns(
        fmt::format("not predictions.csv's columns: expected {},[group,][fold,]p_<class>...; got {}",
                    fmt::join(kFixedColumns, ","), fmt::join(columns, ",")));
  const bool has_groups = columns[first] == kGroupColumn;
  const size_t fold_column = first + (has_groups ? 1 : 0);
  const bool has_folds = fold_column < columns.size() && columns[fold_column] == kFoldColumn;
  const size_t first_class = fold_column + (has_folds ? 1 : 0);
  PredictionTable table;
  table.class_names = read_class_names(file, first_class);
  const std::vector<std::string>& names = table.class_names;
  for (size_t i = 0; i < file.num_rows(); ++i) {
    table.source_ids.push_back(file.text(i, 0));
    table.labels.push_back(file.class_index(i, 1, names));
    table.has_train_duplicate.push_back(read_flag(file, i, 4) ? 1 : 0);
    if (has_groups) table.groups.push_back(file.text(i, first));
    if (has_folds) table.folds.push_back(file.number<int64_t>(i, fold_column));
    std::vector<float> probabilities;
    for (size_t k = 0; k < names.size(); ++k) probabilities.push_back(file.number<float>(i, first_class + k));
    const int32_t prediction = argmax_rows(probabilities, table.num_classes())[0];
    if (file.class_index(i, 2, names) != prediction ||
        read_flag(file, i, 3) != (prediction == table.labels.back()))
      file.fail(i, fmt::format("prediction '{}', correct {} do not fit the probabilities, whose largest is "
                               "that of '{}'",
                               file.text(i, 2), file.text(i, 3), names[static_cast<size_t>(prediction)]));
    table.probabilities.insert(table.probabilities.end(), probabilities.begin(), probabilities.end());
  }
  return table;
}

}  // namespace affekt
