#include "export/model_contract.h"

#include <nlohmann/json.hpp>

#include "core/text/text.h"
#include "inference/onnx_metadata.h"

namespace affekt {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr int kContractFormat = 1;  // raised when a reader of the former one would misread the file

json describe_shape(const TensorSpec& spec) {
  json shape = json::array();
  for (const Axis& axis : spec.axes) {
    if (!axis.is_free()) {
      shape.push_back(axis.size);
    } else {
      shape.push_back(axis.symbol.empty() ? json() : json(axis.symbol));
    }
  }
  return shape;
}

ordered_json describe_tensors(const std::vector<TensorSpec>& specs) {
  ordered_json tensors = ordered_json::array();
  for (const TensorSpec& spec : specs)
    tensors.push_back({{"name", spec.name},
                       {"type", name_of(spec.type)},
                       {"shape", describe_shape(spec)},
                       {"contract", spec.contract}});
  return tensors;
}

json read_metadata_value(const std::string& text) {
  const json value = json::parse(text, nullptr, /*allow_exceptions=*/false);
  return value.is_structured() ? value : json(text);
}

}  // namespace

std::string render_model_contract(const OnnxModel& model) {
  ordered_json contract = {{"format", kContractFormat},
                           {"kind", model.task().empty() ? "classification" : model.task()},
                           {"model_sha256", model.file_digest},
                           {"inputs", describe_tensors(model.inputs)},
                           {"outputs", describe_tensors(model.outputs)},
                           {"labels", nullptr},
                           {"metadata", ordered_json::object()}};
  for (const auto& [key, text] : model.metadata) contract["metadata"][key] = read_metadata_value(text);
  if (model.metadata.count(onnx_key::kLabels) > 0)
    contract["labels"] = contract["metadata"][onnx_key::kLabels];
  return to_json_text(contract, /*indent=*/2) + "\n";
}

}  // namespace affekt
