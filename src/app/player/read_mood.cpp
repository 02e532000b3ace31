#include "app/player/read_mood.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "config/nearest_key.h"
#include "core/error.h"
#include "core/text/lower_case.h"
#include "perception/read_listener.h"

namespace affekt {
namespace {

/// @throws ConfigError  options that only make sense together
void check_listener_options(const RecommendCommand& command) {
  if (!command.face.empty() && command.face_model.empty() && command.context_model.empty())
    throw ConfigError("--face: which model reads it? Give --face-model RUN (configs/fer2013_cnn.yaml)");
  if (!command.voice.empty() && command.voice_model.empty())
    throw ConfigError("--voice: which model hears it? Give --voice-model RUN (configs/ravdess_cnn.yaml)");
  const bool has_picture_options = !command.face_model.empty() || !command.context_model.empty() ||
                                   command.faces != "largest" || command.smallest_face ||
                                   command.face_strictness;
  if (command.face.empty() && has_picture_options)
    throw ConfigError("options about faces are of no use without a picture: --face PICTURE");
  if (command.voice.empty() && !command.voice_model.empty())
    throw ConfigError("--voice-model is of no use without a recording: --voice RECORDING");
  if (!command.fusion.empty() && (command.face.empty() || command.voice.empty()))
    throw ConfigError("--fusion is of no use without both a face and a voice: --face and --voice");
}

/// What the picture and the recording say, as one mood.
ListenerMood read_listener_mood(const RecommendCommand& command, std::vector<std::string>& notes) {
  const FusionRule fusion = read_fusion_rule_or_even(command.fusion);
  ListenerFiles files{command.face, command.voice, {}, command.faces == "all"};
  if (command.smallest_face) files.finder.smallest_share = *command.smallest_face;
  if (command.face_strictness) files.finder.min_neighbors = static_cast<int>(*command.face_strictness);
  const ListenerReadings read =
      read_listener({command.face_model, command.voice_model, command.context_model}, files);
  notes.insert(notes.end(), read.notes.begin(), read.notes.end());
  if (read.readings.size() > 1) notes.push_back("face and voice are put together, " + fusion.origin);
  return mood_of_readings(fusion, read.readings, read.context);
}

}  // namespace

void require_known(const std::string& option, const std::string& word,
                   const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), word) != known.end()) return;
  throw ConfigError(fmt::format("{}: expected one of {}, got \"{}\"{}", option, fmt::join(known, ", "), word,
                                suggest_nearest(to_lower(word), known)));
}

ListenerMood read_mood(const RecommendCommand& command, std::vector<std::string>& notes) {
  std::vector<ListenerMood> moods;
  if (!command.mood.empty()) {
    require_known("--mood", command.mood, placed_emotions());
    moods.push_back(mood_of_emotion(command.mood));
  }
  if (command.valence.has_value() != command.arousal.has_value())
    throw ConfigError("--valence and --arousal belong together: give both");
  if (command.valence) moods.push_back(mood_of_point(*command.valence, *command.arousal));
  check_listener_options(command);
  if (!command.face.empty() || !command.voice.empty()) moods.push_back(read_listener_mood(command, notes));
  if (moods.empty()) throw ConfigError("which mood? Give --mood, --valence and --arousal, --face or --voice");
  return mean_mood(moods);
}

}  // namespace affekt
