// A feature transform as JSON, and back with the same bits.
#include "clustering/json_fields.h"
#include "clustering/transform/feature_transform.h"

namespace affekt {
namespace {

std::vector<FeatureTransform::Step> read_steps(const JsonFields& fields) {
  std::vector<FeatureTransform::Step> steps;
  for (const nlohmann::json& item : fields.array("steps")) {
    const JsonFields step(item, "transform.steps");
    steps.push_back({step.text("column"), step.text("kind")});
    const std::string& kind = steps.back().kind;
    if (kind != "linear" && kind != "log" && kind != "circle")
      step.refuse("kind", "linear, log or circle, got \"" + kind + "\"");
  }
  if (steps.empty()) fields.refuse("steps", "at least one column");
  return steps;
}

}  // namespace

nlohmann::json to_json(const FeatureTransform& transform) {
  nlohmann::json steps = nlohmann::json::array();
  for (const FeatureTransform::Step& step : transform.steps)
    steps.push_back({{"column", step.column}, {"kind", step.kind}});
  return {{"steps", steps},
          {"expanded_names", transform.expanded_names},
          {"output_names", transform.output_names},
          {"centre", transform.centre},
          {"scale", transform.scale},
          {"components", transform.components},
          {"explained_variance", transform.explained_variance},
          {"weight", transform.weight},
          {"bias", transform.bias}};
}

FeatureTransform feature_transform_from_json(const nlohmann::json& json) {
  const JsonFields fields(json, "transform");
  FeatureTransform transform;
  transform.steps = read_steps(fields);
  transform.expanded_names = fields.texts("expanded_names");
  transform.output_names = fields.texts("output_names");
  size_t num_expanded = 0;
  for (const FeatureTransform::Step& step : transform.steps) num_expanded += step.kind == "circle" ? 2 : 1;
  if (transform.expanded_names.size() != num_expanded)
    fields.refuse("expanded_names", std::to_string(num_expanded) + " names, as the steps give columns");
  const size_t num_outputs = transform.output_names.size();
  const bool has_components = !fields.array("components").empty();
  if (num_outputs == 0 || num_outputs > num_expanded || (!has_components && num_outputs != num_expanded))
    fields.refuse("output_names", "as many names as there are outputs");
  transform.centre = fields.numbers("centre", num_expanded);
  transform.scale = fields.numbers("scale", num_expanded);
  for (const double scale : transform.scale) {
    if (!(scale > 0)) fields.refuse("scale", "numbers above 0");
  }
  transform.components = fields.numbers("components", has_components ? num_outputs * num_expanded : 0);
  transform.explained_variance = fields.numbers("explained_variance", has_components ? num_outputs : 0);
  transform.weight = fields.floats("weight", num_outputs * num_expanded);
  transform.bias = fields.floats("bias", num_outputs);
  return transform;
}

}  // namespace affekt
