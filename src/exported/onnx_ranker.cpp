#include "exported/onnx_ranker.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/digest.h"
#include "core/error.h"
#include "inference/metadata_value.h"
#include "inference/onnx_metadata.h"
#include "next_song/next_song_onnx.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using namespace next_song_value;

constexpr double kMostPlays = 1e9;

const TensorSpec* find_spec(const std::vector<TensorSpec>& specs, const char* name) {
  const auto found =
      std::find_if(specs.begin(), specs.end(), [&](const TensorSpec& spec) { return spec.name == name; });
  return found == specs.end() ? nullptr : &*found;
}

/// @param sizes  of the axes, 0: free
void require_spec(const OnnxModel& model, const std::vector<TensorSpec>& specs, const char* role,
                  const char* name, DType type, const std::vector<int64_t>& sizes) {
  const TensorSpec* const spec = find_spec(specs, name);
  std::vector<int64_t> found;
  if (spec != nullptr)
    for (const Axis& axis : spec->axes) found.push_back(axis.size);
  if (spec != nullptr && spec->type == type && found == sizes) return;
  TensorSpec expected = {name, type, {}, ""};
  for (const int64_t size : sizes) expected.axes.push_back({size, ""});
  model.refuse(fmt::format("{} \"{}\": expected {}, got {}", role, name, describe(expected),
                           spec == nullptr ? "none" : describe(*spec)));
}

std::string explain_changed_catalogue(const std::string& difference) {
  return fmt::format(
      "the catalogue changed since training{}: the model's rows are of other songs; bring the old "
      "catalogue back, or train and export anew",
      difference.empty() ? "" : ": " + difference);
}

}  // namespace

OnnxRankerInfo read_onnx_ranker_info(const OnnxModel& model) {
  if (model.task() != kNextSongTask)
    model.refuse(fmt::format("it is a model of {}, and one of next songs was expected",
                             model.task().empty() ? "images or speech" : model.task()));
  OnnxRankerInfo info;
  info.method = model.text(onnx_key::kModel);
  info.catalogue_digest = model.text(kCatalogueDigestKey);
  if (info.method.empty() || info.catalogue_digest.empty())
    model.refuse(fmt::format("metadata \"{}\" is missing",
                             info.method.empty() ? onnx_key::kModel : kCatalogueDigestKey));
  info.max_plays = MetadataValue(model, kMaxPlaysKey).integer(0, kMostPlays);
  require_spec(model, model.inputs, "input", kIndices, DType::kInt64, {0, 0});
  require_spec(model, model.inputs, "input", kLengths, DType::kInt64, {0});
  info.takes_emotion = find_spec(model.inputs, kEmotion) != nullptr;
  if (info.takes_emotion) require_spec(model, model.inputs, "input", kEmotion, DType::kFloat32, {0, 2});
  const TensorSpec* const all = find_spec(model.outputs, kAllScores);
  if (all != nullptr && all->axes.size() == 2) info.num_songs = all->axes[1].size;
  require_spec(model, model.outputs, "output", kAllScores, DType::kFloat32,
               {0, std::max<int64_t>(1, info.num_songs)});
  const size_t num_inputs = info.takes_emotion ? 3 : 2;
  if (model.inputs.size() != num_inputs)
    model.refuse(fmt::format("expected {} inputs, got {}", num_inputs, model.inputs.size()));
  return info;
}

CatalogueFile read_catalogue_of(const OnnxModel& model) {
  const OnnxRankerInfo info = read_onnx_ranker_info(model);
  const fs::path path = model.path.parent_path() / kCatalogueFile;
  if (!fs::exists(path))
    throw ArtifactError(
        fmt::format("{}: missing; it names the songs of {} and belongs beside it. A baseline that is kept "
                    "without its data "
                    "lacks it: make your own run with `affekt run configs/next_song_lstm.yaml --out DIR`",
                    path.string(), model.path.string()));
  CatalogueFile file = read_catalogue_csv(path);
  if (file.digest != info.catalogue_digest)
    throw ArtifactError(
        fmt::format("{}: not the file that {} was exported with (SHA-256 {}..., expected {}...): {}",
                    path.string(), model.path.string(), file.digest.substr(0, 12),
                    info.catalogue_digest.substr(0, 12), explain_changed_catalogue("")));
  return file;
}

void check_catalogue(const OnnxModel& model, const ListeningCatalogue& catalogue) {
  const OnnxRankerInfo info = read_onnx_ranker_info(model);
  if (sha256_of(render_catalogue_csv(catalogue)) == info.catalogue_digest) return;
  std::string difference;
  if (fs::exists(model.path.parent_path() / kCatalogueFile))
    difference = find_catalogue_difference(read_catalogue_of(model).ids, catalogue.ids);
  model.refuse(explain_changed_catalogue(difference));
}

OnnxRanker::OnnxRanker(const OnnxModel& model, std::unique_ptr<InferenceEngine> engine)
    : info_(read_onnx_ranker_info(model)), engine_(std::move(engine)) {}

void OnnxRanker::score(const PlayHistory& history, std::vector<float>& scores) const {
  constexpr float kAny = std::numeric_limits<float>::quiet_NaN();
  const float any[2] = {kAny, kAny};
  run(history, any, scores);
}

void OnnxRanker::score(const PlayHistory& history, float valence, float arousal,
                       std::vector<float>& scores) const {
  if (!info_.takes_emotion)
    throw ConfigError(
        fmt::format("{}: the model takes no wanted emotion; one that was trained with "
                    "model.sequence.emotion_context does",
                    info_.method));
  const float emotion[2] = {valence, arousal};
  run(history, emotion, scores);
}

void OnnxRanker::run(const PlayHistory& history, const float* emotion, std::vector<float>& scores) const {
  const int64_t count = std::min(history.num_plays, info_.max_plays);
  const int32_t* const plays = history.songs + history.num_plays - count;
  // An empty history has a row too.
  HostTensor indices = HostTensor::make(DType::kInt64, {1, std::max<int64_t>(1, count)});
  for (int64_t i = 0; i < count; ++i) {
    if (plays[i] < 0 || plays[i] >= info_.num_songs)
      throw DataError(
          fmt::format("play {} of the history: song {} is outside of the model's catalogue, 0..{}",
                      history.num_plays - count + i, plays[i], info_.num_songs - 1));
    indices.values<int64_t>()[i] = plays[i];
  }
  HostTensors inputs = {{kIndices, std::move(indices)}, {kLengths, HostTensor::of<int64_t>({1}, &count)}};
  if (info_.takes_emotion) inputs[kEmotion] = HostTensor::of<float>({1, 2}, emotion);
  const std::lock_guard<std::mutex> lock(mutex_);
  const HostTensors outputs = engine_->run(inputs);
  const HostTensor& all = outputs.at(kAllScores);
  scores.assign(all.values<float>(), all.values<float>() + all.count());
}

}  // namespace affekt
