#include "server/face_source.h"

#include "perception/read_picture.h"
#include "server/emotion_answer.h"

namespace affekt {

using nlohmann::ordered_json;

FaceFinderOptions make_finder_options() {
  FaceFinderOptions options;
  options.first_share = kLargestFirst;
  return options;
}

FaceSource::FaceSource(SharedOnnxModel model) : reader_(std::move(model)), finder_(make_finder_options()) {
  require_places(reader_.model(), reader_.class_names());
}

ordered_json FaceSource::read(const std::string& bytes) {
  const cv::Mat image =
      read_picture(std::vector<uint8_t>(bytes.begin(), bytes.end()), "the request's picture");
  std::vector<cv::Rect> boxes = finder_.find(image);
  if (boxes.size() > kMostFaces) boxes.erase(boxes.begin() + kMostFaces, boxes.end());
  const std::vector<std::vector<float>> probabilities = reader_.read(image, boxes);
  ordered_json faces = ordered_json::array();
  for (size_t i = 0; i < boxes.size(); ++i) {
    ordered_json face = {
        {"box",
         {{"x", boxes[i].x}, {"y", boxes[i].y}, {"width", boxes[i].width}, {"height", boxes[i].height}}}};
    face.update(describe_emotion(reader_.class_names(), probabilities[i]));
    faces.push_back(std::move(face));
  }
  return {{"source", "face"}, {"width", image.cols}, {"height", image.rows}, {"faces", faces}};
}

}  // namespace affekt
