#include "evaluation/report/matrix_figure.h"

#include <fmt/format.h>

#include <cctype>
#include <numeric>

#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

using Anchor = SvgCanvas::Anchor;

constexpr double kCell = 62, kTop = 58, kMargin = 12;
constexpr double kLightTextShare = 0.75;  // from which a cell's text needs the light colour

std::string uncapitalised(std::string word) {
  word[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(word[0])));
  return word;
}

}  // namespace

std::string describe_matrix(const Matrix& matrix) {
  return fmt::format("Rows: {}. Columns: {}. Share of the row, and count.", uncapitalised(matrix.row_title),
                     uncapitalised(matrix.column_title));
}

Figure draw_matrix(const Matrix& matrix) {
  const double left = label_width(matrix.names) + 22;
  const auto size = static_cast<double>(matrix.names.size()) * kCell;
  SvgCanvas canvas(left + size + kMargin, kTop + size + kMargin);
  canvas.text(left + size / 2, 18, matrix.column_title, "title", Anchor::kMiddle);
  canvas.text(8, kTop - 12, matrix.row_title, "title");
  for (size_t row = 0; row < matrix.names.size(); ++row) {
    const double y = kTop + static_cast<double>(row) * kCell;
    const std::vector<int64_t>& counts = matrix.counts[row];
    const int64_t sum = std::accumulate(counts.begin(), counts.end(), int64_t{0});
    canvas.text(left - 8, y + kCell / 2 + 4, matrix.names[row], "label", Anchor::kEnd);
    canvas.text(left + static_cast<double>(row) * kCell + kCell / 2, kTop - 12, matrix.names[row], "label",
                Anchor::kMiddle);
    for (size_t column = 0; column < counts.size(); ++column) {
      const double x = left + static_cast<double>(column) * kCell;
      const double share = sum > 0 ? static_cast<double>(counts[column]) / static_cast<double>(sum) : 0;
      const std::string tooltip =
          fmt::format("{} taken for {}: {} of {} ({})", matrix.names[row], matrix.names[column],
                      format_count(counts[column]), format_count(sum), format_percent(share));
      const bool empty = counts[column] == 0, light = share >= kLightTextShare;
      canvas.rect(x, y, kCell, kCell, empty ? "empty" : "cell", tooltip, empty ? 1 : 0.05 + 0.95 * share);
      canvas.text(x + kCell / 2, y + kCell / 2 - 1, sum > 0 ? fmt::format("{:.0f} %", 100 * share) : "–",
                  light ? "label on-heat" : "label", Anchor::kMiddle);
      canvas.text(x + kCell / 2, y + kCell / 2 + 15, format_count(counts[column]),
                  light         ? "small on-heat"
                  : share > 0.3 ? "small dark"
                                : "small",
                  Anchor::kMiddle);
    }
  }
  return {matrix.title, describe_matrix(matrix), canvas};
}

}  // namespace affekt
