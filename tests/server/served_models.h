// Exported models of faces and of voices, small enough to calculate by hand, as files for a server.
#pragma once

#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "codecs/image_codecs.h"
#include "core/random_stream.h"
#include "ingest/demo/demo_face.h"
#include "server/load_parts.h"
#include "tests/inference/tiny_model.h"

namespace affekt::testing_server {

constexpr char kTinyMetric[] = R"({"name": "uar", "value": 0.7, "split": "test", "ci95": [0.6, 0.8]})";

/// face.onnx and voice.onnx, both with the classes happy and sad.
class TinyModels {
 public:
  TinyModels() {
    write("face.onnx", test::make_row_model(), R"(["happy","sad"])");
    write("voice.onnx", test::make_mean_model(), R"(["happy","sad"])");
  }
  void write(const std::string& name, onnx::ModelProto model, const char* labels) const {
    test::set_metadata(model, "affekt.labels", labels);  // the last one of a key counts
    test::set_metadata(model, "affekt.metric", kTinyMetric);
    test::write_bytes(folder / name, model.SerializeAsString());
  }
  ServedFiles files() const {
    ServedFiles files;
    files.face = folder / "face.onnx";
    files.voice = folder / "voice.onnx";
    return files;
  }

  const TemporaryFolder folder;
};

/// A drawn face of 240 pixels in the middle of 640x480, moved; grey.
inline cv::Mat draw_portrait(int right = 0, int down = 0) {
  cv::Mat picture(480, 640, CV_8UC1, cv::Scalar(128));
  RandomStream stream(2, "test_portrait");
  draw_face({}, 240, stream).copyTo(picture(cv::Rect(200 + right, 100 + down, 240, 240)));
  return picture;
}

}  // namespace affekt::testing_server
