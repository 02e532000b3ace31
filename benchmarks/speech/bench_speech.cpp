// How many times faster than real time a model of speech runs through OpenCV: one recording at a time, on one
// core.
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <iostream>
#include <opencv2/core.hpp>

#include "core/error.h"
#include "core/random_stream.h"
#include "exported/onnx_classifier.h"

namespace affekt {
namespace {

constexpr double kLengthsInSeconds[] = {1, 3, 10};
constexpr int kNumRounds = 41;

WaveformSamples make_noise(int64_t sample_rate_hz, int64_t num_samples) {
  WaveformSamples samples;
  samples.sample_rate_hz = sample_rate_hz;
  samples.num_samples = 1;
  samples.source_ids = {"noise"};
  RandomStream stream(1, "bench_speech");
  for (int64_t t = 0; t < num_samples; ++t) {
    samples.waves.push_back(static_cast<int16_t>(3000 * stream.normal()));
  }
  samples.offsets.push_back(num_samples);
  return samples;
}

double core_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// Of one core for one recording, after five runs that allocate: the median. The core's time and not the
/// clock's, for the machine may do other things too.
double measure_seconds(OnnxClassifier& model, const Samples& recording) {
  for (int i = 0; i < 5; ++i) model.predict(recording);
  std::vector<double> seconds;
  for (int i = 0; i < kNumRounds; ++i) {
    const double start = core_seconds();
    model.predict(recording);
    seconds.push_back(core_seconds() - start);
  }
  std::nth_element(seconds.begin(), seconds.begin() + kNumRounds / 2, seconds.end());
  return seconds[kNumRounds / 2];
}

int run(const std::string& path) {
  const SharedOnnxModel file = read_onnx_model(path);
  OnnxClassifier model(*file, make_engine("opencv", *file));
  const OnnxClassifierInfo& info = model.info();
  if (!info.takes_waveforms())
    throw ArtifactError(path + ": expected a model of waveforms, got one of images");
  cv::setNumThreads(1);
  std::cout << fmt::format("{:<14}{:>10}{:>12}{:>18}\n", "engine", "length s", "ms a recording",
                           "times real time");
  for (double length : kLengthsInSeconds) {
    const auto num_samples = static_cast<int64_t>(length * static_cast<double>(info.sample_rate_hz));
    const double seconds =
        measure_seconds(model, make_noise(info.sample_rate_hz, std::max(num_samples, info.min_samples)));
    std::cout << fmt::format("{:<14}{:>10.1f}{:>12.2f}{:>18.0f}\n", model.engine_name(), length,
                             1e3 * seconds, length / seconds);
  }
  return 0;
}

}  // namespace
}  // namespace affekt

int main(int argc, char** argv) {
  if (argc != 2 || argv[1][0] == '-') {
    std::cerr << "usage: bench_speech MODEL.onnx\n";
    return 2;
  }
  try {
    return affekt::run(argv[1]);
  } catch (const affekt::Error& error) {
    std::cerr << error.what() << "\n";
    return static_cast<int>(error.code());
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
