// What the ONNX file of a model of people in their surroundings says beside what all files say: its keys and
// names.
#pragma once

namespace affekt {

constexpr char kPeopleTask[] = "affect";  // of affekt.task

/// Metadata beside those of onnx_metadata.h: JSON {"body_px", "context_px", "blank_person", "value_names",
/// "loss"}.
constexpr char kPeopleKey[] = "affekt.people";

/// The output with valence, arousal and dominance, 1..10.
constexpr char kPeopleValues[] = "values";

}  // namespace affekt
