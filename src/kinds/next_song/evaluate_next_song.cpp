#include "kinds/next_song/evaluate_next_song.h"

#include <fmt/format.h>

#include "core/error.h"
#include "evaluation/next_song/next_song_inputs.h"
#include "evaluation/next_song/next_song_report.h"
#include "evaluation/report/report_folder.h"
#include "evaluation/report/reported_data.h"
#include "kinds/next_song/next_song_predictor.h"
#include "kinds/next_song/ranked_methods.h"
#include "runs/run_directory.h"
#include "store/listening/listening_file.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

void set_choice(const NextSongTuning& tuning, NextSongReportFacts& facts) {
  facts.why_reported = explain_choice(tuning);
  facts.choice_plays = tuning.scores.empty() ? "" : kChoicePlays;
  const ValidationScore* const best = find_best_without_graph(tuning);
  const ValidationScore* const reported = find_validation_score(tuning, tuning.reported);
  if (best != nullptr && reported != nullptr)
    facts.best_without_graph = BestWithoutGraph{best->method, best->mrr, reported->mrr};
}

}  // namespace

Evaluation evaluate_next_song(const EvaluateRequest& request) {
  const NextSongPredictor predictor = make_next_song_predictor(request);
  const fs::path path = find_reported_data(request, predictor.data);
  const ListeningData data = read_listening(path);
  predictor.check_catalogue(data.catalogue, path);
  const SplitCounts counts = count_splits(data.sequences.splits);
  const bool chose_epoch =
      predictor.trained_on == data.info.content_digest && is_selected_on_validation(predictor.description);
  const Split split = choose_requested_split(request, split_from_name(predictor.options.split), counts,
                                             path.string(), chose_epoch);
  require_samples(data.info.dataset_name, split, counts, "sequence", kBringOrNameSplit);
  const ListeningPositions positions = list_positions(data, split);
  if (positions.num_positions() == 0)
    throw DataError(
        fmt::format("{}: no play of the {} split has another one before it in its stream, so there is "
                    "nothing to foresee; name another split with --split",
                    path.string(), split_name(split)));
  NextSongReportFacts facts;
  facts.data = data.info;
  facts.about = nlohmann::json::parse(data.about);
  facts.split = split_name(split);
  const std::string& digest = data.info.content_digest;
  const fs::path output = choose_report_folder(request, {{"split", facts.split}, {"digest", digest}},
                                               fmt::format("report_{}_{}", facts.split, digest.substr(0, 8)));
  const RankedMethods ranked = rank_by_all_methods(predictor, data, positions);
  set_predicted_plays(data, positions, facts);
  facts.methods = ranked.methods;
  facts.reported = ranked.reported;
  set_choice(predictor.tuning, facts);
  facts.top_songs = ranked.top_songs;
  if (!predictor.tuning.ensemble_with.empty() &&
      (predictor.method == kNetworkMethod || predictor.method == kEnsembleMethod))
    facts.ensemble_weight = predictor.tuning.network_weight;
  facts.emotion = ranked.emotion;
  facts.model = predictor.description;
  if (!predictor.trained_on.empty()) facts.model["trained_on"] = predictor.trained_on;
  facts.timing = {
      {"model_seconds", ranked.model_seconds},
      {"simple_methods_seconds", ranked.ranker_seconds},
      {"plays_per_second", static_cast<double>(positions.num_positions()) / ranked.model_seconds}};
  facts.seed = predictor.seed;
  facts.options = predictor.options;
  facts.options.split = facts.split;
  override_options(request, facts.options);
  if (fs::is_directory(request.model)) facts.metrics_csv = RunPaths{request.model}.metrics();
  return {make_next_song_report(facts), output};
}

}  // namespace affekt
