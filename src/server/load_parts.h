// The files that the server is started with -> what it puts to work.
#pragma once

#include <filesystem>

#include "server/affekt_server.h"

namespace affekt {

struct ServedFiles {
  std::filesystem::path face, voice;  // runs, or model.onnx; empty: none
  PlaylistFiles playlists;            // songs empty: none
  std::filesystem::path profile;      // empty: forgotten at the end
};

/// Loads each model once for every core.
/// @throws as the readers of these files; ArtifactError: a model of another kind
ServedParts load_parts(const ServedFiles& files);

}  // namespace affekt
