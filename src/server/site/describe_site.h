// What a page without a server is told of its models: the constants of the programs that it stands in for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "inference/onnx_model.h"

namespace affekt {

/// An exported model and where it lies in the site.
struct SiteModel {
  SharedOnnxModel model;  // null: the site has none
  std::string name;       // "models/face.onnx"
};

struct SiteModels {
  SiteModel face, voice;
};

/// site.json: for each model its file, tensors, classes and their places, and the numbers by which pictures
/// become faces (perception/face_finder.h, face_crop.h) and recordings windows
/// (exported/emotion_over_time.h). The page has none of its own.
/// @param cascade_name  where the faces' cascade lies in the site
/// @throws ArtifactError  a model of another kind; a class whose place in the plane is not known; no cascade
nlohmann::ordered_json describe_site(const SiteModels& models, const std::string& cascade_name);

/// Rates in Hz of recordings that the page resamples as the programs do; the browser resamples all others.
const std::vector<int64_t>& site_sample_rates();

/// "resample/48000.f32": measure_resampling_taps from this rate to the model's, little-endian.
std::string site_taps_name(int64_t rate_hz);

/// models.json: what GET /v1/models of a server with these models says.
nlohmann::ordered_json describe_site_models(const SiteModels& models);

}  // namespace affekt
