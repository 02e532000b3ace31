#include "evaluation/classification/prediction_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "evaluation/report/csv.h"
#include "metrics/classification.h"

namespace affekt {
namespace {

const std::vector<std::string> kFixedColumns = {"source_id", "label", "prediction", "correct",
                                                "has_train_duplicate"};
const std::vector<std::string> kPublishedColumns = {"index",      "sample_digest", "label",
                                                    "prediction", "correct",       "has_train_duplicate"};
const std::string kGroupColumn = "group", kFoldColumn = "fold", kIndexColumn = "index",
                  kDigestColumn = "sample_digest", kProbabilityPrefix = "p_";

/// What is done to each column that has one value a sample.
template <class Table, class Function>
void for_each_column(Table& table, const PredictionTable& other, const Function& function) {
  function(table.source_ids, other.source_ids);
  function(table.labels, other.labels);
  function(table.has_train_duplicate, other.has_train_duplicate);
  function(table.groups, other.groups);
  function(table.folds, other.folds);
  function(table.indices, other.indices);
  function(table.sample_digests, other.sample_digests);
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

std::string render_head(std::vector<std::string> columns, const PredictionTable& table) {
  for (const std::string& name : table.class_names)
    columns.push_back(quote_csv_field(kProbabilityPrefix + name));
  return fmt::format("{}\n", fmt::join(columns, ","));
}

/// ",label,prediction,correct,has_train_duplicate"
std::string render_answer(const PredictionTable& table, size_t row, int32_t prediction) {
  const auto class_name = [&](int32_t k) {
    return quote_csv_field(table.class_names[static_cast<size_t>(k)]);
  };
  return fmt::format(",{},{},{:d},{:d}", class_name(table.labels[row]), class_name(prediction),
                     prediction == table.labels[row], table.has_train_duplicate[row] != 0);
}

/// With the line's end.
std::string render_probabilities(const PredictionTable& table, size_t row) {
  std::string text;
  const size_t num_classes = table.class_names.size();
  for (size_t k = 0; k < num_classes; ++k)
    text += fmt::format(",{:.9g}", table.probabilities[row * num_classes + k]);
  return text + '\n';
}

/// Equal names get equal numbers, in the order of the names, all of one length.
std::vector<std::string> number_names(const std::vector<std::string>& names) {
  const std::set<std::string> ordered(names.begin(), names.end());
  const size_t width = std::to_string(ordered.size()).size();
  std::map<std::string, std::string> numbered;
  for (const std::string& name : ordered)
    numbered[name] = fmt::format("group_{:0{}}", numbered.size() + 1, width);
  std::vector<std::string> numbers;
  for (const std::string& name : names) numbers.push_back(numbered.at(name));
  return numbers;
}

}  // namespace

void check_prediction_table(const PredictionTable& table) {
  const size_t num_samples = table.labels.size(), num_classes = table.class_names.size();
  AFFEKT_CHECK(num_classes > 0, "a prediction table needs classes");
  AFFEKT_CHECK(table.source_ids.size() == num_samples && table.has_train_duplicate.size() == num_samples &&
                   table.probabilities.size() == num_samples * num_classes &&
                   (table.groups.empty() || table.groups.size() == num_samples) &&
                   (table.folds.empty() || table.folds.size() == num_samples) &&
                   (table.indices.empty() || table.indices.size() == num_samples) &&
                   table.sample_digests.size() == table.indices.size(),
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
                     table.folds.empty() == all.folds.empty() && table.indices.empty() == all.indices.empty(),
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
  if (!table.indices.empty()) columns.insert(columns.end(), {kIndexColumn, kDigestColumn});
  std::string text = render_head(columns, table);
  const std::vector<int32_t> predictions = argmax_rows(table.probabilities, table.num_classes());
  for (size_t i = 0; i < table.labels.size(); ++i) {
    text += quote_csv_field(table.source_ids[i]) + render_answer(table, i, predictions[i]);
    if (!table.groups.empty()) text += ',' + quote_csv_field(table.groups[i]);
    if (!table.folds.empty()) text += ',' + std::to_string(table.folds[i]);
    if (!table.indices.empty()) text += fmt::format(",{},{}", table.indices[i], table.sample_digests[i]);
    text += render_probabilities(table, i);
  }
  return text;
}

std::string render_published_predictions_csv(const PredictionTable& table) {
  check_prediction_table(table);
  AFFEKT_CHECK(!table.indices.empty(), "a published table names its samples by index and digest");
  std::vector<std::string> columns = kPublishedColumns;
  if (!table.groups.empty()) columns.push_back(kGroupColumn);
  if (!table.folds.empty()) columns.push_back(kFoldColumn);
  std::string text = render_head(columns, table);
  const std::vector<std::string> groups = number_names(table.groups);
  const std::vector<int32_t> predictions = argmax_rows(table.probabilities, table.num_classes());
  for (size_t i = 0; i < table.labels.size(); ++i) {
    text += fmt::format("{},{}{}", table.indices[i], table.sample_digests[i],
                        render_answer(table, i, predictions[i]));
    if (!groups.empty()) text += ',' + groups[i];
    if (!table.folds.empty()) text += ',' + std::to_string(table.folds[i]);
    text += render_probabilities(table, i);
  }
  return text;
}

PredictionTable read_predictions_csv(const std::filesystem::path& path) {
  const ReportCsv file(read_text_file(path), path.string());
  const std::vector<std::string>& columns = file.columns();
  if (columns.empty()) throw ArtifactError(path.string() + ": empty, expected the header of predictions.csv");
  const bool is_published = columns.front() == kIndexColumn;
  const std::vector<std::string>& fixed = is_published ? kPublishedColumns : kFixedColumns;
  if (columns.size() <= fixed.size() || !std::equal(fixed.begin(), fixed.end(), columns.begin()))
    file.fail_columns(fmt::format(
        "not predictions.csv's columns: expected {},[group,][fold,]{}p_<class>...; got {}",
        fmt::join(fixed, ","), is_published ? "" : "[index,sample_digest,]", fmt::join(columns, ",")));
  size_t next = fixed.size();
  const auto find = [&](const std::string& name) {
    return next < columns.size() && columns[next] == name ? next++ : size_t{0};  // 0: it is not there
  };
  const size_t group = find(kGroupColumn), fold = find(kFoldColumn);
  size_t index = is_published ? 0 : find(kIndexColumn), digest = is_published ? 1 : find(kDigestColumn);
  const bool has_indices = digest > 0;
  if (!is_published && (index > 0) != (digest > 0))
    file.fail_columns("expected index and sample_digest side by side, or neither");
  PredictionTable table;
  table.class_names = read_class_names(file, next);
  const std::vector<std::string>& names = table.class_names;
  const size_t label = is_published ? 2 : 1;  // then come prediction, correct, has_train_duplicate
  for (size_t i = 0; i < file.num_rows(); ++i) {
    table.source_ids.push_back(is_published ? file.text(i, index) + ':' + file.text(i, digest)
                                            : file.text(i, 0));
    table.labels.push_back(file.class_index(i, label, names));
    table.has_train_duplicate.push_back(read_flag(file, i, label + 3) ? 1 : 0);
    if (group > 0) table.groups.push_back(file.text(i, group));
    if (fold > 0) table.folds.push_back(file.number<int64_t>(i, fold));
    if (has_indices) {
      table.indices.push_back(file.number<int64_t>(i, index));
      table.sample_digests.push_back(file.text(i, digest));
    }
    std::vector<float> probabilities;
    for (size_t k = 0; k < names.size(); ++k) probabilities.push_back(file.number<float>(i, next + k));
    const int32_t prediction = argmax_rows(probabilities, table.num_classes())[0];
    if (file.class_index(i, label + 1, names) != prediction ||
        read_flag(file, i, label + 2) != (prediction == table.labels.back()))
      file.fail(i, fmt::format("prediction '{}', correct {} do not fit the probabilities, whose largest is "
                               "that of '{}'",
                               file.text(i, label + 1), file.text(i, label + 2),
                               names[static_cast<size_t>(prediction)]));
    table.probabilities.insert(table.probabilities.end(), probabilities.begin(), probabilities.end());
  }
  return table;
}

}  // namespace affekt
