// What the evaluation's tests share: a temporary folder, small prediction tables, a whole report input.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/random_stream.h"
#include "evaluation/classification/report.h"
#include "evaluation/report/write_report_files.h"
#include "tests/core/temporary_folder.h"

namespace affekt {

struct TableRow {
  int32_t label;
  std::vector<float> probabilities;
  bool has_train_duplicate = false;
  std::string group = "";  // in all rows or in none
};

inline PredictionTable make_table(const std::vector<std::string>& class_names,
                                  const std::vector<TableRow>& rows) {
  PredictionTable table;
  table.class_names = class_names;
  table.split = "validation";
  for (size_t i = 0; i < rows.size(); ++i) {
    table.source_ids.push_back("image_" + std::to_string(i) + ".png");
    table.labels.push_back(rows[i].label);
    table.has_train_duplicate.push_back(rows[i].has_train_duplicate ? 1 : 0);
    if (!rows[i].group.empty()) table.groups.push_back(rows[i].group);
    table.probabilities.insert(table.probabilities.end(), rows[i].probabilities.begin(),
                               rows[i].probabilities.end());
  }
  return table;
}

/// `num_samples` of three classes, right with about `accuracy`.
inline PredictionTable make_random_table(int num_samples, double accuracy, uint64_t seed) {
  std::vector<TableRow> rows;
  RandomStream stream(seed, "table");
  for (int i = 0; i < num_samples; ++i) {
    const int32_t label = i % 3;
    const int32_t top = stream.bernoulli(accuracy) ? label : (label + 1) % 3;
    const auto confidence = static_cast<float>(stream.uniform(0.5, 0.98));
    TableRow row{label, std::vector<float>(3, (1 - confidence) / 2), i % 10 == 0};
    row.probabilities[static_cast<size_t>(top)] = confidence;
    rows.push_back(row);
  }
  return make_table({"angry", "happy", "sad"}, rows);
}

/// The same samples, spoken in turns by `num_speakers` ("Actor_01" ...).
inline PredictionTable spoken_by(PredictionTable table, int num_speakers) {
  table.groups.clear();
  for (size_t i = 0; i < table.labels.size(); ++i) {
    const auto speaker = i % static_cast<size_t>(num_speakers) + 1;
    table.groups.push_back((speaker < 10 ? "Actor_0" : "Actor_") + std::to_string(speaker));
  }
  return table;
}

inline ReportInput make_input(PredictionTable table) {
  ReportInput input;
  input.train_class_counts.assign(table.class_names.size(), 0);
  for (const int32_t label : table.labels) input.train_class_counts[static_cast<size_t>(label)] += 3;
  input.table = std::move(table);
  input.data.dataset_name = "faces";
  input.data.content_digest = "d1";
  input.model = {{"name", "small_cnn"}, {"selected_on", "validation"}, {"temperature", 1.25}};
  input.options.bootstrap_samples = 200;
  return input;
}

/// Whether report.json has a note of that code.
inline bool has_note(const nlohmann::json& report, const std::string& code) {
  for (const nlohmann::json& note : report["notes"])
    if (note["code"] == code) return true;
  return false;
}

/// Makes and writes the report. @return report.json's content
inline nlohmann::json write_report(const std::filesystem::path& directory, const ReportInput& input) {
  return write_report_files(directory, make_classification_report(input));
}

}  // namespace affekt
