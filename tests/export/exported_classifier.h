// A trained model as an ONNX file, and what an engine makes of samples with it.
#pragma once

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "export/classification/plan_classification.h"
#include "export/export_model.h"
#include "export/graph/onnx_package.h"
#include "inference/engine.h"
#include "store/sample_batch.h"

namespace affekt::test {

inline onnx::ModelProto build_onnx_model(const TrainedModel& model, const nlohmann::json& metric = nullptr) {
  return package_onnx_model(make_classifier_graph(model), "a model of a test",
                            make_classifier_metadata(model, metric));
}

inline ExportResult export_to(const std::filesystem::path& directory, const TrainedModel& model,
                              const Samples& samples) {
  const ClassificationExport input = {model, std::make_shared<const Samples>(samples), "test", directory};
  return export_model(plan_classification(input), directory);
}

inline ExportResult export_run(const ExportRequest& request) {
  return export_model(plan_classification(request), request.run_directory);
}

/// [N, K]
inline std::vector<float> run_classifier(const std::string& engine, const std::filesystem::path& onnx,
                                         const Samples& samples) {
  const SharedOnnxModel model = read_onnx_model(onnx);
  const auto made = make_engine(engine, *model);
  std::vector<float> probabilities;
  const int64_t count = table_of(samples).num_samples, at_once = batch_size_of(samples);
  for (int64_t begin = 0; begin < count; begin += at_once) {
    const HostTensor input = make_batch(samples, begin, std::min(begin + at_once, count));
    const HostTensor output = made->run({{model->inputs.at(0).name, input}}).at("probabilities");
    probabilities.insert(probabilities.end(), output.values<float>(),
                         output.values<float>() + output.count());
  }
  return probabilities;
}

}  // namespace affekt::test
