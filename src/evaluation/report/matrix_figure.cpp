#include "evaluation/report/matrix_figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <numeric>

#include "evaluation/figures/figure_style.h"
#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

using Anchor = SvgCanvas::Anchor;

constexpr double kCell = 62, kTop = 58, kMargin = 12;
constexpr double kTurnedHeight = 0.71;  // of text turned by 45 degrees, by its width

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
  const double names_width = label_width(matrix.names), left = names_width + 22;
  const auto size = static_cast<double>(matrix.names.size()) * kCell;
  const bool is_turned = names_width > kCell + 8;  // else names of columns would run into each other
  const double top = is_turned ? 30 + kTurnedHeight * names_width : kTop;
  SvgCanvas canvas(left + size + (is_turned ? std::max(kMargin, kTurnedHeight * names_width - 20) : kMargin),
                   top + size + kMargin);
  canvas.text(left + size / 2, 18, matrix.column_title, "title", Anchor::kMiddle);
  canvas.text(8, top - 12, matrix.row_title, "title");
  for (size_t row = 0; row < matrix.names.size(); ++row) {
    const double y = top + static_cast<double>(row) * kCell;
    const std::vector<int64_t>& counts = matrix.counts[row];
    const int64_t sum = std::accumulate(counts.begin(), counts.end(), int64_t{0});
    canvas.text(left - 8, y + kCell / 2 + 4, matrix.names[row], "label", Anchor::kEnd);
    const double x_of_name = left + (static_cast<double>(row) + 0.5) * kCell;
    if (is_turned) {
      canvas.turned_text(x_of_name, top - 8, -45, matrix.names[row], "label");
    } else {
      canvas.text(x_of_name, top - 12, matrix.names[row], "label", Anchor::kMiddle);
    }
    for (size_t column = 0; column < counts.size(); ++column) {
      const double x = left + static_cast<double>(column) * kCell;
      const double share = sum > 0 ? static_cast<double>(counts[column]) / static_cast<double>(sum) : 0;
      const std::string tooltip =
          fmt::format("{} taken for {}: {} of {} ({})", matrix.names[row], matrix.names[column],
                      format_count(counts[column]), format_count(sum), format_percent(share));
      const bool empty = counts[column] == 0;
      const std::string ink = empty ? "" : share >= kDarkCellShare ? " on-heat" : " on-cell";
      canvas.rect(x, y, kCell, kCell, empty ? "empty" : "cell", tooltip, empty ? 1 : cell_opacity(share));
      canvas.text(x + kCell / 2, y + kCell / 2 - 1, sum > 0 ? fmt::format("{:.0f} %", 100 * share) : "–",
                  "label" + ink, Anchor::kMiddle);
      canvas.text(x + kCell / 2, y + kCell / 2 + 15, format_count(counts[column]), "small" + ink,
                  Anchor::kMiddle);
    }
  }
  return {matrix.title, describe_matrix(matrix), canvas};
}

}  // namespace affekt
