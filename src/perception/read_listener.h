// A picture and a recording of a listener -> what the exported models read in them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "perception/emotion_fusion.h"
#include "perception/face_finder.h"

namespace affekt {

/// Runs, or model.onnx files; empty: none.
struct ListenerModels {
  std::filesystem::path face, voice;  // read the picture's faces, the recording's voice
  std::filesystem::path context;      // reads the person in the picture (EMOTIC)
};

struct ListenerFiles {
  std::filesystem::path picture, recording;  // empty: none
  FaceFinderOptions finder;                  // first_share counts for all faces only
  bool has_all_faces = false;  // of the picture: the mean of what all its faces show; else the largest one
};

struct ListenerReadings {
  std::vector<SourceReading> readings;  // "face", "voice"
  std::optional<PersonAffect> context;
  std::vector<std::string> notes;  // what the listener should know, in sentences
};

/// The models of face and voice run side by side.
/// @param models  face, context or both for a picture, voice for a recording; at least one file
/// @throws DataError  no face in the picture, nothing but silence, files that are none; ArtifactError: a
/// model of
///                    another kind, no cascade
ListenerReadings read_listener(const ListenerModels& models, const ListenerFiles& files);

}  // namespace affekt
