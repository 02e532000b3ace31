#include "inference/song_onnxruntime_engine.h"

#ifdef AFFEKT_WITH_ONNXRUNTIME

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <onnxruntime_cxx_api.h>

#include <algorithm>

#include "core/threads.h"

namespace affekt {
namespace {

Ort::Env& environment() {
  static Ort::Env env(ORT_LOGGING_LEVEL_WARNING, "affekt_songs");
  return env;
}

class OnnxruntimeSongEngine : public SongEngine {
 public:
  explicit OnnxruntimeSongEngine(const std::filesystem::path& onnx_path) : SongEngine(onnx_path) {
    try {
      Ort::SessionOptions options;
      options.SetIntraOpNumThreads(count_physical_cores());
      session_ = Ort::Session(environment(), path_.c_str(), options);
    } catch (const Ort::Exception& error) {
      fail(fmt::format("cannot load the model: {}", error.what()));
    }
    names_ = {song_value::kDistances2, song_value::kCluster};
    if (info_.has_affect()) names_.push_back(song_value::kAffect);
  }

  std::string name() const override { return "onnxruntime"; }

 private:
  void predict_batch(const float* rows, int64_t num_rows, const BatchOutput& output) override {
    std::vector<float> batch(rows, rows + num_rows * info_.num_columns());
    const std::vector<int64_t> shape = {num_rows, info_.num_columns()};
    const char* input_name = song_value::kFeatures;
    try {
      const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
      const auto input =
          Ort::Value::CreateTensor<float>(memory, batch.data(), batch.size(), shape.data(), shape.size());
      const auto results =
          session_.Run(Ort::RunOptions{nullptr}, &input_name, &input, 1, names_.data(), names_.size());
      copy<float>(results.at(0), {num_rows, info_.num_clusters}, output.distances2);
      copy<int64_t>(results.at(1), {num_rows}, output.clusters);
      if (info_.has_affect()) copy<float>(results.at(2), {num_rows, 2}, output.affect);
    } catch (const Ort::Exception& error) {
      fail(fmt::format("cannot run the model: {}", error.what()));
    }
  }

  template <typename From, typename To>
  void copy(const Ort::Value& result, const std::vector<int64_t>& shape, To* to) const {
    const auto actual = result.GetTensorTypeAndShapeInfo().GetShape();
    if (actual != shape) {
      fail(fmt::format("expected an output of [{}], got [{}]", fmt::join(shape, ", "),
                       fmt::join(actual, ", ")));
    }
    const auto count = static_cast<int64_t>(result.GetTensorTypeAndShapeInfo().GetElementCount());
    std::transform(result.GetTensorData<From>(), result.GetTensorData<From>() + count, to,
                   [](From value) { return static_cast<To>(value); });
  }

  Ort::Session session_{nullptr};
  std::vector<const char*> names_;
};

}  // namespace

std::unique_ptr<SongEngine> make_onnxruntime_song_engine(const std::filesystem::path& onnx_path) {
  return std::make_unique<OnnxruntimeSongEngine>(onnx_path);
}

}  // namespace affekt

#endif
