#include "evaluation/comparison/side_by_side.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/files/atomic_file.h"
#include "evaluation/figures/read_svg.h"
#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr double kTitleRoom = 26;

std::vector<std::string> list_figures(const fs::path& folder) {
  std::vector<std::string> names;
  if (!fs::is_directory(folder)) return names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().extension() == ".svg")
      names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// The figure below its report's title. Nothing: the file is not one that affekt has drawn.
std::optional<Figure> read_figure(const ReportFigures& report, const std::string& file,
                                  const std::string& words) {
  const auto drawn = read_standalone_svg(read_text_file(report.folder / file));
  if (!drawn) return std::nullopt;
  SvgCanvas canvas(drawn->width(), drawn->height() + kTitleRoom);
  canvas.text(8, 17, report.title, "title");
  canvas.place(*drawn, 0, kTitleRoom);
  return Figure{words + ", " + report.title, "drawn as in the report", canvas};
}

}  // namespace

Section make_side_by_side_section(const std::vector<ReportFigures>& reports) {
  Section section;
  std::string left_out;
  for (const std::string& file : list_figures(reports.front().folder)) {
    const std::string words = capitalised(key_to_words(fs::path(file).stem().string()));
    FigureGroup group{"", words, {}};
    const bool all_have_it = std::all_of(reports.begin(), reports.end(), [&](const ReportFigures& report) {
      return fs::is_regular_file(report.folder / file);
    });
    if (!all_have_it) continue;
    for (const ReportFigures& report : reports)
      if (auto figure = read_figure(report, file, words)) group.panels.push_back(std::move(*figure));
    if (group.panels.size() != reports.size()) {
      left_out += (left_out.empty() ? "" : ", ") + file;
      continue;
    }
    section.title = "Figures side by side";
    section.blocks.emplace_back(Table{words});
    section.blocks.emplace_back(std::move(group));
  }
  if (!left_out.empty())
    section.blocks.emplace_back(
        Text{"Left out, for they are not as affekt draws them: " + left_out + ".", /*is_remark=*/true});
  return section;
}

}  // namespace affekt
