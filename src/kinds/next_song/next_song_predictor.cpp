#include "kinds/next_song/next_song_predictor.h"

#include <algorithm>
#include <memory>

#include "core/process/progress.h"
#include "evaluation/classification/predictor/exported_network.h"
#include "evaluation/classification/predictor/libtorch_predictor.h"
#include "evaluation/classification/predictor/model_argument.h"
#include "exported/onnx_ranker.h"
#include "inference/metadata_value.h"
#include "inference/onnx_metadata.h"
#include "models/model_table.h"
#include "next_song/evaluate_ranker.h"
#include "next_song/next_song_onnx.h"
#include "runs/next_song_model.h"
#include "store/listening/listening_file.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// What a file holds, in the words of what was tuned.
std::string name_method(const std::string& method, const NextSongTuning& tuning) {
  const std::vector<std::string> networks = model_names({ModelInput::kPlays});
  if (std::find(networks.begin(), networks.end(), method) != networks.end()) return kNetworkMethod;
  const auto is_it = [&](const TunedRanker& ranker) { return ranker.choice.name == method; };
  return std::any_of(tuning.rankers.begin(), tuning.rankers.end(), is_it) ? method : kEnsembleMethod;
}

void run_file(const OnnxRanker& ranker, const ListeningPositions& positions, const TakeProbabilities& take) {
  ProgressBar progress("predict", positions.num_positions(), "plays");
  PositionWork work;
  work.num_threads = 1;  // an engine takes one history at a time
  work.progress = &progress;
  for_each_position(positions.num_positions(), work, [&](int64_t i, PositionMemory&) {
    std::vector<float> scores;
    ranker.score(positions.history(i), scores);
    take(i, scores);
  });
}

NextSongPredictor predictor_of_file(const SharedOnnxModel& model, const std::string& engine_name) {
  auto engine = make_engine(engine_name.empty() ? "onnxruntime" : engine_name, *model);
  NextSongPredictor predictor;
  const ExportedContext context = read_exported_context(*model);
  predictor.options = context.options;
  predictor.seed = context.seed;
  predictor.trained_on = model->text(onnx_key::kDataDigest);
  predictor.description = describe_exported_network(*model, engine->name());
  predictor.tuning = next_song_tuning_from_json(MetadataValue(*model, kTunedKey).any());
  const auto ranker = std::make_shared<const OnnxRanker>(*model, std::move(engine));
  predictor.method = predictor.tuning.reported = name_method(ranker->name(), predictor.tuning);
  predictor.check_catalogue = [model](const ListeningCatalogue& catalogue, const fs::path&) {
    check_catalogue(*model, catalogue);
  };
  predictor.run = [ranker](const ListeningPositions& positions, const TakeProbabilities& take) {
    run_file(*ranker, positions, take);
  };
  return predictor;
}

}  // namespace

NextSongPredictor make_next_song_predictor(const EvaluateRequest& request) {
  check_model_argument(request.model, request.engine);
  if (!fs::is_directory(request.model))
    return predictor_of_file(request.file ? request.file : read_onnx_model(request.model), request.engine);
  const TrainedNextSongModel model = load_next_song_model(request.model);
  NextSongPredictor predictor;
  if (!request.engine.empty() && request.engine != kLibTorchEngine) {
    predictor = predictor_of_file(read_exported_network(request.model, model.weights_digest), request.engine);
  } else {
    predictor.method = kNetworkMethod;
    predictor.description = describe_trained_network(model, count_parameters(*model.network));
    predictor.trained_on = model.data_digest;
    predictor.tuning = next_song_tuning_from_json(model.tuned);
    predictor.check_catalogue = [model](const ListeningCatalogue& catalogue, const fs::path& data) {
      check_catalogue(model, compute_catalogue_digest(catalogue), data);
    };
    predictor.run = [network = model.network](const ListeningPositions& positions,
                                              const TakeProbabilities& take) {
      for_each_network_score(*network, positions, /*show_progress=*/true, take);
    };
  }
  predictor.options = model.config.evaluate;
  predictor.seed = model.config.train.seed;
  predictor.data = model.prepared_path;
  return predictor;
}

}  // namespace affekt
