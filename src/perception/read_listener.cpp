#include "perception/read_listener.h"

#include <fmt/format.h>

#include <functional>
#include <utility>

#include "core/error.h"
#include "core/process/threads.h"
#include "exported/exported_model_path.h"
#include "perception/face_reader.h"
#include "perception/read_picture.h"
#include "perception/voice_reader.h"

namespace affekt {
namespace {

/// What a picture gives: the class probabilities of its faces, where the persons are, or both.
struct PictureReadings {
  std::optional<SourceReading> face;
  std::optional<PersonAffect> context;
  std::vector<std::string> notes;
};

SourceReading mean_reading(const std::vector<std::string>& class_names,
                           const std::vector<std::vector<float>>& rows) {
  SourceReading mean{"face", class_names, std::vector<float>(class_names.size(), 0)};
  for (const std::vector<float>& row : rows)
    for (size_t k = 0; k < row.size(); ++k) mean.probabilities[k] += row[k] / static_cast<float>(rows.size());
  return mean;
}

PersonAffect read_context(PersonReader& reader, const cv::Mat& image, const std::vector<cv::Rect>& faces) {
  PersonAffect mean;
  for (const cv::Rect& face : faces) {
    const PersonAffect one = reader.read(image, suggest_person_box(face, image.size()));
    const auto count = static_cast<double>(faces.size());
    mean.valence += one.valence / count;
    mean.arousal += one.arousal / count;
    mean.dominance += one.dominance / count;
  }
  return mean;
}

PictureReadings read_faces(const ListenerModels& models, const ListenerFiles& files) {
  FaceFinderOptions options = files.finder;
  if (!files.has_all_faces) options.first_share = kLargestFirst;
  FaceFinder finder(options);
  const cv::Mat image = read_picture_file(files.picture);
  std::vector<cv::Rect> faces = finder.find(image);
  const std::string name = files.picture.string();
  if (faces.empty()) {
    throw DataError(
        fmt::format("{}: no face is found; expected one seen from the front, upright, at least "
                    "{:.0f} % of the picture's shorter side wide",
                    name, 100 * files.finder.smallest_share));
  }
  PictureReadings read;
  if (faces.size() > 1) {
    read.notes.push_back(fmt::format("{}: {} faces are found; {} counts", name, faces.size(),
                                     files.has_all_faces ? "the mean of them" : "the largest one"));
    if (!files.has_all_faces) faces.erase(faces.begin() + 1, faces.end());
  }
  if (!models.face.empty()) {
    FaceReader reader(read_onnx_model(exported_model_path(models.face)));
    read.face = mean_reading(reader.class_names(), reader.read(image, faces));
  }
  if (!models.context.empty()) {
    PersonReader reader(read_onnx_model(exported_model_path(models.context)));
    read.context = read_context(reader, image, faces);
  }
  return read;
}

SourceReading read_voice(const ListenerModels& models, const ListenerFiles& files) {
  VoiceReader reader(read_onnx_model(exported_model_path(models.voice)));
  return {"voice", reader.class_names(), reader.read_file(files.recording).probabilities};
}

}  // namespace

ListenerReadings read_listener(const ListenerModels& models, const ListenerFiles& files) {
  AFFEKT_CHECK(files.picture.empty() || !(models.face.empty() && models.context.empty()),
               "a model for the picture");
  AFFEKT_CHECK(files.recording.empty() || !models.voice.empty(), "a model for the recording");
  PictureReadings picture;
  std::optional<SourceReading> voice;
  std::vector<std::function<void()>> tasks;
  if (!files.picture.empty()) tasks.emplace_back([&] { picture = read_faces(models, files); });
  if (!files.recording.empty()) tasks.emplace_back([&] { voice = read_voice(models, files); });
  parallel_for(static_cast<int64_t>(tasks.size()), thread_count(),
               [&](int64_t i) { tasks[static_cast<size_t>(i)](); });
  ListenerReadings listener;
  if (picture.face) listener.readings.push_back(std::move(*picture.face));
  if (voice) listener.readings.push_back(std::move(*voice));
  listener.context = picture.context;
  listener.notes = std::move(picture.notes);
  return listener;
}

}  // namespace affekt
