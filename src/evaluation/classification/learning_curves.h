// metrics.csv of a run -> the curves of its training.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace affekt {

/// Column name -> one value per row; NaN where the cell is empty. Columns that aren't in the file aren't
/// here.
struct LearningCurves {
  std::map<std::string, std::vector<double>> columns;

  bool has(const std::string& column) const { return columns.count(column) > 0; }
  size_t num_rows() const { return columns.empty() ? 0 : columns.begin()->second.size(); }
  /// The x axis: "epoch", or 1, 2, ... without such a column.
  std::vector<double> epochs() const;
};

/// No file, or an empty path: no columns. A last line without its line end is being written just now: left
/// out.
/// @throws ArtifactError naming file and line: number of fields, a cell that is no number
LearningCurves read_learning_curves(const std::filesystem::path& metrics_csv);

}  // namespace affekt
