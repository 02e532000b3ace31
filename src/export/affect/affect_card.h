// model_card.md of a network of people: what goes in, what comes out, what it is not for.
#pragma once

#include <string>

#include "export/export_plan.h"
#include "runs/people_model.h"

namespace affekt {

/// "affekt.input": how the image of that name is cut and resized. @param input  "body" or "context"
std::string describe_people_input(const std::string& input, const PeopleConfig& people);

/// "affekt.output"
std::string describe_people_output(size_t num_categories);

/// @param gate_split  what the gate compared on: "test"
ModelCard make_affect_card(const PeopleModel& model, const ReportedScores& scores,
                           const std::string& gate_split, const ExportResult& result);

}  // namespace affekt
