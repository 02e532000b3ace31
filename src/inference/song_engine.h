// An ONNX file of songs -> their clusters, distances and affect, without LibTorch: OpenCV's dnn module, ONNX
// Runtime where CMake found it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace affekt {

/// The graph's values by their names.
namespace song_value {
constexpr char kFeatures[] = "features";      // input: float32 [N, D]
constexpr char kCluster[] = "cluster";        // output: int64 [N]
constexpr char kDistances2[] = "distances2";  // output: float32 [N, K]
constexpr char kAffect[] = "affect";          // output, if the model has a regression: float32 [N, 2]
}  // namespace song_value

constexpr char kSongTask[] = "songs";  // affekt.task

/// What an affekt ONNX file of songs says of itself.
struct SongOnnxInfo {
  std::vector<std::string> columns;  // [D], in the order of the input
  std::vector<float> medians;        // [D], what to put for an empty cell
  std::string missing;               // what the training did with songs that have one: drop | median
  int64_t num_clusters = 0;          // K
  std::vector<std::string> labels;   // [K], names of the clusters
  std::string affect_target;         // what `affect` predicts: deezer | tags | none
  std::map<std::string, std::string> metadata;  // all metadata_props
  std::string file_digest;                      // SHA-256 of the file

  int64_t num_columns() const { return static_cast<int64_t>(columns.size()); }
  bool has_affect() const { return affect_target != "none"; }
};

/// Parses and checks the file. @throws ArtifactError: unreadable, truncated, not ONNX, not made by affekt, a
///         model of something else than songs, graph or metadata differ from their digests
SongOnnxInfo read_song_onnx_info(const std::filesystem::path& path);

/// Whether an ONNX file of affekt's takes songs, and not pictures or waveforms. @throws ArtifactError: it is
///         none of affekt's, or damaged
bool is_song_onnx(const std::filesystem::path& path);

struct SongPredictions {
  std::vector<int32_t> clusters;  // [N], the nearest centroid; the first of equally near ones
  std::vector<float> distances2;  // [N, K], squared, in the clustered space
  std::vector<float> affect;      // [N, 2], valence and arousal; empty if the model has no regression
};

class SongEngine {
 public:
  virtual ~SongEngine() = default;
  virtual std::string name() const = 0;  // "opencv" | "onnxruntime"
  const SongOnnxInfo& info() const { return info_; }

  /// Batch by batch.
  /// @param rows  raw features [num_rows, D], row-major, in the order of info().columns
  /// @throws DataError      a cell that is empty (NaN) or not finite, or a row for which the model has no
  ///                        answer (a tempo of 0), with its index
  /// @throws ArtifactError  the engine can't run the model
  SongPredictions predict(const float* rows, int64_t num_rows);

 protected:
  explicit SongEngine(const std::filesystem::path& onnx_path);

  struct BatchOutput {
    int32_t* clusters;  // room for [N]
    float* distances2;  // room for [N, K]
    float* affect;      // room for [N, 2]; null if the model has no regression
  };
  virtual void predict_batch(const float* rows, int64_t num_rows, const BatchOutput& output) = 0;

  /// "model.onnx: the engine opencv: <what>"
  [[noreturn]] void fail(const std::string& what) const;

  const std::filesystem::path path_;
  const SongOnnxInfo info_;
};

/// @param name  one of engine_names() (inference/engine.h)
/// @throws ConfigError for an engine this build lacks; ArtifactError as read_song_onnx_info, or if the engine
///         can't load the file
std::unique_ptr<SongEngine> make_song_engine(const std::string& name, const std::filesystem::path& onnx_path);

}  // namespace affekt
