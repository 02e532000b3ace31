// Probabilities of classes -> what the HTTP interface says of an emotion.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "inference/onnx_model.h"

namespace affekt {

/// {"emotion": the most likely class, "probabilities": {class: p}, "valence": v, "arousal": a}, the last two
/// on the plane of mood_plane.h: the mean of the classes' places with their probabilities.
/// @throws ArtifactError  a class whose place is not known
nlohmann::ordered_json describe_emotion(const std::vector<std::string>& class_names,
                                        const std::vector<float>& probabilities);

/// [{"name": class, "valence": v, "arousal": a}]: where each class lies on that plane.
/// @throws ArtifactError  a class whose place is not known
nlohmann::ordered_json describe_places(const std::vector<std::string>& class_names);

/// @throws ArtifactError naming the model and a class whose place in the plane is not known
void require_places(const OnnxModel& model, const std::vector<std::string>& class_names);

/// To six digits behind the point, so that answers stay short.
double round_share(double share);

}  // namespace affekt
