// The metadata_props of an exported model of songs.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "affect/song_model.h"

namespace affekt {

struct SongPackageInput {
  SongModel model;
  std::string model_digest;                           // SHA-256 of song_model.json
  std::string dataset_name = "songs";                 // of the catalogue
  std::vector<std::string> labels;                    // [K], names of the clusters; empty: "cluster 0" ...
  nlohmann::json metrics = nlohmann::json::object();  // name -> {"value", "ci95"?}; see plan_songs.h
};

/// [K]
std::vector<std::string> label_clusters(const SongPackageInput& input);

/// Keys and formats: inference/onnx_metadata.h.
std::map<std::string, std::string> make_song_metadata(const SongPackageInput& input);

}  // namespace affekt
