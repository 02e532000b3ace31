#include "evaluation/classification/engine_timing.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <string>
#include <vector>

#include "exported/onnx_classifier.h"
#include "inference/engine.h"

namespace affekt {
namespace {

constexpr int64_t kImages = 256, kRecordings = 32;

Samples select_first(const Samples& samples) {
  return std::visit(
      [](const auto& all) -> Samples {
        const bool are_images = std::is_same_v<std::decay_t<decltype(all)>, ImageSamples>;
        std::vector<int64_t> rows(
            static_cast<size_t>(std::min(all.num_samples, are_images ? kImages : kRecordings)));
        std::iota(rows.begin(), rows.end(), int64_t{0});
        return select_rows(all, rows);
      },
      samples);
}

}  // namespace

nlohmann::json time_engines(const OnnxModel& model, const Samples& samples) {
  nlohmann::json timing = nlohmann::json::object();
  const std::vector<std::string> engines = in_process_engine_names();
  if (engines.size() < 2) return timing;
  const Samples first = select_first(samples);
  const char* const unit =
      std::holds_alternative<ImageSamples>(first) ? "_images_per_second" : "_recordings_per_second";
  for (const std::string& engine : engines) {
    OnnxClassifier classifier(model, make_engine(engine, model));
    classifier.predict(first);
    const auto start = std::chrono::steady_clock::now();
    classifier.predict(first);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    timing[engine + unit] = static_cast<double>(table_of(first).num_samples) / seconds.count();
  }
  return timing;
}

}  // namespace affekt
