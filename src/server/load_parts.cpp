#include "server/load_parts.h"

#include <functional>

#include "core/process/threads.h"
#include "exported/exported_model_path.h"
#include "server/face_source.h"
#include "server/model_facts.h"
#include "server/voice_source.h"

namespace affekt {
namespace {

struct ServedModel {
  std::vector<std::unique_ptr<EmotionSource>> sources;
  std::vector<nlohmann::ordered_json> facts;  // one, or none
};

/// One source for each core: an engine serves one thread at a time.
template <class Source>
void load_model(const std::filesystem::path& run, const char* role, ServedModel& loaded) {
  if (run.empty()) return;
  const SharedOnnxModel model = read_onnx_model(exported_model_path(run));
  for (int i = 0; i < thread_count(); ++i) loaded.sources.push_back(std::make_unique<Source>(model));
  loaded.facts.push_back(describe_model_facts(role, *model));
}

void load_playlists(const PlaylistFiles& files, ServedParts& parts) {
  if (files.songs.empty()) return;
  parts.playlists = std::make_unique<PlaylistService>(files);
  parts.model_facts.push_back(
      describe_model_facts("songs", *read_onnx_model(exported_model_path(files.songs))));
  if (!files.next.empty())
    parts.model_facts.push_back(
        describe_model_facts("next", *read_onnx_model(exported_model_path(files.next))));
}

}  // namespace

ServedParts load_parts(const ServedFiles& files) {
  ServedParts parts;
  ServedModel face, voice;
  parts.profile = files.profile;
  // Reading the songs takes about as long as loading the models: side by side.
  const std::vector<std::function<void()>> tasks = {
      [&] { load_playlists(files.playlists, parts); },
      [&] { load_model<FaceSource>(files.face, "face", face); },
      [&] { load_model<VoiceSource>(files.voice, "voice", voice); }};
  parallel_for(static_cast<int64_t>(tasks.size()), thread_count(),
               [&](int64_t i) { tasks[static_cast<size_t>(i)](); });
  parts.faces = std::move(face.sources);
  parts.voices = std::move(voice.sources);
  for (ServedModel* model : {&voice, &face})
    parts.model_facts.insert(parts.model_facts.begin(), model->facts.begin(), model->facts.end());
  return parts;
}

}  // namespace affekt
