#include "export/songs/song_card.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "affect/song_columns.h"
#include "affect/song_onnx.h"
#include "core/text/count_text.h"
#include "core/version.h"
#include "export/songs/song_contract.h"

namespace affekt {
namespace {

/// Keys lie on a circle: what is in the middle of 0..11 is in the middle of nothing.
std::string describe_key(const SongModel& model) {
  if (std::find(model.columns.begin(), model.columns.end(), "key") == model.columns.end()) return "";
  return model.missing == "median"
             ? "\nKeys lie on a circle and have no true median. The one above was put into the empty cells "
               "of the songs\nthat were clustered; a song without a key is better left out.\n"
             : "\nKeys lie on a circle and have no true median: rather than to take the one above, leave a "
               "song without a\nkey out, as was done with those that were clustered.\n";
}

std::string describe_input_columns(const SongModel& model) {
  std::string text = make_table_head({"index", "column", "range", "unit", "median, for an empty cell"});
  for (size_t d = 0; d < model.columns.size(); ++d) {
    const SongColumn facts = describe_song_column(model.columns[d]);
    text += make_table_row(
        {std::to_string(d), model.columns[d], facts.range, facts.unit,
         fmt::format("{:.6g}{}", model.medians[d], model.columns[d] == "key" ? " (see below)" : "")});
  }
  return text + describe_key(model);
}

std::vector<std::string> describe_tensors(const SongModel& model) {
  std::vector<std::string> tensors = {
      fmt::format("`{}`: {}.", song_value::kFeatures, song_input_contract(model)),
      fmt::format("`{}`: int64 [N], 0..{}: the nearest centroid, the first of equally near ones.",
                  song_value::kCluster, model.num_clusters - 1),
      fmt::format("`{}`: float32 [N, {}]: the squared distance to each centroid, in the transformed space.",
                  song_value::kDistances2, model.num_clusters)};
  if (model.regression.target != "none") {
    tensors.push_back(fmt::format("`{}`: float32 [N, 2]: valence and arousal, {}.", song_value::kAffect,
                                  describe_affect_target(model.regression.target)));
  }
  return tensors;
}

std::string describe_clusters(const SongExport& songs) {
  const SongModel& model = songs.model;
  const bool has_places = !model.policy.clusters.empty();
  std::vector<std::string> head = {
      "index", "label",
      songs.other_catalogue.empty() ? "songs" : "songs of the other catalogue (see Checked)"};
  if (has_places) head.insert(head.end(), {"valence", "arousal"});
  std::string text = make_table_head(head);
  for (size_t k = 0; k < songs.labels.size(); ++k) {
    std::vector<std::string> cells = {std::to_string(k), songs.labels[k], std::to_string(songs.sizes.at(k))};
    if (has_places) {
      cells.push_back(fmt::format("{:+.2f}", model.policy.clusters.at(k).valence));
      cells.push_back(fmt::format("{:+.2f}", model.policy.clusters.at(k).arousal));
    }
    text += make_table_row(cells);
  }
  if (has_places) text += fmt::format("\nValence and arousal of a cluster: {}.\n", model.policy.space);
  return text;
}

std::string describe_policy(const SongModel& model) {
  if (model.policy.advice.empty()) {
    return "Nothing is known of what the clusters feel like, so there is no way from an emotion to them.\n";
  }
  std::string text = make_table_head({"emotion", "match", "uplift"});
  for (const auto& advice : model.policy.advice) {
    std::vector<std::string> match;
    for (size_t i = 0; i < advice.match.size() && i < 3; ++i) {
      match.push_back(fmt::format("{} ({:.0f} %)", advice.match[i], 100 * advice.weights.at(i)));
    }
    text += make_table_row({advice.emotion, fmt::format("{}", fmt::join(match, ", ")),
                            fmt::format("{}", fmt::join(advice.uplift, ", then "))});
  }
  text +=
      model.policy.clusters.size() > 3
          ? "\n`match` is music like the mood: the three most fitting clusters, and which share of the songs "
            "to take from each; the\nrest is of the other clusters, whose weights are in the metadata.\n"
          : "\n`match` is music like the mood: the most fitting clusters, and which share of the songs to "
            "take from each.\n";
  text += "`uplift` is a path of clusters to play one after the other.";
  if (model.policy.rules.is_object() && model.policy.rules.contains("uplift"))
    text += " " + model.policy.rules.at("uplift").get<std::string>();
  return text +
         "\nAll of it is in `affekt.emotion_policy`, and whose coordinates of the emotions these are, in "
         "`affekt.emotion_sources`.\n";
}

std::string describe_gate(const SongExport& songs, const ExportResult& result) {
  const GateResult& gate = result.gate;
  std::string text = fmt::format(
      "Run by {} on all {} songs of {} that have no empty cell{}, it gave each song the cluster that "
      "affekt's own\nclustering gives it, and squared distances within {:.1e} of 1 + themselves",
      result.engines, gate.num_samples,
      songs.other_catalogue.empty()
          ? "the catalogue"
          : "another catalogue than the one that was clustered, " + songs.other_catalogue + ",",
      songs.model.missing == "median" ? " or had it filled with the column's median" : "",
      gate.differences.at(song_value::kDistances2));
  if (songs.model.regression.target != "none")
    text += fmt::format("; valence and arousal within {:.1e}", gate.differences.at(song_value::kAffect));
  text += ".\n";
  if (gate.num_ties > 0) {
    text += fmt::format(
        "{} of them lie so exactly between two clusters that float32 rounding decides; {} of those fell into "
        "the other one.\n",
        gate.num_ties, gate.num_tie_differences);
  }
  return text +
         "`test_data_set_0/` holds made-up songs, extreme ones among them, with the outputs to expect, in "
         "the layout of\nONNX's own tests.\n";
}

}  // namespace

ModelCard make_song_card(const SongExport& songs, const ExportResult& result) {
  const SongModel& model = songs.model;
  ModelCard card;
  card.title = model.name;
  card.summary = fmt::format(
      "`model.onnx`: K-means with {}, of the catalogue `{}`, by affekt {}. It tells the cluster of a\nsong "
      "by {}{}.",
      count_of(model.num_clusters, "cluster"), songs.dataset_name, tool_version(),
      count_of(static_cast<int64_t>(model.columns.size()), "audio feature"),
      model.regression.target == "none" ? "" : ", and its valence and arousal");
  card.tensors = describe_tensors(model);
  card.free_axes = "N is free";
  card.details = fmt::format("{}\nIn the graph: {}.\n", describe_input_columns(model),
                             describe_transform(model.transform));
  card.sections = {{"Clusters", describe_clusters(songs)},
                   {"From an emotion to clusters", describe_policy(model)}};
  card.scores = songs.scores;
  card.scores_origin = songs.scores.from_report
                           ? "From `report.json`:\n"
                           : "From the training alone; `affekt evaluate` gives the full report:\n";
  card.score_format = "{:.6g}";
  card.checked = describe_gate(songs, result);
  card.limits = describe_song_limits(model);
  card.usage = describe_song_usage(model);
  card.provenance = {{"song_model.json", songs.model_digest},
                     {"config", model.config_digest},
                     {"prepared data", model.data_digest}};
  return card;
}

}  // namespace affekt
