#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "evaluation/figures/figure_style.h"
#include "evaluation/report/value_text.h"
#include "evaluation/songs/figures/song_drawing.h"
#include "evaluation/songs/figures/song_figures.h"
#include "evaluation/songs/song_report_text.h"

namespace affekt {
namespace {

using nlohmann::json;
using Anchor = SvgCanvas::Anchor;

constexpr double kProfileCharacterWidth = 6.8;
constexpr double kCellWidth = 58, kCellHeight = 26;
// Deviations from which the colour is full, so that one odd cluster does not pale the others.
constexpr double kFullZ = 2.5;

constexpr double kCaptionCharacterWidth = 6.2, kCaptionLine = 16;
constexpr char kCaption[] =
    "Mean of the cluster's songs, in standard deviations from the mean of all songs: blue above, brown "
    "below, full from 2.5.";

std::string cell_tooltip(const json& cluster, const json& column) {
  const std::string unit = column["unit"];
  return fmt::format("cluster {}, {}: mean {}{}, {} deviations from the mean of all songs",
                     cluster_title(cluster), column["column"].get<std::string>(),
                     format_in_unit(column["mean"]), unit.empty() ? "" : " (" + unit + ")",
                     format_signed(column["z"], 2));
}

}  // namespace

std::vector<Figure> draw_cluster_profiles(const json& facts) {
  const json& clusters = facts["clusters"];
  const std::vector<std::string> columns = facts["columns"];
  std::vector<size_t> drawn;  // a column on a circle has no mean to draw
  size_t longest_name = 0, longest_column = 0;
  for (size_t d = 0; d < columns.size(); ++d) {
    if (std::none_of(clusters.begin(), clusters.end(),
                     [&](const json& cluster) { return cluster["profile"][d]["z"].is_number(); }))
      continue;
    drawn.push_back(d);
    longest_column = std::max(longest_column, columns[d].size());
  }
  if (drawn.empty()) return {};
  for (const json& cluster : clusters)
    longest_name = std::max(longest_name, cluster["name"].get<std::string>().size());

  const double left = 44 + kProfileCharacterWidth * static_cast<double>(longest_name);
  const double top = 16 + 0.72 * kProfileCharacterWidth * static_cast<double>(longest_column);
  const double heads = 0.6 * kProfileCharacterWidth * static_cast<double>(longest_column);
  const double width = left + kCellWidth * static_cast<double>(drawn.size()) + std::max(12.0, heads - 30);
  const std::vector<std::string> caption =
      wrap_words(kCaption, static_cast<size_t>(std::max(30.0, (width - 34) / kCaptionCharacterWidth)));
  const double height = top + kCellHeight * static_cast<double>(clusters.size());
  SvgCanvas canvas(std::max(width, 34 + 30 * kCaptionCharacterWidth),
                   height + 18 + kCaptionLine * static_cast<double>(caption.size()));
  for (size_t j = 0; j < drawn.size(); ++j) {
    canvas.turned_text(left + kCellWidth * (static_cast<double>(j) + 0.45), top - 8, -45,
                       key_to_words(columns[drawn[j]]), "label");
  }
  for (size_t k = 0; k < clusters.size(); ++k) {
    const json& cluster = clusters[k];
    const double y = top + kCellHeight * static_cast<double>(k);
    const auto index = static_cast<int64_t>(k);
    canvas.path(mark_path(index, 10, y + kCellHeight / 2, 5), "mark " + cluster_class(index));
    canvas.text(22, y + kCellHeight / 2 + 4,
                fmt::format("{}  {}", index, cluster["name"].get<std::string>()));
    for (size_t j = 0; j < drawn.size(); ++j) {
      const json& column = cluster["profile"][drawn[j]];
      const double x = left + kCellWidth * static_cast<double>(j);
      if (!column["z"].is_number()) {
        canvas.rect(x, y, kCellWidth, kCellHeight, "empty", "no songs");
        continue;
      }
      const double z = column["z"], strength = std::min(1.0, std::abs(z) / kFullZ);
      canvas.rect(x, y, kCellWidth, kCellHeight, z < 0 ? "below" : "above", cell_tooltip(cluster, column),
                  cell_opacity(strength));
      canvas.text(x + kCellWidth / 2, y + kCellHeight / 2 + 4, format_signed(column["z"]),
                  strength >= kDarkCellShare ? "label on-heat" : "label on-cell", Anchor::kMiddle);
    }
  }
  for (size_t i = 0; i < caption.size(); ++i)
    canvas.text(22, height + 24 + kCaptionLine * static_cast<double>(i), caption[i], "axis-label");
  return {{"Profiles of the clusters",
           fmt::format("{} by {} columns; each number is the cluster's mean in standard deviations from the "
                       "mean of all songs",
                       count_of(static_cast<int64_t>(clusters.size()), "cluster"), drawn.size()),
           canvas}};
}

}  // namespace affekt
