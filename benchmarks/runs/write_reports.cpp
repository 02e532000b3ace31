// Writes two reports on the same made-up samples, as `affekt evaluate` does, for the time that comparing them
// takes: bench_reports DIR NUM_SAMPLES
#include <cstdlib>
#include <iostream>

#include "core/random_stream.h"
#include "evaluation/classification/report.h"
#include "evaluation/report/write_report_files.h"

namespace {

using namespace affekt;

constexpr int kNumClasses = 7;

/// Right with about `accuracy`.
PredictionTable make_up_table(int64_t num_samples, double accuracy, uint64_t seed) {
  PredictionTable table;
  table.class_names = {"angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"};
  table.split = "test";
  RandomStream stream(seed, "reports");
  for (int64_t i = 0; i < num_samples; ++i) {
    const auto label = static_cast<int32_t>(i % kNumClasses);
    const int32_t top = stream.bernoulli(accuracy) ? label : (label + 1) % kNumClasses;
    const auto confidence = static_cast<float>(stream.uniform(0.3, 0.98));
    table.source_ids.push_back("test/image_" + std::to_string(i) + ".png");
    table.labels.push_back(label);
    table.has_train_duplicate.push_back(0);
    for (int32_t k = 0; k < kNumClasses; ++k)
      table.probabilities.push_back(k == top ? confidence : (1 - confidence) / (kNumClasses - 1));
  }
  return table;
}

void write_made_up_report(const std::filesystem::path& folder, PredictionTable table) {
  ReportInput input;
  input.train_class_counts.assign(kNumClasses, 1000);
  input.table = std::move(table);
  input.data.dataset_name = "made up";
  input.data.content_digest = "0";
  input.model = {{"name", folder.filename().string()}, {"selected_on", "validation"}};
  input.options.bootstrap_samples = 0;
  write_report_files(folder, make_classification_report(input));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: bench_reports DIR NUM_SAMPLES\n";
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  const int64_t num_samples = std::atoll(argv[2]);
  write_made_up_report(folder / "first", make_up_table(num_samples, 0.70, 1));
  write_made_up_report(folder / "second", make_up_table(num_samples, 0.71, 2));
}
