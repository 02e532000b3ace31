#include "server/site/describe_site.h"

#include <string>

#include "core/version.h"
#include "perception/face_finder.h"
#include "perception/listener_mood.h"
#include "perception/read_picture.h"
#include "server/emotion_answer.h"
#include "server/face_source.h"
#include "server/model_facts.h"
#include "server/mood_plane.h"
#include "server/voice_source.h"
#include "store/sixteen_bit.h"

namespace affekt {
namespace {

using nlohmann::ordered_json;

ordered_json describe_model(const SiteModel& part) {
  const OnnxClassifierInfo info = read_classifier_info(*part.model);
  return {{"model", part.name},
          {"file_digest", part.model->file_digest},
          {"input", info.input_name},
          {"output", info.output_name},
          {"places", describe_places(info.class_names)}};
}

ordered_json describe_face(const SiteModel& part, const std::string& cascade_name) {
  const FaceReader reader(part.model);
  require_places(reader.model(), reader.class_names());
  const OnnxClassifierInfo info = read_classifier_info(*part.model);
  const FaceFinder finder(make_finder_options());
  const FaceCropRule crop;
  ordered_json face = describe_model(part);
  face["channels"] = info.channels;
  face["side_px"] = info.height;
  face["most_megapixels"] = PictureLimits{}.most_megapixels;
  face["most_faces"] = kMostFaces;
  face["finder"] = {{"cascade", cascade_name},
                    {"smallest_share", finder.options().smallest_share},
                    {"first_share", finder.options().first_share},
                    {"min_neighbors", finder.options().min_neighbors},
                    {"scale_step", finder.options().scale_step},
                    {"search_px", finder.options().search_px}};
  face["crop"] = {{"side", crop.side}, {"down", crop.down}};
  return face;
}

ordered_json describe_voice(const SiteModel& part) {
  const VoiceReaderOptions options = make_voice_options();
  const VoiceReader reader(part.model, "opencv", options);
  require_places(reader.model(), reader.class_names());
  const OnnxClassifierInfo info = read_classifier_info(*part.model);
  check_over_time_options({info.sample_rate_hz, info.min_samples}, options.windows);
  ordered_json voice = describe_model(part);
  voice["sample_rate_hz"] = info.sample_rate_hz;
  voice["min_samples"] = info.min_samples;
  voice["longest_s"] = options.longest_s;
  voice["window_s"] = options.windows.window_s;
  voice["hop_s"] = options.windows.hop_s;
  voice["silence_db"] = options.windows.silence_db;
  voice["lowest_level_db"] = kLowestLevelDb;
  voice["most_peak"] = kMaxPeak;
  voice["full_scale"] = kFullScale;
  voice["resampling_taps"] = ordered_json::object();  // rate -> file
  for (const int64_t rate_hz : site_sample_rates())
    voice["resampling_taps"][std::to_string(rate_hz)] = site_taps_name(rate_hz);
  return voice;
}

}  // namespace

const std::vector<int64_t>& site_sample_rates() {
  static const std::vector<int64_t> rates = {8000,  11025, 12000, 16000, 22050, 24000,
                                             32000, 44100, 48000, 88200, 96000};
  return rates;
}

std::string site_taps_name(int64_t rate_hz) {
  return "resample/" + std::to_string(rate_hz) + ".f32";
}

ordered_json describe_site(const SiteModels& models, const std::string& cascade_name) {
  ordered_json site = {{"made_by", "affekt " + tool_version() + " export-site"}, {"commit", git_commit()}};
  if (models.face.model) site["face"] = describe_face(models.face, cascade_name);
  if (models.voice.model) site["voice"] = describe_voice(models.voice);
  return site;
}

ordered_json describe_site_models(const SiteModels& models) {
  ordered_json facts = ordered_json::array();
  if (models.face.model) facts.push_back(describe_model_facts("face", *models.face.model));
  if (models.voice.model) facts.push_back(describe_model_facts("voice", *models.voice.model));
  return {{"models", facts}, {"library", nullptr}, {"moods", describe_places(placed_emotions())}};
}

}  // namespace affekt
