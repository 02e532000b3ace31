#include "export/songs/song_card.h"

#include <fmt/format.h>

namespace affekt {
namespace {

constexpr char kLimits[] =
    R"(- Clusters are a division of this catalogue by these features. They are no genres, and songs near a border are
  as much like those across it: use `distances2` where that matters.
- The features are one company's estimates from the sound; how it computes them is not public. Features from
  another source, or on another scale, give clusters that mean nothing.
- What a cluster or a song feels like holds on average over listeners. It differs between people, cultures and
  moments, and words and memories that a song carries are not in its features.
- The way from an emotion to clusters is a rule of thumb made of word norms. Nobody has tested that it does a
  listener good; it is no treatment of any condition.
)";

constexpr char kAffectLimit[] =
    R"(- `affect` is predicted by a regression that explains a part of what listeners said: see its cross-validated R2
  above. For a song that listeners have judged, take their word.
)";

constexpr char kPython[] = R"(Python, ONNX Runtime:
```python
import json, numpy as np, onnxruntime as ort
session = ort.InferenceSession("model.onnx")
metadata = session.get_modelmeta().custom_metadata_map
columns = json.loads(metadata["affekt.columns"])
medians = json.loads(metadata["affekt.medians"])
labels = json.loads(metadata["affekt.labels"])
song = {"danceability": 0.7, "energy": 0.8, "tempo": 121.0}  # whatever is known of it
features = np.array([[song.get(name, median) for name, median in zip(columns, medians)]], np.float32)
outputs = dict(zip((output.name for output in session.get_outputs()), session.run(None, {"features": features})))
print(labels[outputs["cluster"][0]])
)";

constexpr char kPythonAffect[] = R"(valence, arousal = outputs["affect"][0]
)";

constexpr char kPythonPolicy[] = R"(policy = json.loads(metadata["affekt.emotion_policy"])
print(next(advice for advice in policy["advice"] if advice["emotion"] == "sad"))  # clusters to play
)";

constexpr char kOthers[] = R"(```

JavaScript, onnxruntime-node (in a browser: onnxruntime-web):
```js
import * as ort from "onnxruntime-node";
const session = await ort.InferenceSession.create("model.onnx");
const song = [@medians]; // one number a column, in the order of the table above; here the medians
const features = new ort.Tensor("float32", Float32Array.from(song), [1, song.length]);
const outputs = await session.run({ features });
const cluster = Number(outputs.cluster.data[0]); // a BigInt: int64
```
JavaScript's ONNX Runtime does not show a file's metadata. `model.json` has them: the clusters' names in `labels`, the
policy and the medians in `metadata["affekt.emotion_policy"]` and `metadata["affekt.medians"]`.

C++, OpenCV's dnn module (4.6 or later):
```cpp
cv::dnn::Net net = cv::dnn::readNetFromONNX("model.onnx");
net.setInput(cv::Mat(num_songs, num_columns, CV_32F, features), "features");
std::vector<cv::Mat> outputs;
net.forward(outputs, std::vector<cv::String>{"cluster", "distances2"});  // both CV_32F in OpenCV 4
```
)";

}  // namespace

std::string describe_song_limits(const SongModel& model) {
  return std::string(kLimits) + (model.regression.target == "none" ? "" : kAffectLimit);
}

std::string describe_song_usage(const SongModel& model) {
  std::string text = kPython;
  if (model.regression.target != "none") text += kPythonAffect;
  if (!model.policy.advice.empty()) text += kPythonPolicy;
  std::string others = kOthers, medians;
  for (const float median : model.medians)
    medians += fmt::format("{}{:.6g}", medians.empty() ? "" : ", ", median);
  const std::string place = "@medians";
  return text + others.replace(others.find(place), place.size(), medians);
}

}  // namespace affekt
