// The options of a ranker as a JSON object, by the declarations that the options themselves make.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/field_visitor.h"

namespace affekt {

using RankerParameters = nlohmann::ordered_json;

/// What one option means, for reports.
struct RankerParameterInfo {
  std::string name, explanation, unit;
};

/// Shows options to write_parameters and its like; `describe` is that of any options struct.
using DescribeOptions = void (*)(void* options, FieldVisitor& visitor);

RankerParameters write_parameters(void* options, DescribeOptions describe);
std::vector<RankerParameterInfo> list_parameters(void* options, DescribeOptions describe);

/// Sets the options that `parameters` names; the others keep their values.
/// @param where  what they are parameters of, for messages: "vs_knn"
/// @throws ArtifactError  naming a parameter that is unknown, of another type, or out of its range
void read_parameters(const RankerParameters& parameters, const std::string& where, void* options,
                     DescribeOptions describe);

template <class Options>
void describe_options(void* options, FieldVisitor& visitor) {
  static_cast<Options*>(options)->describe(visitor);
}

template <class Options>
RankerParameters parameters_of(Options options) {
  return write_parameters(&options, &describe_options<Options>);
}

template <class Options>
Options options_from_parameters(const RankerParameters& parameters, const std::string& where) {
  Options options;
  read_parameters(parameters, where, &options, &describe_options<Options>);
  return options;
}

}  // namespace affekt
