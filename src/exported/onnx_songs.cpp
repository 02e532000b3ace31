#include "exported/onnx_songs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "affect/song_onnx.h"
#include "core/error.h"
#include "core/process/interrupt.h"
#include "inference/metadata_value.h"
#include "inference/onnx_metadata.h"

namespace affekt {
namespace {

// Large enough for the call to cost little beside the work, small enough for [N, K, P] to stay near the
// caches.
constexpr int64_t kRowsAtOnce = 1024;

/// Index of the first value that is not finite; `count` if there is none.
int64_t find_not_finite(const float* values, int64_t count) {
  return std::find_if(values, values + count, [](float value) { return !std::isfinite(value); }) - values;
}

/// What the graph must have under a name. @param axes  behind N; 0: any size, but a fixed one
/// @return  the sizes of these axes
std::vector<int64_t> check_value(const OnnxModel& model, const std::vector<TensorSpec>& values,
                                 const char* name, DType type, const std::vector<int64_t>& axes) {
  const auto value =
      std::find_if(values.begin(), values.end(), [&](const auto& each) { return each.name == name; });
  if (value == values.end()) model.refuse(fmt::format("its graph has no output \"{}\"", name));
  const auto refuse = [&](const std::string& why) { model.refuse(fmt::format("\"{}\": {}", name, why)); };
  if (value->type != type) refuse(fmt::format("expected {}, got {}", name_of(type), name_of(value->type)));
  if (value->axes.size() != axes.size() + 1)
    refuse(fmt::format("expected {} axes, got {}", axes.size() + 1, value->axes.size()));
  std::vector<int64_t> sizes;
  for (size_t i = 0; i < axes.size(); ++i) {
    const int64_t size = value->axes[i + 1].size;
    if (size <= 0) refuse(fmt::format("axis {} has no fixed size", i + 1));
    if (axes[i] > 0 && size != axes[i])
      refuse(fmt::format("expected {} values a song, got {}", axes[i], size));
    sizes.push_back(size);
  }
  return sizes;
}

void check_tensors(const OnnxModel& model, OnnxSongsInfo& info) {
  if (model.inputs.size() != 1 || model.inputs[0].name != song_value::kFeatures)
    model.refuse(fmt::format("expected one input \"{}\"", song_value::kFeatures));
  check_value(model, model.inputs, song_value::kFeatures, DType::kFloat32, {info.num_columns()});
  check_value(model, model.outputs, song_value::kCluster, DType::kInt64, {});
  info.num_clusters = check_value(model, model.outputs, song_value::kDistances2, DType::kFloat32, {0})[0];
  if (info.has_affect()) check_value(model, model.outputs, song_value::kAffect, DType::kFloat32, {2});
  const size_t expected_outputs = info.has_affect() ? 3 : 2;
  if (model.outputs.size() != expected_outputs)
    model.refuse(fmt::format("expected {} outputs, got {}", expected_outputs, model.outputs.size()));
}

}  // namespace

OnnxSongsInfo read_songs_info(const OnnxModel& model) {
  if (model.task() != kSongTask) {
    model.refuse(fmt::format("it is a model of {}, and one of songs was expected",
                             model.task().empty() ? "images or speech" : model.task()));
  }
  if (model.metadata.count(onnx_key::kMetadataDigest) == 0)  // read_onnx_model checks it where it is
    model.refuse(fmt::format("metadata \"{}\" is missing", onnx_key::kMetadataDigest));
  OnnxSongsInfo info;
  info.columns = MetadataValue(model, onnx_key::kColumns).texts();
  info.labels = MetadataValue(model, onnx_key::kLabels).texts();
  info.medians = MetadataValue(model, onnx_key::kMedians).numbers();
  info.missing = read_metadata_choice(model, onnx_key::kMissing, {"drop", "median"});
  info.affect_target = read_metadata_choice(model, onnx_key::kAffectTarget, {"deezer", "tags", "none"});
  if (info.medians.size() != info.columns.size())
    model.refuse(fmt::format("{} columns but {} medians", info.columns.size(), info.medians.size()));
  check_tensors(model, info);
  if (info.num_clusters != static_cast<int64_t>(info.labels.size()))
    model.refuse(fmt::format("{} clusters but {} labels", info.num_clusters, info.labels.size()));
  return info;
}

OnnxSongs::OnnxSongs(const OnnxModel& model, std::unique_ptr<InferenceEngine> engine)
    : info_(read_songs_info(model)), engine_(std::move(engine)) {}

SongPredictions OnnxSongs::predict(const float* rows, int64_t num_rows) {
  const int64_t num_columns = info_.num_columns();
  const int64_t bad = find_not_finite(rows, num_rows * num_columns);
  if (bad < num_rows * num_columns) {
    const auto column = static_cast<size_t>(bad % num_columns);
    throw DataError(
        fmt::format("row {}: column \"{}\" is {}, expected a finite number; for an empty cell put the median "
                    "of the songs that were clustered, {}",
                    bad / num_columns, info_.columns[column], rows[bad], info_.medians[column]));
  }
  SongPredictions predictions;
  for (int64_t begin = 0; begin < num_rows; begin += kRowsAtOnce) {
    throw_if_interrupted("predicting the songs");
    add_batch(rows + begin * num_columns, begin, std::min(kRowsAtOnce, num_rows - begin), predictions);
  }
  return predictions;
}

void OnnxSongs::add_batch(const float* rows, int64_t begin, int64_t count, SongPredictions& predictions) {
  const int64_t num_columns = info_.num_columns(), num_clusters = info_.num_clusters;
  const HostTensors outputs =
      engine_->run({{song_value::kFeatures, HostTensor::of<float>({count, num_columns}, rows)}});
  const auto append = [&](const char* name, std::vector<float>& to) {
    const HostTensor& values = outputs.at(name);
    to.insert(to.end(), values.values<float>(), values.values<float>() + values.count());
    return values.values<float>();
  };
  const int64_t unanswered =
      find_not_finite(append(song_value::kDistances2, predictions.distances2), count * num_clusters);
  if (unanswered < count * num_clusters) {
    const int64_t row = unanswered / num_clusters;
    throw DataError(fmt::format("row {}: the model has no answer for it: [{}]; is one outside its range?",
                                begin + row,
                                fmt::join(rows + row * num_columns, rows + (row + 1) * num_columns, ", ")));
  }
  if (info_.has_affect()) append(song_value::kAffect, predictions.affect);
  const auto* clusters = outputs.at(song_value::kCluster).values<int64_t>();
  for (int64_t i = 0; i < count; ++i) {
    if (clusters[i] < 0 || clusters[i] >= num_clusters)
      engine_->fail(fmt::format("row {}: cluster {} of {}", begin + i, clusters[i], num_clusters));
    predictions.clusters.push_back(static_cast<int32_t>(clusters[i]));
  }
}

}  // namespace affekt
