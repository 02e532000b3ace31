#include "export/next_song/next_song_card.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/text/count_text.h"
#include "core/version.h"
#include "next_song/ranker_table.h"

namespace affekt {
namespace {

constexpr char kNextSongLimits[] =
    R"(- It tells what those whose plays it has learned from would have played next. A high score is no sign that a
  listener likes the song, and songs that few have played stand low, however good they are.
- It knows the songs of its catalogue only. A play of another song is left out of the history, and can't be named
  in the answer.
- A history of a few plays says little: see the report's table of scores by length of the history.
- The scores are made to be ordered: shares of all songs or of counts, no calibrated probabilities. A score of 0 is no
  opinion, and those of two histories can't be compared.
- What a person listens to tells much about the person. Don't keep histories longer than the ranking needs them.
)";

constexpr char kColdLimit[] =
    "- Of a song of the catalogue that nobody had played in training it can know only {}: expect other hit\n"
    "  rates for such songs; the report has them apart.\n";
constexpr char kNoColdLimit[] =
    "- Songs of the catalogue that nobody had played in training have the score 0, no opinion: they are "
    "never "
    "named\n  before a song that it has an opinion of.\n";
constexpr char kEmotionLimit[] =
    "- `emotion` shifts the choice towards songs that such an emotion is ascribed to. Nobody has tested that "
    "it does "
    "a\n  listener good; it is no treatment of any condition.\n";

constexpr char kNextSongPython[] = R"(Python, ONNX Runtime:
```python
import csv, hashlib, numpy as np, onnxruntime as ort

session = ort.InferenceSession("model.onnx")
metadata = session.get_modelmeta().custom_metadata_map
digest = hashlib.sha256(open("@catalogue", "rb").read()).hexdigest()
assert digest == metadata["@digest_key"], "the catalogue is not this model's"
songs = list(csv.DictReader(open("@catalogue", newline="", encoding="utf-8")))
row_of = {song["id"]: row for row, song in enumerate(songs)}

played = [songs[0]["id"], songs[1]["id"]]  # ids, the oldest play first
history = [row_of[id] for id in played if id in row_of]
inputs = {"indices": np.array([history], np.int64), "lengths": np.array([len(history)], np.int64)}
@emotionscores, best = session.run(["scores", "songs"], inputs)
for score, row in zip(scores[0], best[0]):
    print(f"{score:.4f}  {songs[row]['artist']}: {songs[row]['title']}")
```
)";

constexpr char kPythonEmotion[] =
    "inputs[\"emotion\"] = np.array([[0.8, 0.3]], np.float32)  # valence and arousal that are wanted\n";

constexpr char kNextSongJavaScript[] = R"(
JavaScript, onnxruntime-node (in a browser: onnxruntime-web):
```js
import * as ort from "onnxruntime-node";
const session = await ort.InferenceSession.create("model.onnx");
const history = [0, 1]; // rows of @catalogue, the oldest play first
const inputs = {
  indices: new ort.Tensor("int64", BigInt64Array.from(history, BigInt), [1, history.length]),
  lengths: new ort.Tensor("int64", BigInt64Array.of(BigInt(history.length)), [1]),
@emotion};
const { songs, scores } = await session.run(inputs);
const best = Array.from(songs.data, Number); // rows of @catalogue, best first
```
JavaScript's ONNX Runtime does not show a file's metadata. `model.json` has them: compare the catalogue's SHA-256 with
its `metadata["@digest_key"]`.

Several histories at once: put each into a row of `indices` from the left, fill the rest of the row with 0, and tell
the number of plays in `lengths`; what stands behind it is not looked at. A row outside of the catalogue is an error of
the engine. OpenCV's dnn module can't run this file: it has no lookup by indices that are known at run time only.
)";

constexpr char kJavaScriptEmotion[] =
    "  emotion: new ort.Tensor(\"float32\", Float32Array.of(0.8, 0.3), [1, 2]), // valence and arousal\n";

void replace_all(std::string& text, const std::string& mark, const std::string& by) {
  for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + by.size()))
    text.replace(at, mark.size(), by);
}

std::string describe_next_song_usage(const NextSongCardFacts& model) {
  std::string python = kNextSongPython, javascript = kNextSongJavaScript;
  replace_all(python, "@emotion", !model.emotion_contract.empty() ? kPythonEmotion : "");
  replace_all(javascript, "@emotion", !model.emotion_contract.empty() ? kJavaScriptEmotion : "");
  std::string usage = python + javascript;
  replace_all(usage, "@catalogue", kCatalogueFile);
  replace_all(usage, "@digest_key", kCatalogueDigestKey);
  return usage;
}

std::string describe_indices(const NextSongCardFacts& model) {
  return fmt::format(
      "int64 [N, L], L from 1 on: a history a row, as rows 0..{} of {}, the oldest play first, from the "
      "left{}",
      model.num_songs - 1, kCatalogueFile,
      model.max_plays > 0 ? fmt::format("; the last {} count", count_of(model.max_plays, "play")) : "");
}

constexpr char kLengthsContract[] =
    "int64 [N], 0..L: how many plays the row has; what stands behind them is not looked at";

std::string describe_scores(const NextSongCardFacts& model) {
  return fmt::format("float32 [N, {}], the highest first, to be ordered only", model.num_top);
}

std::string describe_songs(const NextSongCardFacts& model) {
  return fmt::format("int64 [N, {}], the rows of {} that have these scores", model.num_top, kCatalogueFile);
}

std::string describe_all_scores(const NextSongCardFacts& model) {
  return fmt::format("float32 [N, {}], of every song, in the order of {}", model.num_songs, kCatalogueFile);
}

std::string describe_cold_limit(const NextSongCardFacts& model) {
  if (model.cold_songs_by.empty()) return kNoColdLimit;
  return fmt::format(kColdLimit, fmt::join(model.cold_songs_by, ", or "));
}

std::string describe_gate_result(const NextSongCardFacts& model, const ExportResult& result) {
  std::string text =
      fmt::format("Run by {} on {} of the {} split, it gave the first {} that {} gives for each",
                  result.engines, count_of(result.gate.num_samples, "play"), model.gate_split,
                  count_of(model.num_top, "song"), model.reference);
  if (const auto found = result.gate.differences.find(next_song_value::kScores);
      found != result.gate.differences.end())
    text += fmt::format(", and\nscores within {:.1e}", found->second);
  text += ".\n";
  if (result.gate.num_ties > 0)
    text += fmt::format("{} of them have songs of so equal scores that rounding decides their order.\n",
                        format_count(result.gate.num_ties));
  return text +
         "`test_data_set_0/` holds made-up histories with the outputs to expect, in the layout of ONNX's own "
         "tests.\n";
}

}  // namespace

std::string describe_next_song_input(const NextSongCardFacts& model) {
  std::string text = fmt::format("{}: {}; {}: {}", next_song_value::kIndices, describe_indices(model),
                                 next_song_value::kLengths, kLengthsContract);
  if (!model.emotion_contract.empty())
    text += fmt::format("; {}: {}", next_song_value::kEmotion, model.emotion_contract);
  return text;
}

std::string describe_next_song_output(const NextSongCardFacts& model) {
  return fmt::format("{}: {}; {}: {}; {}: {}", next_song_value::kScores, describe_scores(model),
                     next_song_value::kSongs, describe_songs(model), next_song_value::kAllScores,
                     describe_all_scores(model));
}

ModelCard make_next_song_card(const NextSongCardFacts& model, const ExportResult& result) {
  ModelCard card;
  card.title = model.name;
  card.summary = fmt::format(
      "`model.onnx`: the {}, {} `{}` by affekt {}. It\nnames the {} of a catalogue of {} that are most "
      "likely to be played next.",
      model.is_baseline
          ? fmt::format("simple method {} (`{}`)", find_ranker(model.method).title, model.method)
          : fmt::format("network `{}` ({})", model.method, count_of(model.num_parameters, "parameter")),
      model.is_baseline ? "counted on" : "trained on", model.dataset_name, tool_version(),
      count_of(model.num_top, "song"), format_count(model.num_songs));
  card.tensors = {fmt::format("`{}`: {}.", next_song_value::kIndices, describe_indices(model)),
                  fmt::format("`{}`: {}.", next_song_value::kLengths, kLengthsContract)};
  if (!model.emotion_contract.empty())
    card.tensors.push_back(fmt::format("`{}`: {}.", next_song_value::kEmotion, model.emotion_contract));
  card.tensors.push_back(fmt::format("`{}`: {}.", next_song_value::kScores, describe_scores(model)));
  card.tensors.push_back(fmt::format("`{}`: {}.", next_song_value::kSongs, describe_songs(model)));
  card.tensors.push_back(fmt::format("`{}`: {}.", next_song_value::kAllScores, describe_all_scores(model)));
  card.free_axes = "N and L are free";
  card.details = fmt::format(
      "`{}` beside the model names the songs: `index,id,artist,title`, a song a row, in the order of "
      "the\nrows that "
      "the model takes and gives. Its SHA-256 is in `{}` of the model's metadata: with another "
      "catalogue\nthe answers "
      "mean nothing.\n",
      kCatalogueFile, kCatalogueDigestKey);
  card.scores = model.scores;
  card.scores_origin = model.scores_origin;
  card.score_format = "{:.4f}";
  card.checked = describe_gate_result(model, result);
  card.limits = std::string(kNextSongLimits) + describe_cold_limit(model) +
                (!model.emotion_contract.empty() ? kEmotionLimit : "");
  card.usage = describe_next_song_usage(model);
  card.provenance = model.provenance;
  card.provenance.emplace_back(kCatalogueFile, model.catalogue_digest);
  return card;
}

}  // namespace affekt
