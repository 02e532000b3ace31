#include "export/classification/classifier_card.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/text/text.h"
#include "export/classification/contract.h"

namespace affekt {
namespace {

constexpr char kImageLimits[] =
    R"(- It tells what expression a face shows in the eyes of the people who labelled the training images.
  It does not tell what a person feels.
- Labels of such data sets are noisy, their classes are unbalanced, and the people in them are no fair
  sample of mankind: expect lower scores for groups and conditions that are rare in the data, and measure
  them before use.
- It takes one cropped, upright face. It does not find faces, and it answers for any image, a face or not.
- Do not use it to judge people at work, in school, in hiring, policing or health. In the EU, inferring
  emotions at work and in education is prohibited (Regulation (EU) 2024/1689, article 5).
)";

constexpr char kSpeechLimits[] =
    R"(- It tells what emotion a voice expresses in the eyes of the people who made the recordings it learned
  from: actors who were asked to express one. It does not tell what a person feels.
- Acted emotions are plainer than those of daily life, and a data set knows few speakers, languages, rooms
  and microphones: expect lower scores elsewhere, and measure them before use.
- It takes one utterance of one speaker. It does not find speech, and it answers for any sound, a voice or
  not. Take long recordings in windows of a few seconds.
- Do not use it to judge people at work, in school, in hiring, policing or health. In the EU, inferring
  emotions at work and in education is prohibited (Regulation (EU) 2024/1689, article 5).
)";

/// ONNX Runtime's JavaScript gives no access to the metadata, so the labels stand in the program.
std::string javascript_labels(const std::vector<std::string>& class_names) {
  return fmt::format("const labels = {};\n", to_json_text(nlohmann::json(class_names)));
}

constexpr char kJavascriptAnswer[] =
    "const answer = Array.from(probabilities.data);  // one number a label\n"
    "console.log(labels[answer.indexOf(Math.max(...answer))]);\n";

std::string image_usage(const InputShape& input, const std::vector<std::string>& class_names) {
  const std::string shape = fmt::format("{}, {}, {}", input.channels, input.height, input.width);
  const bool grey = input.channels == 1;
  std::string python_image =
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
      "{python_image}probabilities = session.run([\"{output}\"], {{\"{input}\": pixels}})[0]  # [1, "
      "{classes}]\n"
      "print(labels[probabilities[0].argmax()])\n```\n\n"
      "JavaScript, onnxruntime-node or onnxruntime-web:\n```js\n"
      "import * as ort from \"onnxruntime-web\";\n"
      "{javascript_labels}const session = await ort.InferenceSession.create(\"model.onnx\");\n"
      "// `bytes`: {width} x {height} pixels, {order}, 0..255\n"
      "const pixels = new ort.Tensor(\"float32\", Float32Array.from(bytes), [1, {shape}]);\n"
      "const {{ {output} }} = await session.run({{ {input}: pixels }});\n"
      "{javascript_answer}```\n\n"
      "C++, OpenCV's dnn module:\n```cpp\n"
      "cv::dnn::Net net = cv::dnn::readNetFromONNX(\"model.onnx\");\n"
      "cv::Mat face = cv::imread(\"face.png\", {imread});\n"
      "net.setInput(cv::dnn::blobFromImage(face, 1.0, cv::Size({width}, {height}), cv::Scalar(), "
      "/*swapRB=*/{swap}));\n"
      "cv::Mat probabilities = net.forward();  // 1 x {classes}, CV_32F\n```\n",
      fmt::arg("python_image", python_image), fmt::arg("output", kOnnxOutputName),
      fmt::arg("input", kOnnxImageInput), fmt::arg("classes", class_names.size()),
      fmt::arg("javascript_labels", javascript_labels(class_names)),
      fmt::arg("javascript_answer", kJavascriptAnswer), fmt::arg("shape", shape),
      fmt::arg("order", grey ? "row by row" : "all red rows, all green, all blue"),
      fmt::arg("imread", grey ? "cv::IMREAD_GRAYSCALE" : "cv::IMREAD_COLOR"), fmt::arg("width", input.width),
      fmt::arg("height", input.height), fmt::arg("swap", grey ? "false" : "true"));
}

std::string speech_usage(const InputShape& input, const std::vector<std::string>& class_names) {
  return fmt::format(
      "Python, ONNX Runtime (`pip install onnxruntime soundfile soxr`):\n```python\n"
      "import json, numpy as np, onnxruntime as ort, soundfile, soxr\n"
      "session = ort.InferenceSession(\"model.onnx\")\n"
      "metadata = session.get_modelmeta().custom_metadata_map\n"
      "labels = json.loads(metadata[\"affekt.labels\"])\n"
      "wave, rate = soundfile.read(\"speech.wav\", dtype=\"float32\", always_2d=True)  # -1..1\n"
      "mono = soxr.resample(wave.mean(axis=1), rate, int(metadata[\"affekt.sample_rate_hz\"]))\n"
      "samples = mono.astype(np.float32)[None]  # [1, T]; T is free\n"
      "assert samples.shape[1] >= int(metadata[\"affekt.min_samples\"]), \"the recording is too short\"\n"
      "probabilities = session.run([\"{output}\"], {{\"{input}\": samples}})[0]  # [1, {classes}]\n"
      "print(labels[probabilities[0].argmax()])\n```\n\n"
      "JavaScript in a browser, onnxruntime-web:\n```js\n"
      "import * as ort from \"onnxruntime-web\";\n"
      "{javascript_labels}const session = await ort.InferenceSession.create(\"model.onnx\");\n"
      "const bytes = await (await fetch(\"speech.wav\")).arrayBuffer();\n"
      "// This decodes, and resamples to {rate} Hz:\n"
      "const audio = await new OfflineAudioContext(1, 1, {rate}).decodeAudioData(bytes);\n"
      "const wave = new Float32Array(audio.length);  // mono: the mean of the channels, -1..1\n"
      "for (let c = 0; c < audio.numberOfChannels; ++c) {{\n"
      "  audio.getChannelData(c).forEach((sample, i) => wave[i] += sample / audio.numberOfChannels);\n"
      "}}\n"
      "if (wave.length < {min_samples}) throw new Error(\"the recording is too short\");\n"
      "const samples = new ort.Tensor(\"float32\", wave, [1, wave.length]);\n"
      "const {{ {output} }} = await session.run({{ {input}: samples }});\n"
      "{javascript_answer}```\n\n"
      "In Node.js, onnxruntime-node runs the same lines; the sound has to be decoded by another package.\n\n"
      "C++, OpenCV's dnn module. From 4.7 on it refuses inputs whose sizes are free, so give them sizes once "
      "(`pip install onnx`); it still takes others then:\n```python\n"
      "import onnx\n"
      "model = onnx.load(\"model.onnx\")\n"
      "for axis, size in zip(model.graph.input[0].type.tensor_type.shape.dim, [1, {rate}]):\n"
      "    axis.dim_value = size\n"
      "onnx.save(model, \"model_opencv.onnx\")\n```\n```cpp\n"
      "cv::dnn::Net net = cv::dnn::readNetFromONNX(\"model_opencv.onnx\");  // 4.6: model.onnx\n"
      "std::vector<float> wave;  // mono, {rate} Hz, -1..1, at least {min_samples} samples\n"
      "net.setInput(cv::Mat(1, static_cast<int>(wave.size()), CV_32F, wave.data()), \"{input}\");\n"
      "cv::Mat probabilities = net.forward();  // 1 x {classes}, CV_32F\n```\n",
      fmt::arg("output", kOnnxOutputName), fmt::arg("input", kOnnxWaveformInput),
      fmt::arg("classes", class_names.size()), fmt::arg("javascript_labels", javascript_labels(class_names)),
      fmt::arg("javascript_answer", kJavascriptAnswer), fmt::arg("rate", input.sample_rate_hz),
      fmt::arg("min_samples", input.min_samples));
}

}  // namespace

std::string describe_limits(const InputShape& input) {
  return input.is_waveform() ? kSpeechLimits : kImageLimits;
}

std::string describe_usage(const InputShape& input, const std::vector<std::string>& class_names) {
  return input.is_waveform() ? speech_usage(input, class_names) : image_usage(input, class_names);
}

}  // namespace affekt
