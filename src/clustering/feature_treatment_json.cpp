// A feature treatment as JSON, and back with the same bits.
#include "clustering/feature_treatment.h"
#include "clustering/json_fields.h"

namespace affekt {
namespace {

std::vector<FeatureTreatment::Step> read_steps(const JsonFields& fields) {
  std::vector<FeatureTreatment::Step> steps;
  for (const nlohmann::json& item : fields.array("steps")) {
    const JsonFields step(item, "treatment.steps");
    steps.push_back({step.text("column"), step.text("kind")});
    const std::string& kind = steps.back().kind;
    if (kind != "linear" && kind != "log" && kind != "circle")
      step.refuse("kind", "linear, log or circle, got \"" + kind + "\"");
  }
  if (steps.empty()) fields.refuse("steps", "at least one column");
  return steps;
}

}  // namespace

nlohmann::json to_json(const FeatureTreatment& treatment) {
  nlohmann::json steps = nlohmann::json::array();
  for (const FeatureTreatment::Step& step : treatment.steps)
    steps.push_back({{"column", step.column}, {"kind", step.kind}});
  return {{"steps", steps},
          {"expanded_names", treatment.expanded_names},
          {"output_names", treatment.output_names},
          {"centre", treatment.centre},
          {"scale", treatment.scale},
          {"components", treatment.components},
          {"explained_variance", treatment.explained_variance},
          {"weight", treatment.weight},
          {"bias", treatment.bias}};
}

FeatureTreatment treatment_from_json(const nlohmann::json& json) {
  const JsonFields fields(json, "treatment");
  FeatureTreatment treatment;
  treatment.steps = read_steps(fields);
  treatment.expanded_names = fields.texts("expanded_names");
  treatment.output_names = fields.texts("output_names");
  size_t num_expanded = 0;
  for (const FeatureTreatment::Step& step : treatment.steps) num_expanded += step.kind == "circle" ? 2 : 1;
  if (treatment.expanded_names.size() != num_expanded)
    fields.refuse("expanded_names", std::to_string(num_expanded) + " names, as the steps give columns");
  const size_t num_outputs = treatment.output_names.size();
  const bool has_components = !fields.array("components").empty();
  if (num_outputs == 0 || num_outputs > num_expanded || (!has_components && num_outputs != num_expanded))
    fields.refuse("output_names", "as many names as there are outputs");
  treatment.centre = fields.numbers("centre", num_expanded);
  treatment.scale = fields.numbers("scale", num_expanded);
  for (const double scale : treatment.scale) {
    if (!(scale > 0)) fields.refuse("scale", "numbers above 0");
  }
  treatment.components = fields.numbers("components", has_components ? num_outputs * num_expanded : 0);
  treatment.explained_variance = fields.numbers("explained_variance", has_components ? num_outputs : 0);
  treatment.weight = fields.floats("weight", num_outputs * num_expanded);
  treatment.bias = fields.floats("bias", num_outputs);
  return treatment;
}

}  // namespace affekt
