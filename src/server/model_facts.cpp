#include "server/model_facts.h"

#include "inference/metadata_value.h"
#include "inference/onnx_metadata.h"
#include "server/emotion_answer.h"

namespace affekt {
namespace {

using nlohmann::ordered_json;

ordered_json read_metric(const OnnxModel& model) {
  const MetadataValue metric(model, onnx_key::kMetric);
  if (!metric.is_there()) return {};
  ordered_json facts = {{"name", metric["name"].text()},
                        {"value", metric["value"].number(-1e9, 1e9)},
                        {"split", metric["split"].text()},
                        {"ci95", nullptr}};
  if (metric["ci95"].is_there()) {
    facts["ci95"] = ordered_json::array();
    for (const float bound : metric["ci95"].numbers())
      facts["ci95"].push_back(round_share(static_cast<double>(bound)));
  }
  return facts;
}

ordered_json text_or_null(const OnnxModel& model, const char* key) {
  const std::string text = model.text(key);
  return text.empty() ? ordered_json() : ordered_json(text);
}

}  // namespace

ordered_json describe_model_facts(const std::string& role, const OnnxModel& model) {
  const MetadataValue labels(model, onnx_key::kLabels);
  return {{"role", role},
          {"name", text_or_null(model, onnx_key::kModel)},
          {"dataset", text_or_null(model, onnx_key::kDataset)},
          {"classes", labels.is_there() ? ordered_json(labels.texts()) : ordered_json()},
          {"metric", read_metric(model)},
          {"input", text_or_null(model, onnx_key::kInput)},
          {"data_digest", text_or_null(model, onnx_key::kDataDigest)},
          {"file_digest", model.file_digest},
          {"tool", text_or_null(model, onnx_key::kToolVersion)}};
}

}  // namespace affekt
