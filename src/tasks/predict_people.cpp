#include "tasks/predict_people.h"

#include <algorithm>
#include <memory>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "models/host_tensors.h"

namespace affekt {
namespace {

void append_rows(HostTensors& all, const HostTensors& batch) {
  for (const auto& [name, tensor] : batch) {
    const auto [entry, is_new] = all.emplace(name, tensor);
    if (is_new) continue;
    entry->second.shape.at(0) += tensor.shape.at(0);
    entry->second.bytes.insert(entry->second.bytes.end(), tensor.bytes.begin(), tensor.bytes.end());
  }
}

}  // namespace

HostTensors read_people_images(const PreparedRowsReader& file, const std::vector<TensorSpec>& inputs,
                               const std::vector<int64_t>& rows) {
  HostTensors images;
  for (const TensorSpec& input : inputs) {
    HostTensor image = file.read(input.name, rows).as(DType::kFloat32);
    const std::string fault = find_mismatch(input, image);
    if (!fault.empty())
      throw DataError("the model's images of \"" + input.name + "\" are of another size than the data's (" +
                      fault +
                      "); take data that were prepared with the model's data.people.body_px and "
                      "context_px");
    images.emplace(input.name, std::move(image));
  }
  return images;
}

HostTensors run_people_network(Network& network, const HostTensors& inputs) {
  HostTensors outputs = run_network(network, inputs);
  const auto logits = outputs.extract("category_logits");
  outputs["probabilities"] = to_host(torch::sigmoid(to_torch(logits.mapped())));
  return outputs;
}

HostTensors predict_people(const PreparedRowsReader& file, const std::vector<TensorSpec>& inputs,
                           const std::vector<int64_t>& rows, const BatchFunction& run,
                           const PeoplePredictOptions& options) {
  AFFEKT_CHECK(!rows.empty(), "a prediction needs rows");
  const auto num_rows = static_cast<int64_t>(rows.size());
  std::unique_ptr<ProgressBar> progress;
  if (options.show_progress) progress = std::make_unique<ProgressBar>("predict", num_rows, "people");
  HostTensors all;
  for (int64_t first = 0; first < num_rows; first += options.batch_size) {
    throw_if_interrupted("predicting the samples");
    const int64_t end = std::min(first + options.batch_size, num_rows);
    append_rows(all, run(read_people_images(file, inputs, {rows.begin() + first, rows.begin() + end})));
    if (progress) progress->advance(end - first);
  }
  return all;
}

}  // namespace affekt
