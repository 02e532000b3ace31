#include "export/model_card.h"

#include <fmt/format.h>

#include "core/version.h"
#include "export/onnx_graph.h"
#include "export/onnx_model.h"
#include "models/model_table.h"

namespace affekt {
namespace {

std::string describe_metric(const std::string& name, const nlohmann::json& metric) {
  const auto number = [](const nlohmann::json& value) {
    return value.is_number() ? fmt::format("{:.4f}", value.get<double>()) : value.dump();
  };
  std::string interval = "not known";
  const auto ci95 = metric.find("ci95");
  if (ci95 != metric.end() && ci95->is_array() && ci95->size() == 2) {
    interval = fmt::format("{} to {}", number((*ci95)[0]), number((*ci95)[1]));
  }
  return fmt::format("| {} | {} | {} |\n", name, number(metric["value"]), interval);
}

std::string describe_scores(const KnownScores& scores) {
  if (scores.metrics.empty()) return "None is known: run `affekt evaluate` on the run and export again.\n";
  std::string text = scores.from_report
                         ? fmt::format("On the {} split, from `report.json`:\n\n", scores.split)
                         : fmt::format(
                               "On the {} split. It selected the weights, so it flatters them; "
                               "`affekt evaluate` gives the full report:\n\n",
                               scores.split);
  text += "| metric | value | 95 % interval |\n|---|---|---|\n";
  for (const auto& [name, metric] : scores.metrics.items()) text += describe_metric(name, metric);
  if (!scores.notes.empty()) text += "\nMind:\n";
  for (const auto& note : scores.notes) text += fmt::format("- {}\n", note);
  return text;
}

std::string describe_labels(const std::vector<std::string>& class_names) {
  std::string text = "| index | label |\n|---|---|\n";
  for (size_t k = 0; k < class_names.size(); ++k) text += fmt::format("| {} | {} |\n", k, class_names[k]);
  return text;
}

constexpr char kLimits[] =
    R"(- It tells what expression a face shows in the eyes of the people who labelled the training pictures.
  It does not tell what a person feels.
- Labels of such data sets are noisy, their classes are unbalanced, and the people in them are no fair
  sample of mankind: expect lower scores for groups and conditions that are rare in the data, and measure
  them before use.
- It takes one cropped, upright face. It does not find faces, and it answers for any picture, a face or not.
- Do not use it to judge people at work, in school, in hiring, policing or health. In the EU, inferring
  emotions at work and in education is prohibited (Regulation (EU) 2024/1689, article 5).
)";

std::string usage(const InputShape& input, int64_t num_classes) {
  const std::string shape = fmt::format("{}, {}, {}", input.channels, input.height, input.width);
  const bool grey = input.channels == 1;
  std::string python_picture =
      grey ? fmt::format(
                 "face = Image.open(\"face.png\").convert(\"L\").resize(({}, {}))\n"
                 "pixels = np.asarray(face, np.float32)[None, None]  # [1, {}], 0..255\n",
                 input.width, input.height, shape)
           : fmt::format(
                 "face = Image.open(\"face.png\").convert(\"RGB\").resize(({}, {}))\n"
                 "pixels = np.asarray(face, np.float32).transpose(2, 0, 1)[None]  # [1, {}], 0..255\n",
                 input.width, input.height, shape);
  return fmt::format(
      "Python, ONNX Runtime:\n```python\n"
      "import json, numpy as np, onnxruntime as ort\nfrom PIL import Image\n"
      "session = ort.InferenceSession(\"model.onnx\")\n"
      "labels = json.loads(session.get_modelmeta().custom_metadata_map[\"affekt.labels\"])\n"
      "{python_picture}"
      "probabilities = session.run([\"{output}\"], {{\"{input}\": pixels}})[0]  # [1, {classes}]\n"
      "print(labels[probabilities[0].argmax()])\n```\n\n"
      "JavaScript, onnxruntime-node or onnxruntime-web:\n```js\n"
      "const session = await ort.InferenceSession.create(\"model.onnx\");\n"
      "const pixels = new ort.Tensor(\"float32\", Float32Array.from(bytes), [1, {shape}]); // {order}, "
      "0..255\n"
      "const {{ {output} }} = await session.run({{ {input}: pixels }}); // {output}.data: one number a "
      "label\n```\n\n"
      "C++, OpenCV's dnn module:\n```cpp\n"
      "cv::dnn::Net net = cv::dnn::readNetFromONNX(\"model.onnx\");\n"
      "cv::Mat face = cv::imread(\"face.png\", {imread});\n"
      "net.setInput(cv::dnn::blobFromImage(face, 1.0, cv::Size({width}, {height}), cv::Scalar(), "
      "/*swapRB=*/{swap}));\n"
      "cv::Mat probabilities = net.forward();  // 1 x {classes}, CV_32F\n```\n",
      fmt::arg("python_picture", python_picture), fmt::arg("output", kOnnxOutputName),
      fmt::arg("input", kOnnxInputName), fmt::arg("classes", num_classes), fmt::arg("shape", shape),
      fmt::arg("order", grey ? "row by row" : "all red rows, all green, all blue"),
      fmt::arg("imread", grey ? "cv::IMREAD_GRAYSCALE" : "cv::IMREAD_COLOR"), fmt::arg("width", input.width),
      fmt::arg("height", input.height), fmt::arg("swap", grey ? "false" : "true"));
}

}  // namespace

std::string make_model_card(const TrainedModel& model, const ModelCardInput& input) {
  const InputShape shape = model.network->input_shape();
  return fmt::format(
      "# {name}\n\n"
      "`model.onnx`: the network `{network}` ({parameters} parameters), trained on `{dataset}` by affekt "
      "{version}. It\n"
      "classifies the expression of a face into {classes} classes.\n\n"
      "## Input and output\n\n"
      "- `{input}`: {contract}.\n"
      "- `{output}`: float32 [N, {classes}], one probability a class; each row sums to 1 (temperature "
      "{temperature:.4g},\n"
      "  softmax: both in the graph).\n"
      "- ONNX opset {opset}, IR version {ir}; N is free. Self-contained, {bytes} bytes.\n\n"
      "{labels}\n"
      "## Scores\n\n{scores}\n"
      "## Checked\n\n"
      "Run by {engines} on the {gate_samples} pictures of the {gate_split} split, it gave the same class as "
      "LibTorch for\n"
      "each, and probabilities within {difference:.1e}. `test_data_set_0/` holds synthetic pictures with "
      "the\n"
      "probabilities to expect, in the layout of ONNX's own tests.\n\n"
      "## Limits\n\n{limits}\n"
      "## How to run it\n\n{usage}\n"
      "## Provenance\n\n"
      "| what | SHA-256 |\n|---|---|\n"
      "| model.onnx | {onnx_digest} |\n| weights | {weights_digest} |\n| config | {config_digest} |\n"
      "| prepared data | {data_digest} |\n",
      fmt::arg("name", model.config.name), fmt::arg("network", model.config.model.name),
      fmt::arg("parameters", count_parameters(*model.network)), fmt::arg("dataset", model.dataset_name),
      fmt::arg("version", tool_version()), fmt::arg("classes", model.class_names.size()),
      fmt::arg("input", kOnnxInputName), fmt::arg("contract", input_contract(shape)),
      fmt::arg("output", kOnnxOutputName), fmt::arg("temperature", model.temperature),
      fmt::arg("opset", kOnnxOpset), fmt::arg("ir", kOnnxIrVersion), fmt::arg("bytes", input.onnx_bytes),
      fmt::arg("labels", describe_labels(model.class_names)),
      fmt::arg("scores", describe_scores(input.scores)), fmt::arg("engines", input.gate_engines),
      fmt::arg("gate_samples", input.gate_samples), fmt::arg("gate_split", input.gate_split),
      fmt::arg("difference", input.max_probability_difference), fmt::arg("limits", kLimits),
      fmt::arg("usage", usage(shape, model.network->num_classes())),
      fmt::arg("onnx_digest", input.onnx_digest), fmt::arg("weights_digest", model.weights_digest),
      fmt::arg("config_digest", model.config_digest), fmt::arg("data_digest", model.data_digest));
}

}  // namespace affekt
