#include "export/affect/affect_card.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text/count_text.h"
#include "core/version.h"
#include "export/network_export.h"

namespace affekt {
namespace {

constexpr char kAffectLimits[] =
    R"(- It tells what other people, who look at a picture, say of a person's state. It does not tell what the
  person feels, and the people who labelled the pictures often disagree.
- The labels of such data sets are unbalanced, and the people in the pictures are no fair sample of mankind:
  expect lower scores for rare categories, groups and scenes, and measure them before use.
- It does not find people, and it answers for any box, a person or not. With a context image it also learns
  what usually goes with a scene, which says nothing of a person who is there.
- Do not use it to judge people at work, in school, in hiring, policing or health. In the EU, inferring
  emotions at work and in education is prohibited (Regulation (EU) 2024/1689, article 5).
)";

bool has_input(const PeopleModel& model, const std::string& name) {
  const auto inputs = model.network->inputs();
  return std::any_of(inputs.begin(), inputs.end(), [&](const TensorSpec& spec) { return spec.name == name; });
}

/// Python that makes the images out of `picture` and `box`, and C++ that takes them.
std::string describe_people_usage(const PeopleModel& model) {
  const PeopleConfig& people = model.config.data.people;
  std::string images, feeds, set_inputs;
  if (has_input(model, "body")) {
    images += fmt::format("body = to_input(picture.crop(box), {})\n", people.body_px);
    feeds += "\"body\": body";
    set_inputs += "net.setInput(body, \"body\");\n";
  }
  if (has_input(model, "context")) {
    if (people.blank_person) images += "picture.paste((124, 116, 104), box)  # the person is blanked out\n";
    images += fmt::format("context = to_input(picture, {})\n", people.context_px);
    feeds += std::string(feeds.empty() ? "" : ", ") + "\"context\": context";
    set_inputs += "net.setInput(context, \"context\");\n";
  }
  return fmt::format(
      "Python, ONNX Runtime:\n```python\n"
      "import json, numpy as np, onnxruntime as ort\nfrom PIL import Image\n\n"
      "def to_input(image, px):  # [1, 3, px, px], 0..255\n"
      "    image = image.resize((min(image.width, px), min(image.height, px)), Image.BOX)\n"
      "    image = image.resize((px, px), Image.BILINEAR)\n"
      "    return np.asarray(image, np.float32).transpose(2, 0, 1)[None]\n\n"
      "session = ort.InferenceSession(\"model.onnx\")\n"
      "labels = json.loads(session.get_modelmeta().custom_metadata_map[\"affekt.labels\"])\n"
      "picture = Image.open(\"picture.jpg\").convert(\"RGB\")\n"
      "box = (40, 20, 180, 300)  # left, top, right, bottom of the person, inside the picture\n"
      "{}probabilities, values = session.run([\"probabilities\", \"values\"], {{{}}})\n"
      "for label, p in sorted(zip(labels, probabilities[0]), key=lambda pair: -pair[1])[:5]:\n"
      "    print(f\"{{label}}: {{p:.2f}}\")\n"
      "valence, arousal, dominance = values[0]  # points of the scale 1 to 10\n```\n\n"
      "C++, OpenCV's dnn module, with inputs made as above:\n```cpp\n"
      "cv::dnn::Net net = cv::dnn::readNetFromONNX(\"model.onnx\");\n"
      "net.enableFusion(false);  // OpenCV 4.10 gives other answers for fused layers of two networks\n"
      "{}std::vector<cv::Mat> outputs;\n"
      "net.forward(outputs, std::vector<cv::String>{{\"probabilities\", \"values\"}});\n```\n",
      images, feeds, set_inputs);
}

}  // namespace

std::string describe_people_input(const std::string& input, const PeopleConfig& people) {
  const bool is_body = input == "body";
  const int64_t px = is_body ? people.body_px : people.context_px;
  const std::string what =
      is_body ? "the person's box cut out of the picture (whole pixels, outwards; cut at the picture's edges)"
      : people.blank_person ? "the whole picture with the person's box filled with RGB (124, 116, 104)"
                            : "the whole picture, the person in it";
  return fmt::format(
      "float32 [N, 3, {}, {}], RGB: {}, stretched to the square (averaged over areas where it shrinks, "
      "bilinear "
      "where it grows); raw pixel values 0..255 as decoded from 8 bits (sRGB gamma), rows from top to "
      "bottom; do "
      "not normalise: the graph does",
      px, px, what);
}

std::string describe_people_output(size_t num_categories) {
  return fmt::format(
      "probabilities: float32 [N, {}], one a category in the order of affekt.labels, each by itself (a "
      "person "
      "may have several; rows don't sum to 1); values: float32 [N, 3], valence, arousal and dominance in "
      "points of "
      "the scale 1 to 10",
      num_categories);
}

ModelCard make_affect_card(const PeopleModel& model, const ReportedScores& scores,
                           const std::string& gate_split, const ExportResult& result) {
  ModelCard card;
  card.title = model.config.name;
  card.summary = fmt::format(
      "`model.onnx`: the network `{}` ({} parameters), trained on `{}` by affekt {}. It\nrates what a person "
      "in a "
      "picture seems to feel: {} categories, valence, arousal and dominance.",
      model.config.model.name, count_parameters(*model.network), model.dataset_name, tool_version(),
      model.category_names.size());
  for (const TensorSpec& input : model.network->inputs())
    card.tensors.push_back(
        fmt::format("`{}`: {}.", input.name, describe_people_input(input.name, model.config.data.people)));
  card.tensors.push_back(fmt::format(
      "`probabilities`: float32 [N, {}], one a category, each by itself: a person may have several\n"
      "  (the sigmoid is in the graph).",
      model.category_names.size()));
  card.tensors.push_back(
      "`values`: float32 [N, 3]: valence, arousal, dominance, in points of the scale 1 to 10.");
  card.free_axes = "N is free";
  card.details = make_table_head({"index", "category"});
  for (size_t k = 0; k < model.category_names.size(); ++k)
    card.details += make_table_row({std::to_string(k), model.category_names[k]});
  card.scores = scores;
  card.scores_origin = describe_scores_origin(scores);
  card.score_format = "{:.4f}";
  card.checked = fmt::format(
      "Run by {} on {} of the {} split, it gave what LibTorch gave for each: probabilities within "
      "{:.1e},\nvalues within {:.1e} of 1 + themselves. `test_data_set_0/` holds synthetic images with the "
      "outputs "
      "to expect,\nin the layout of ONNX's own tests.\n",
      result.engines, count_of(result.gate.num_samples, "person"), gate_split,
      result.gate.differences.at("probabilities"), result.gate.differences.at("values"));
  card.limits = kAffectLimits;
  card.usage = describe_people_usage(model);
  card.provenance = {{"weights", model.weights_digest},
                     {"config", model.config_digest},
                     {"prepared data", model.data_digest}};
  return card;
}

}  // namespace affekt
