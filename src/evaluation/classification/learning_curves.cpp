#include "evaluation/classification/learning_curves.h"

#include <limits>
#include <numeric>

#include "core/files/atomic_file.h"
#include "evaluation/report/csv.h"

namespace affekt {
std::vector<double> LearningCurves::epochs() const {
  const auto found = columns.find("epoch");
  if (found != columns.end()) return found->second;
  std::vector<double> rows(num_rows());
  std::iota(rows.begin(), rows.end(), 1.0);
  return rows;
}

LearningCurves read_learning_curves(const std::filesystem::path& metrics_csv) {
  if (metrics_csv.empty() || !std::filesystem::exists(metrics_csv)) return {};
  std::string text = read_text_file(metrics_csv);
  text.resize(text.find_last_of('\n') + 1);  // 0 when there is no complete line
  const ReportCsv file(text, metrics_csv.string());
  LearningCurves curves;
  for (size_t k = 0; k < file.columns().size(); ++k) {
    std::vector<double>& values = curves.columns[file.columns()[k]];
    for (size_t i = 0; i < file.num_rows(); ++i)
      values.push_back(file.text(i, k).empty() ? std::numeric_limits<double>::quiet_NaN()
                                               : file.number<double>(i, k));
  }
  return curves;
}

}  // namespace affekt
