#include "export/export_model.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/atomic_file.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/log.h"
#include "export/known_scores.h"
#include "export/model_card.h"
#include "export/onnx_model.h"
#include "export/parity_gate.h"
#include "export/test_vectors.h"
#include "inference/engine.h"
#include "runs/run_directory.h"
#include "tasks/predict.h"

namespace affekt {
namespace {

void check_samples(const ExportModelInput& input) {
  const InputShape shape = input.model.network->input_shape();
  const ImageSamples& samples = input.samples;
  if (samples.num_samples == 0) throw DataError("the export gate has no samples to compare on");
  if (samples.channels != shape.channels || samples.height != shape.height || samples.width != shape.width) {
    throw DataError(fmt::format("the pictures for the export gate are {}x{}x{}, the network takes {}x{}x{}",
                                samples.channels, samples.height, samples.width, shape.channels, shape.height,
                                shape.width));
  }
}

std::vector<float> predict_with_libtorch(const TrainedModel& model, const ImageSamples& samples,
                                         bool show_progress) {
  PredictOptions options;
  options.temperature = model.temperature;
  options.show_progress = show_progress;
  return predict_probabilities(*model.network, samples, options);
}

/// @return  the largest difference over all engines of this build
double pass_gate(const TrainedModel& model, const std::filesystem::path& onnx, const ImageSamples& samples,
                 const std::vector<float>& expected) {
  double largest = 0;
  for (const auto& name : engine_names()) {
    ParityInput parity;
    parity.engine = name;
    parity.class_names = model.class_names;
    parity.source_ids = samples.source_ids;
    parity.expected = expected;
    parity.actual = make_engine(name, onnx)->predict(samples.pixels, samples.num_samples);
    parity.max_probability_difference = model.config.export_.max_probability_difference;
    largest = std::max(largest, check_parity(parity));
  }
  return largest;
}

}  // namespace

ExportSummary export_model(const ExportModelInput& input) {
  check_samples(input);
  const TrainedModel& model = input.model;
  const KnownScores scores = read_known_scores(input.directory, model);
  const std::string bytes = build_onnx_model(model, headline_metric(scores)).SerializeAsString();
  const ImageSamples pictures = make_test_pictures(model.network->input_shape());
  const auto picture_probabilities = predict_with_libtorch(model, pictures, /*show_progress=*/false);
  const auto probabilities = predict_with_libtorch(model, input.samples, /*show_progress=*/true);

  ExportSummary summary;
  summary.onnx = RunPaths{input.directory}.onnx();
  summary.num_samples = input.samples.num_samples;
  summary.split = input.split;
  write_file_atomically(summary.onnx, [&](const std::filesystem::path& temporary) {
    write_text_atomically(temporary, bytes);
    const double on_samples = pass_gate(model, temporary, input.samples, probabilities);
    const double on_pictures = pass_gate(model, temporary, pictures, picture_probabilities);
    summary.max_probability_difference = std::max(on_samples, on_pictures);
    ModelCardInput card;
    card.scores = scores;
    card.onnx_digest = sha256_of(bytes);
    card.onnx_bytes = static_cast<int64_t>(bytes.size());
    card.gate_samples = summary.num_samples;
    card.gate_split = summary.split;
    card.gate_engines = fmt::format("{}", fmt::join(engine_names(), ", "));
    card.max_probability_difference = summary.max_probability_difference;
    write_test_data_set(input.directory / "test_data_set_0", pictures, picture_probabilities);
    write_text_atomically(input.directory / "model_card.md", make_model_card(model, card));
  });
  log_event(
      LogLevel::kInfo, "model_exported",
      fmt::format(
          "{}: same class as LibTorch for all {} samples of the {} split, probabilities within {:.1e}",
          summary.onnx.string(), summary.num_samples, summary.split, summary.max_probability_difference),
      {{"onnx", summary.onnx.string()},
       {"num_samples", summary.num_samples},
       {"split", summary.split},
       {"max_probability_difference", summary.max_probability_difference}});
  return summary;
}

}  // namespace affekt
