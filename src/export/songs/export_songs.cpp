#include "export/songs/export_songs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "affect/song_model.h"
#include "clustering/transform/song_rows.h"
#include "core/atomic_file.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/log.h"
#include "export/graph/onnx_package.h"
#include "export/songs/song_card.h"
#include "export/songs/song_graph.h"
#include "export/songs/song_metadata.h"
#include "export/songs/song_scores.h"
#include "export/songs/song_vectors.h"
#include "inference/engine.h"
#include "runs/manifest.h"
#include "runs/run_directory.h"
#include "store/song_catalogue.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// The songs that the gate compares.
struct GateSongs {
  SongRows songs;
  std::vector<std::string> ids;  // [n]
  std::string dataset_name;      // of the catalogue that was clustered
  std::string other_catalogue;   // in words, if these songs are of another one; else empty
};

/// The name of the catalogue that was clustered, as the run's manifest.json has it; "unknown" without one.
std::string read_fitted_name(const RunPaths& paths, const SongModel& model) {
  const auto data = read_manifest_data(paths.manifest());
  return data && data->digest == model.data_digest && !data->name.empty() ? data->name : "unknown";
}

GateSongs read_gate_songs(const ExportSongsRequest& request, const SongModel& model) {
  const fs::path path = request.prepared_path.empty() ? fs::path(model.prepared_path) : request.prepared_path;
  if (!fs::exists(path)) {
    throw DataError(
        fmt::format("{}: the prepared catalogue for the export gate is not there; make it again with "
                    "`affekt prepare`, or name another one with --data",
                    path.string()));
  }
  const SongCatalogue catalogue = read_song_catalogue(path);
  if (catalogue.info.content_digest != model.data_digest) {
    log_warning(fmt::format(
        "{} is not the catalogue that was clustered ({}..., clustered {}...); the gate uses it all the same",
        path.string(), catalogue.info.content_digest.substr(0, 12), model.data_digest.substr(0, 12)));
  }
  GateSongs gate;
  gate.dataset_name = catalogue.info.dataset_name;
  if (catalogue.info.content_digest != model.data_digest) {
    gate.dataset_name = read_fitted_name(RunPaths{request.run_directory}, model);
    gate.other_catalogue =
        fmt::format("{} (`{}`, digest {}...)", path.filename().string(), catalogue.info.dataset_name,
                    catalogue.info.content_digest.substr(0, 12));
  }
  SongRowsOptions options;
  options.columns = model.columns;
  options.missing = model.missing;
  options.medians = model.medians;
  gate.songs = select_song_rows(catalogue.songs, options);
  for (const int64_t row : gate.songs.rows) gate.ids.push_back(catalogue.songs.ids[static_cast<size_t>(row)]);
  return gate;
}

/// @return  the largest of each figure over all engines of this build
SongGateResult pass_gate(const SongModel& model, const fs::path& onnx, MatrixView rows,
                         const std::vector<std::string>& ids) {
  SongGateResult largest;
  for (const auto& name : engine_names()) {
    const auto engine = make_song_engine(name, onnx);
    const SongGateResult result = check_songs(model, rows, ids, *engine);
    largest.num_songs = result.num_songs;
    largest.num_ties = result.num_ties;
    largest.sizes = result.sizes;
    largest.num_cluster_differences =
        std::max(largest.num_cluster_differences, result.num_cluster_differences);
    largest.max_distance_difference =
        std::max(largest.max_distance_difference, result.max_distance_difference);
    largest.max_affect_difference = std::max(largest.max_affect_difference, result.max_affect_difference);
  }
  return largest;
}

void pass_vectors(const SongModel& model, const fs::path& onnx, const std::vector<float>& vectors) {
  const auto num_columns = static_cast<int64_t>(model.columns.size());
  const int64_t num_rows = static_cast<int64_t>(vectors.size()) / num_columns;
  std::vector<std::string> ids;
  for (int64_t i = 0; i < num_rows; ++i) ids.push_back(fmt::format("test_data_set_0 row {}", i));
  pass_gate(model, onnx, {vectors.data(), num_rows, num_columns}, ids);
}

void log_export(const ExportSongsSummary& summary) {
  log_event(
      LogLevel::kInfo, "model_exported",
      fmt::format("{}: same cluster for {} songs ({} lie between two clusters, {} of them fell into the "
                  "other), squared distances within {:.1e}, affect within {:.1e}",
                  summary.onnx.string(), summary.num_songs, summary.gate.num_ties,
                  summary.gate.num_cluster_differences, summary.gate.max_distance_difference,
                  summary.gate.max_affect_difference),
      {{"onnx", summary.onnx.string()},
       {"num_songs", summary.num_songs},
       {"num_ties", summary.gate.num_ties},
       {"num_cluster_differences", summary.gate.num_cluster_differences},
       {"max_distance_difference", summary.gate.max_distance_difference},
       {"max_affect_difference", summary.gate.max_affect_difference}});
}

}  // namespace

ExportSongsSummary export_songs(const ExportSongsRequest& request) {
  const RunPaths paths{request.run_directory};
  const SongModel model = read_song_model(paths.song_model());
  const GateSongs gate = read_gate_songs(request, model);
  SongPackageInput package = {model, sha256_of_file(paths.song_model()), gate.dataset_name, {}, {}};
  const SongScores scores = read_song_scores(request.run_directory, model, package.model_digest);
  package.labels = scores.labels;
  package.metrics = scores.metrics;
  const std::string bytes =
      package_onnx_model(make_song_graph(model),
                         fmt::format("clusters of the songs of {}, by affekt", gate.dataset_name),
                         make_song_metadata(package))
          .SerializeAsString();
  const std::vector<float> vectors = make_song_vectors(model, gate.songs.view());

  ExportSongsSummary summary;
  summary.onnx = paths.onnx();
  summary.num_songs = gate.songs.view().num_rows;
  summary.num_dropped = gate.songs.num_dropped;
  summary.engines = engine_names();
  write_file_atomically(summary.onnx, [&](const fs::path& temporary) {
    write_text_atomically(temporary, bytes);
    summary.gate = pass_gate(model, temporary, gate.songs.view(), gate.ids);
    pass_vectors(model, temporary, vectors);
    write_song_vectors(request.run_directory / "test_data_set_0", model, vectors);
    const SongCardInput card = {package,
                                scores,
                                summary.gate,
                                fmt::format("{}", fmt::join(summary.engines, ", ")),
                                gate.other_catalogue,
                                sha256_of(bytes),
                                static_cast<int64_t>(bytes.size())};
    write_text_atomically(request.run_directory / "model_card.md", make_song_card(card));
  });
  log_export(summary);
  return summary;
}

}  // namespace affekt
