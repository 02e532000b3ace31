#include "perception/person_reader.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "core/error.h"
#include "inference/metadata_value.h"
#include "inference/people_onnx.h"
#include "ingest/images/image_planes.h"
#include "ingest/sources/emotic/picture_crops.h"
#include "store/people_file.h"

namespace affekt {
namespace {

constexpr int64_t kNumValues = 3;

/// @throws ArtifactError before the engine loads it
SharedOnnxModel require_person_model(SharedOnnxModel model) {
  constexpr char kExpected[] =
      "a model of people in pictures was expected, such as the model.onnx of configs/emotic_resnet18.yaml";
  if (model->task() != kPeopleTask) {
    model->refuse(fmt::format("it is a model of {}; {}",
                              model->task().empty() ? "images or speech" : "the task '" + model->task() + "'",
                              kExpected));
  }
  for (const TensorSpec& input : model->inputs) {
    const bool is_known = input.name == kBodyTensor || input.name == kContextTensor;
    const bool is_square = input.axes.size() == 4 && input.axes[1].size == 3 && input.axes[2].size >= 1 &&
                           input.axes[2].size == input.axes[3].size;
    if (!is_known || !is_square)
      model->refuse(fmt::format("its input \"{}\" is {}; {}", input.name, describe(input), kExpected));
  }
  const std::string expected = describe({kPeopleValues, DType::kFloat32, {{0, "N"}, {kNumValues, ""}}, ""});
  for (const TensorSpec& output : model->outputs)
    if (output.name == kPeopleValues && describe(output) == expected) return model;
  model->refuse(fmt::format("expected the output \"{}\", {}", kPeopleValues, expected));
}

}  // namespace

cv::Rect suggest_person_box(const cv::Rect& face, cv::Size picture) {
  const cv::Rect person(face.x - face.width, face.y - face.height / 2, 3 * face.width, 15 * face.height / 2);
  return person & cv::Rect({0, 0}, picture);
}

PersonReader::PersonReader(SharedOnnxModel model, const std::string& engine)
    : model_(require_person_model(std::move(model))), engine_(make_engine(engine, *model_)) {
  const MetadataValue blank = MetadataValue(*model_, kPeopleKey)["blank_person"];
  if (!blank.any().is_boolean()) blank.refuse("true or false");
  blank_person_ = blank.any().get<bool>();
}

PersonAffect PersonReader::read(const cv::Mat& image, const cv::Rect& person) {
  AFFEKT_CHECK(
      image.type() == CV_8UC3 && !person.empty() && (person & cv::Rect({0, 0}, image.size())) == person,
      "a BGR picture with the person's box inside");
  HostTensors inputs;
  for (const TensorSpec& input : model_->inputs) {
    const int64_t side = input.axes[2].size;
    cv::Mat shown = image;
    if (input.name == kBodyTensor) {
      shown = image(person);
    } else if (blank_person_) {
      shown = image.clone();
      shown(person).setTo(kBlankColour);
    }
    HostTensor pixels = HostTensor::make(DType::kUint8, {1, 3, side, side});
    write_planes(shown, static_cast<int>(side), pixels.values<uint8_t>());
    inputs[input.name] = pixels.as(input.type);
  }
  const HostTensor values = engine_->run(inputs).at(kPeopleValues);
  return {values.values<float>()[0], values.values<float>()[1], values.values<float>()[2]};
}

}  // namespace affekt
