#include "inference/song_opencv_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>

#include "inference/opencv_net.h"

namespace affekt {
namespace {

class OpencvSongEngine : public SongEngine {
 public:
  explicit OpencvSongEngine(const std::filesystem::path& onnx_path) : SongEngine(onnx_path) {
    net_ = load_opencv_net(path_, [this](const std::string& why) { fail(why); });
    names_ = {song_value::kDistances2, song_value::kCluster};
    if (info_.has_affect()) names_.emplace_back(song_value::kAffect);
  }

  std::string name() const override { return "opencv"; }

 private:
  // OpenCV takes a batch of another size than the last one: it allocates anew. Tests hold it to that.
  void predict_batch(const float* rows, int64_t num_rows, const BatchOutput& output) override {
    const auto count = static_cast<int>(num_rows), num_columns = static_cast<int>(info_.num_columns());
    try {
      cv::Mat batch(count, num_columns, CV_32F);
      std::copy_n(rows, batch.total(), batch.ptr<float>());
      net_.setInput(batch, song_value::kFeatures);
      std::vector<cv::Mat> results;
      net_.forward(results, names_);
      copy_floats(results.at(0), count, static_cast<int>(info_.num_clusters), output.distances2);
      copy_clusters(results.at(1), count, output.clusters);
      if (info_.has_affect()) copy_floats(results.at(2), count, 2, output.affect);
    } catch (const cv::Exception& error) {
      fail(fmt::format("cannot run the model: {}", error.what()));
    }
  }

  void copy_floats(const cv::Mat& result, int rows, int columns, float* to) const {
    if (result.type() != CV_32F || result.dims != 2 || result.rows != rows || result.cols != columns) {
      fail(fmt::format("expected an output of {}x{} float32, got {}x{}", rows, columns, result.rows,
                       result.cols));
    }
    std::copy_n(result.ptr<float>(), result.total(), to);
  }

  /// OpenCV has no vectors: [N] comes as [N, 1]. Its indices are float32 (4.6) or integers (5), by version.
  void copy_clusters(const cv::Mat& result, int rows, int32_t* to) const {
    if (result.channels() != 1 || result.total() != static_cast<size_t>(rows)) {
      fail(fmt::format("expected {} clusters, got {} values", rows, result.total()));
    }
    cv::Mat indices;
    result.convertTo(indices, CV_32S);
    std::copy_n(indices.ptr<int32_t>(), indices.total(), to);
  }

  cv::dnn::Net net_;
  std::vector<cv::String> names_;
};

}  // namespace

std::unique_ptr<SongEngine> make_opencv_song_engine(const std::filesystem::path& onnx_path) {
  return std::make_unique<OpencvSongEngine>(onnx_path);
}

}  // namespace affekt
