#include "kinds/next_song/next_song_predictor.h"

#include "core/error.h"
#include "evaluation/classification/predictor/libtorch_predictor.h"
#include "evaluation/classification/predictor/model_argument.h"
#include "runs/next_song_model.h"
#include "store/listening/listening_file.h"

namespace affekt {

NextSongPredictor make_next_song_predictor(const EvaluateRequest& request) {
  check_model_argument(request.model, request.engine);
  const TrainedNextSongModel model = load_next_song_model(request.model);
  NextSongPredictor predictor;
  predictor.description = describe_trained_network(model, count_parameters(*model.network));
  predictor.trained_on = model.data_digest;
  predictor.options = model.config.evaluate;
  predictor.seed = model.config.train.seed;
  predictor.data = model.prepared_path;
  predictor.tuning = next_song_tuning_from_json(model.tuned);
  predictor.check_catalogue = [model](const ListeningCatalogue& catalogue, const std::filesystem::path& data) {
    check_catalogue(model, compute_catalogue_digest(catalogue), data);
  };
  predictor.run = [network = model.network](const ListeningPositions& positions, const TakeProbabilities& take) {
    for_each_network_score(*network, positions, /*show_progress=*/true, take);
  };
  return predictor;
}

}  // namespace affekt
