#include "server/load_parts.h"

#include "server/model_facts.h"

namespace affekt {
namespace {

SharedOnnxModel read_served_model(const std::filesystem::path& run) {
  return read_onnx_model(run.extension() == ".onnx" ? run : run / "model.onnx");
}

}  // namespace

ServedParts load_parts(const ServedFiles& files) {
  ServedParts parts;
  parts.profile = files.profile;
  if (!files.playlists.songs.empty()) {
    parts.playlists = std::make_unique<PlaylistService>(files.playlists);
    parts.model_facts.push_back(describe_model_facts("songs", *read_served_model(files.playlists.songs)));
  }
  if (!files.playlists.next.empty())
    parts.model_facts.push_back(describe_model_facts("next", *read_served_model(files.playlists.next)));
  return parts;
}

}  // namespace affekt
