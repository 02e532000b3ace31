#include "evaluation/affect/affect_predictions.h"

#include <fmt/format.h>

#include <cmath>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "evaluation/report/csv.h"

namespace affekt {
namespace {

constexpr const char* kLabelPrefix = "label_";
constexpr const char* kProbabilityPrefix = "p_";

std::vector<std::string> list_columns(const std::vector<std::string>& category_names) {
  std::vector<std::string> columns = {"source_id", "image"};
  for (const char* prefix : {"true_", "predicted_"})
    for (const char* value : kAffectValueNames) columns.push_back(std::string(prefix) + value);
  for (const std::string& name : category_names)
    for (const char* prefix : {kLabelPrefix, kProbabilityPrefix}) columns.push_back(prefix + name);
  return columns;
}

std::vector<std::string> read_category_names(const ReportCsv& file) {
  const std::vector<std::string>& columns = file.columns();
  const size_t num_fixed = list_columns({}).size();
  const std::string prefix = kLabelPrefix;
  std::vector<std::string> names;
  for (size_t column = num_fixed; column < columns.size(); column += 2)
    if (columns[column].rfind(prefix, 0) == 0) names.push_back(columns[column].substr(prefix.size()));
  if (names.empty() || list_columns(names) != columns)
    file.fail_columns(fmt::format(
        "not the columns of predictions.csv of a model of affect: expected {},{}<category>,"
        "{}<category>...; got {}",
        fmt::join(list_columns({}), ","), kLabelPrefix, kProbabilityPrefix, fmt::join(columns, ",")));
  return names;
}

}  // namespace

void check_affect_predictions(const AffectPredictions& predictions) {
  const auto num_samples = predictions.source_ids.size();
  const auto num_categories = predictions.category_names.size();
  AFFEKT_CHECK(num_categories > 0 && predictions.images.size() == num_samples &&
                   predictions.labels.size() == num_samples * num_categories &&
                   predictions.probabilities.size() == num_samples * num_categories &&
                   predictions.values.size() == num_samples * kNumAffectValues &&
                   predictions.predicted_values.size() == num_samples * kNumAffectValues,
               "the columns of predictions must have the same length");
  if (num_samples == 0) throw DataError("the split has no people to score");
  for (size_t i = 0; i < num_samples; ++i) {
    for (size_t k = 0; k < num_categories; ++k) {
      const float probability = predictions.probabilities[i * num_categories + k];
      if (!(probability >= 0 && probability <= 1))
        throw ArtifactError(
            fmt::format("{}: the model's probability of '{}' is {}, expected a number in 0..1",
                        predictions.source_ids[i], predictions.category_names[k], probability));
    }
    for (size_t d = 0; d < kNumAffectValues; ++d) {
      AFFEKT_CHECK(std::isfinite(predictions.values[i * kNumAffectValues + d]), "a true value that is none");
      const float value = predictions.predicted_values[i * kNumAffectValues + d];
      if (!std::isfinite(value))
        throw ArtifactError(fmt::format("{}: the model's {} is {}, expected a number",
                                        predictions.source_ids[i], kAffectValueNames[d], value));
    }
  }
}

ScoredAffect scored(const AffectPredictions& predictions) {
  return {predictions.labels, predictions.probabilities, predictions.values, predictions.predicted_values,
          predictions.num_categories()};
}

AffectPredictions select_rows(const AffectPredictions& predictions, const std::vector<int64_t>& rows) {
  AffectPredictions selected;
  selected.category_names = predictions.category_names;
  const auto take = [&](auto& to, const auto& from, int64_t width) {
    for (const int64_t row : rows)
      to.insert(to.end(), from.begin() + row * width, from.begin() + (row + 1) * width);
  };
  take(selected.source_ids, predictions.source_ids, 1);
  take(selected.images, predictions.images, 1);
  take(selected.labels, predictions.labels, predictions.num_categories());
  take(selected.probabilities, predictions.probabilities, predictions.num_categories());
  take(selected.values, predictions.values, kNumAffectValues);
  take(selected.predicted_values, predictions.predicted_values, kNumAffectValues);
  return selected;
}

std::string render_affect_predictions_csv(const AffectPredictions& predictions) {
  check_affect_predictions(predictions);
  std::string text;
  for (const std::string& column : list_columns(predictions.category_names))
    text += (text.empty() ? "" : ",") + quote_csv_field(column);
  const uint8_t* label = predictions.labels.data();
  const float* probability = predictions.probabilities.data();
  for (size_t i = 0; i < predictions.source_ids.size(); ++i) {
    text += fmt::format("\n{},{}", quote_csv_field(predictions.source_ids[i]), predictions.images[i]);
    for (const std::vector<float>* values : {&predictions.values, &predictions.predicted_values})
      for (size_t d = 0; d < kNumAffectValues; ++d)
        text += fmt::format(",{:.9g}", (*values)[i * kNumAffectValues + d]);
    for (size_t k = 0; k < predictions.category_names.size(); ++k)
      text += fmt::format(",{:d},{:.9g}", *label++ != 0, *probability++);
  }
  return text + '\n';
}

AffectPredictions read_affect_predictions_csv(const std::filesystem::path& path) {
  const ReportCsv file(read_text_file(path), path.string());
  AffectPredictions predictions;
  predictions.category_names = read_category_names(file);
  const size_t num_fixed = list_columns({}).size();
  for (size_t i = 0; i < file.num_rows(); ++i) {
    predictions.source_ids.push_back(file.text(i, 0));
    predictions.images.push_back(file.number<int32_t>(i, 1));
    for (size_t d = 0; d < kNumAffectValues; ++d) {
      predictions.values.push_back(file.number<float>(i, 2 + d));
      predictions.predicted_values.push_back(file.number<float>(i, 2 + kNumAffectValues + d));
      if (!std::isfinite(predictions.values.back())) file.fail_cell(i, 2 + d, "expected a number");
    }
    for (size_t k = 0; k < predictions.category_names.size(); ++k) {
      const size_t column = num_fixed + 2 * k;
      const std::string& label = file.text(i, column);
      if (label != "0" && label != "1") file.fail_cell(i, column, "expected 0 or 1");
      predictions.labels.push_back(label == "1" ? 1 : 0);
      predictions.probabilities.push_back(file.number<float>(i, column + 1));
    }
  }
  return predictions;
}

}  // namespace affekt
