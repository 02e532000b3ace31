#include <fmt/format.h>

#include <cmath>
#include <system_error>

#include "core/atomic_file.h"
#include "core/csv.h"
#include "core/error.h"
#include "evaluation/songs/figures/song_figures.h"
#include "evaluation/songs/song_report.h"
#include "evaluation/songs/song_report_render.h"

namespace affekt {
namespace {

using nlohmann::json;

/// All that draw_song_figures can make: one that this report hasn't is not left over from an earlier one.
constexpr const char* kFigureNames[] = {"song_map", "cluster_profiles", "sweep", "affect_plane",
                                        "uplift_paths"};

void write_figures(const std::filesystem::path& directory, const std::vector<FigureGroup>& figures) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) throw ArtifactError(directory.string() + ": can't make the folder: " + error.message());
  for (const char* name : kFigureNames) {
    const auto path = directory / (std::string(name) + ".svg");
    const FigureGroup* group = find_figures(figures, name);
    if (group != nullptr) {
      write_text_atomically(path, group->joined().standalone_svg());
    } else {
      std::filesystem::remove(path, error);  // it may well not be there
    }
  }
}

}  // namespace

std::string render_clusters_csv(const SongReportInput& input) {
  const SongTable& songs = input.catalogue->songs;
  const bool has_affect = !input.affect_predictions.empty();
  std::string text = "id,artist,title,cluster,distance";
  text += has_affect ? ",predicted_valence,predicted_arousal\n" : "\n";
  for (size_t i = 0; i < input.rows.size(); ++i) {
    const auto row = static_cast<size_t>(input.rows[i]);
    text += fmt::format("{},{},{},{},{:.6g}", quote_csv_field(songs.ids[row]),
                        quote_csv_field(songs.artists[row]), quote_csv_field(songs.titles[row]),
                        input.labels[i], std::sqrt(static_cast<double>(input.distances2[i])));
    if (has_affect)
      text +=
          fmt::format(",{:.6g},{:.6g}", input.affect_predictions[2 * i], input.affect_predictions[2 * i + 1]);
    text += '\n';
  }
  return text;
}

json write_song_report(const std::filesystem::path& directory, const SongReportInput& input) {
  const json report = build_song_report(input);
  const std::vector<FigureGroup> figures = draw_song_figures(report, build_song_map(input));
  const std::string html = render_song_html(report, figures);
  write_figures(directory / "figures", figures);
  write_text_atomically(directory / "clusters.csv", render_clusters_csv(input));
  write_text_atomically(directory / "report.md", render_song_markdown(report, figures));
  write_text_atomically(directory / "report.html", html);
  // Last, so that a report.json is there only when all the rest is. A title may be no UTF-8.
  write_text_atomically(directory / "report.json",
                        report.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
  return report;
}

}  // namespace affekt
