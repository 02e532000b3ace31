#include "export/export_model.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/atomic_file.h"
#include "core/count_text.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/log.h"
#include "export/reported_scores.h"
#include "export/model_card.h"
#include "export/onnx_model.h"
#include "export/parity_gate.h"
#include "export/test_vectors.h"
#include "inference/engine.h"
#include "runs/run_directory.h"
#include "tasks/predict.h"

namespace affekt {
namespace {

void check_images(const InputShape& shape, const ImageSamples& samples) {
  if (samples.channels != shape.channels || samples.height != shape.height || samples.width != shape.width) {
    throw DataError(fmt::format("the pictures for the export gate are {}x{}x{}, the network takes {}x{}x{}",
                                samples.channels, samples.height, samples.width, shape.channels, shape.height,
                                shape.width));
  }
}

void check_waveforms(const InputShape& shape, const WaveformSamples& samples) {
  if (samples.sample_rate_hz != shape.sample_rate_hz) {
    throw DataError(
        fmt::format("the waveforms for the export gate have {} samples a second, the network takes {}",
                    samples.sample_rate_hz, shape.sample_rate_hz));
  }
  for (int64_t i = 0; i < samples.num_samples; ++i) {
    if (samples.length(i) >= shape.min_samples) continue;
    throw DataError(fmt::format("{}: {} samples are too few for the network, which needs at least {}",
                                samples.source_ids[static_cast<size_t>(i)], samples.length(i),
                                shape.min_samples));
  }
}

void check_samples(const ExportModelInput& input) {
  const InputShape shape = input.model.network->input_shape();
  if (table_of(input.samples).num_samples == 0) {
    throw DataError("the export gate has no samples to compare on");
  }
  if (shape.is_waveform()) {
    check_waveforms(shape, waveforms_of(input.samples));
  } else {
    check_images(shape, images_of(input.samples));
  }
}

std::vector<float> predict_with_libtorch(const TrainedModel& model, const Samples& samples,
                                         bool show_progress) {
  PredictOptions options;
  options.temperature = model.temperature;
  options.show_progress = show_progress;
  return predict_probabilities(*model.network, samples, options);
}

/// @return  the largest difference over all engines of this build
double pass_gate(const TrainedModel& model, const std::filesystem::path& onnx, const Samples& samples,
                 const std::vector<float>& expected) {
  double largest = 0;
  for (const auto& name : engine_names()) {
    ParityInput parity;
    parity.engine = name;
    parity.class_names = model.class_names;
    parity.source_ids = table_of(samples).source_ids;
    parity.expected = expected;
    parity.actual = make_engine(name, onnx)->predict(samples);
    parity.max_probability_difference = model.config.export_.max_probability_difference;
    largest = std::max(largest, check_parity(parity));
  }
  return largest;
}

}  // namespace

ExportSummary export_model(const ExportModelInput& input) {
  check_samples(input);
  const TrainedModel& model = input.model;
  const ReportedScores scores = read_reported_scores(input.directory, model);
  const std::string bytes = build_onnx_model(model, headline_metric(scores)).SerializeAsString();
  const auto probabilities = predict_with_libtorch(model, input.samples, /*show_progress=*/true);
  const std::vector<Samples> vectors = make_test_samples(model.network->input_shape());

  ExportSummary summary;
  summary.onnx = RunPaths{input.directory}.onnx();
  summary.num_samples = table_of(input.samples).num_samples;
  summary.split = input.split;
  write_file_atomically(summary.onnx, [&](const std::filesystem::path& temporary) {
    write_text_atomically(temporary, bytes);
    summary.max_probability_difference = pass_gate(model, temporary, input.samples, probabilities);
    std::vector<std::vector<float>> vector_probabilities;
    for (const auto& samples : vectors) {
      vector_probabilities.push_back(predict_with_libtorch(model, samples, /*show_progress=*/false));
      const double difference = pass_gate(model, temporary, samples, vector_probabilities.back());
      summary.max_probability_difference = std::max(summary.max_probability_difference, difference);
    }
    ModelCardInput card;
    card.scores = scores;
    card.onnx_digest = sha256_of(bytes);
    card.onnx_bytes = static_cast<int64_t>(bytes.size());
    card.gate_samples = summary.num_samples;
    card.gate_split = summary.split;
    card.gate_engines = fmt::format("{}", fmt::join(engine_names(), ", "));
    card.max_probability_difference = summary.max_probability_difference;
    for (size_t i = 0; i < vectors.size(); ++i) {
      write_test_data_set(input.directory / fmt::format("test_data_set_{}", i), vectors[i],
                          vector_probabilities[i]);
    }
    write_text_atomically(input.directory / "model_card.md", make_model_card(model, card));
  });
  log_event(LogLevel::kInfo, "model_exported",
            fmt::format("{}: same class as LibTorch for all {} of the {} split, probabilities within {:.1e}",
                        summary.onnx.string(), count_of(summary.num_samples, "sample"), summary.split,
                        summary.max_probability_difference),
            {{"onnx", summary.onnx.string()},
             {"num_samples", summary.num_samples},
             {"split", summary.split},
             {"max_probability_difference", summary.max_probability_difference}});
  return summary;
}

}  // namespace affekt
