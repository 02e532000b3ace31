#include "server/load_parts.h"

#include "core/process/threads.h"
#include "server/face_source.h"
#include "server/model_facts.h"
#include "server/voice_source.h"

namespace affekt {
namespace {

SharedOnnxModel read_served_model(const std::filesystem::path& run) {
  return read_onnx_model(run.extension() == ".onnx" ? run : run / "model.onnx");
}

/// One for each core: an engine serves one thread at a time.
template <class Source>
void add_sources(const std::filesystem::path& run, const char* role,
                 std::vector<std::unique_ptr<EmotionSource>>& sources, ServedParts& parts) {
  if (run.empty()) return;
  const SharedOnnxModel model = read_served_model(run);
  for (int i = 0; i < thread_count(); ++i) sources.push_back(std::make_unique<Source>(model));
  parts.model_facts.push_back(describe_model_facts(role, *model));
}

}  // namespace

ServedParts load_parts(const ServedFiles& files) {
  ServedParts parts;
  parts.profile = files.profile;
  add_sources<FaceSource>(files.face, "face", parts.faces, parts);
  add_sources<VoiceSource>(files.voice, "voice", parts.voices, parts);
  if (!files.playlists.songs.empty()) {
    parts.playlists = std::make_unique<PlaylistService>(files.playlists);
    parts.model_facts.push_back(describe_model_facts("songs", *read_served_model(files.playlists.songs)));
  }
  if (!files.playlists.next.empty())
    parts.model_facts.push_back(describe_model_facts("next", *read_served_model(files.playlists.next)));
  return parts;
}

}  // namespace affekt
