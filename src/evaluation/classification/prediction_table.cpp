#include "evaluation/classification/prediction_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/atomic_file.h"
#include "core/error.h"
#include "evaluation/report/csv.h"
#include "metrics/classification.h"

namespace affekt {
namespace {

const std::vector<std::string> kFixedColumns = {"source_id", "label", "prediction", "correct",
                                                "has_train_duplicate"};
const std::string kGroupColumn = "group", kFoldColumn = "fold";
const std::string kProbabilityPrefix = "p_";

size_t row_begin(const PredictionTable& table, size_t row) {
  return row * table.class_names.size();
}

/// Which columns a predictions.csv has.
struct Layout {
  std::vector<std::string> class_names;
  bool has_groups = false, has_folds = false;

  size_t group_column() const { return kFixedColumns.size(); }
  size_t fold_column() const { return kFixedColumns.size() + (has_groups ? 1 : 0); }
  size_t first_probability() const { return fold_column() + (has_folds ? 1 : 0); }
  size_t num_columns() const { return first_probability() + class_names.size(); }
};

Layout read_header(const CsvRecord& header, const std::string& where) {
  const std::vector<std::string>& fields = header.fields;
  const bool fixed_fit = fields.size() > kFixedColumns.size() &&
                         std::equal(kFixedColumns.begin(), kFixedColumns.end(), fields.begin());
  if (!fixed_fit) {
    throw ArtifactError(
        fmt::format("{}:{}: not predictions.csv's columns: expected {},[group,][fold,]p_<class>...; got {}",
                    where, header.line, fmt::join(kFixedColumns, ","), fmt::join(fields, ",")));
  }
  Layout layout;
  const auto is_named = [&](size_t column, const std::string& name) {
    return column < fields.size() && fields[column] == name;
  };
  layout.has_groups = is_named(layout.group_column(), kGroupColumn);
  layout.has_folds = is_named(layout.fold_column(), kFoldColumn);
  std::vector<std::string>& names = layout.class_names;
  const size_t first = layout.first_probability();
  for (size_t i = first; i < fields.size(); ++i) {
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
  if (names.empty()) {
    throw ArtifactError(fmt::format("{}:{}: no column p_<class>", where, header.line));
  }
  return layout;
}

/// Reads the fields of one record; knows where it is for the errors.
class RowReader {
 public:
  RowReader(const CsvRecord& record, const Layout& layout, const std::string& where)
      : record_(record), layout_(layout), where_(where) {
    if (record.fields.size() != layout.num_columns()) {
      fail(fmt::format("{} fields, expected {}", record.fields.size(), layout.num_columns()));
    }
  }

  const std::string& text(size_t column) const { return record_.fields[column]; }

  int32_t class_index(size_t column) const {
    const std::vector<std::string>& names = layout_.class_names;
    const auto found = std::find(names.begin(), names.end(), text(column));
    if (found == names.end()) {
      fail(fmt::format("{} '{}' is none of the classes {}", kFixedColumns[column], text(column),
                       fmt::join(names, ", ")));
    }
    return static_cast<int32_t>(found - names.begin());
  }

  bool flag(size_t column) const {
    if (text(column) != "0" && text(column) != "1") {
      fail(fmt::format("{} is '{}', expected 0 or 1", kFixedColumns[column], text(column)));
    }
    return text(column) == "1";
  }

  int64_t fold() const { return number<int64_t>(layout_.fold_column(), kFoldColumn); }

  float probability(size_t class_index) const {
    return number<float>(layout_.first_probability() + class_index,
                         kProbabilityPrefix + layout_.class_names[class_index]);
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw ArtifactError(fmt::format("{}:{}: {}", where_, record_.line, what));
  }

 private:
  template <class T>
  T number(size_t column, const std::string& name) const {
    const std::string& field = text(column);
    T value = 0;
    const char* end = field.data() + field.size();
    const auto result = std::from_chars(field.data(), end, value);
    if (result.ec != std::errc() || result.ptr != end) {
      fail(fmt::format("{} is '{}', expected a number", name, field));
    }
    return value;
  }

  const CsvRecord& record_;
  const Layout& layout_;
  const std::string& where_;
};

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
    selected.has_train_duplicate.push_back(table.has_train_duplicate[row]);
    if (!table.groups.empty()) selected.groups.push_back(table.groups[row]);
    if (!table.folds.empty()) selected.folds.push_back(table.folds[row]);
    const auto begin = table.probabilities.begin() + static_cast<std::ptrdiff_t>(row_begin(table, row));
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
    append(all.source_ids, table.source_ids);
    append(all.labels, table.labels);
    append(all.probabilities, table.probabilities);
    append(all.has_train_duplicate, table.has_train_duplicate);
    append(all.groups, table.groups);
    append(all.folds, table.folds);
  }
  return all;
}

void write_predictions_csv(const std::filesystem::path& path, const PredictionTable& table) {
  check_prediction_table(table);
  std::string text = fmt::format("{}", fmt::join(kFixedColumns, ","));
  if (!table.groups.empty()) text += ',' + kGroupColumn;
  if (!table.folds.empty()) text += ',' + kFoldColumn;
  for (const std::string& name : table.class_names) text += ',' + quote_csv_field(kProbabilityPrefix + name);
  text += '\n';
  const std::vector<int32_t> predictions = argmax_rows(table.probabilities, table.num_classes());
  for (size_t i = 0; i < table.labels.size(); ++i) {
    const auto class_name = [&](int32_t k) {
      return quote_csv_field(table.class_names[static_cast<size_t>(k)]);
    };
    text += fmt::format("{},{},{},{:d},{:d}", quote_csv_field(table.source_ids[i]),
                        class_name(table.labels[i]), class_name(predictions[i]),
                        predictions[i] == table.labels[i], table.has_train_duplicate[i] != 0);
    if (!table.groups.empty()) text += ',' + quote_csv_field(table.groups[i]);
    if (!table.folds.empty()) text += ',' + std::to_string(table.folds[i]);
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
  const Layout layout = read_header(records[0], where);
  table.class_names = layout.class_names;
  for (size_t i = 1; i < records.size(); ++i) {
    const RowReader row(records[i], layout, where);
    table.source_ids.push_back(row.text(0));
    table.labels.push_back(row.class_index(1));
    table.has_train_duplicate.push_back(row.flag(4) ? 1 : 0);
    if (layout.has_groups) table.groups.push_back(row.text(layout.group_column()));
    if (layout.has_folds) table.folds.push_back(row.fold());
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
