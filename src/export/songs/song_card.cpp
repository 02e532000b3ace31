#include "export/songs/song_card.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/count_text.h"
#include "core/version.h"
#include "export/graph/onnx_package.h"
#include "export/songs/song_card_usage.h"
#include "export/songs/song_contract.h"
#include "inference/song_engine.h"

namespace affekt {
namespace {

/// | a | b |
std::string table_row(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

std::string table_head(const std::vector<std::string>& cells) {
  std::string rule = "|";
  for (size_t i = 0; i < cells.size(); ++i) rule += "---|";
  return table_row(cells) + rule + "\n";
}

/// Keys lie on a circle: what is in the middle of 0..11 is in the middle of nothing.
std::string describe_key(const SongModel& model) {
  if (std::find(model.columns.begin(), model.columns.end(), "key") == model.columns.end()) return "";
  return model.missing == "median" ? "\nKeys lie on a circle and have no true median. The one above was put "
                                     "into the empty cells of the "
                                     "songs\nthat were clustered; a song without a key is better left out.\n"
                                   : "\nKeys lie on a circle and have no true median: rather than to take "
                                     "the one above, leave a song "
                                     "without a\nkey out, as was done with those that were clustered.\n";
}

std::string describe_input_columns(const SongModel& model) {
  std::string text = table_head({"index", "column", "range", "unit", "median, for an empty cell"});
  for (size_t d = 0; d < model.columns.size(); ++d) {
    const ColumnFacts facts = facts_of_column(model.columns[d]);
    text += table_row(
        {std::to_string(d), model.columns[d], facts.range, facts.unit,
         fmt::format("{:.6g}{}", model.medians[d], model.columns[d] == "key" ? " (see below)" : "")});
  }
  return text + describe_key(model);
}

std::string describe_outputs(const SongModel& model) {
  std::string text = fmt::format(
      "- `{}`: int64 [N], 0..{}: the nearest centroid, the first of equally near ones.\n"
      "- `{}`: float32 [N, {}]: the squared distance to each centroid, in the treated space.\n",
      song_value::kCluster, model.num_clusters - 1, song_value::kDistances2, model.num_clusters);
  if (model.regression.target != "none") {
    text += fmt::format("- `{}`: float32 [N, 2]: valence and arousal, {}.\n", song_value::kAffect,
                        describe_affect_target(model.regression.target));
  }
  return text;
}

std::string describe_clusters(const SongCardInput& input) {
  const SongModel& model = input.package.model;
  const bool has_places = !model.policy.clusters.empty();
  std::vector<std::string> head = {
      "index", "label",
      input.other_catalogue.empty() ? "songs" : "songs of the other catalogue (see Checked)"};
  if (has_places) head.insert(head.end(), {"valence", "arousal"});
  std::string text = table_head(head);
  const std::vector<std::string> labels = label_clusters(input.package);
  for (size_t k = 0; k < labels.size(); ++k) {
    std::vector<std::string> cells = {std::to_string(k), labels[k], std::to_string(input.gate.sizes.at(k))};
    if (has_places) {
      cells.push_back(fmt::format("{:+.2f}", model.policy.clusters.at(k).valence));
      cells.push_back(fmt::format("{:+.2f}", model.policy.clusters.at(k).arousal));
    }
    text += table_row(cells);
  }
  if (has_places) text += fmt::format("\nValence and arousal of a cluster: {}.\n", model.policy.space);
  return text;
}

std::string describe_policy(const SongModel& model) {
  if (model.policy.advice.empty()) {
    return "Nothing is known of what the clusters feel like, so there is no way from an emotion to them.\n";
  }
  std::string text = table_head({"emotion", "match", "uplift"});
  for (const auto& advice : model.policy.advice) {
    std::vector<std::string> match;
    for (size_t i = 0; i < advice.match.size() && i < 3; ++i) {
      match.push_back(fmt::format("{} ({:.0f} %)", advice.match[i], 100 * advice.weights.at(i)));
    }
    text += table_row({advice.emotion, fmt::format("{}", fmt::join(match, ", ")),
                       fmt::format("{}", fmt::join(advice.uplift, ", then "))});
  }
  text +=
      model.policy.clusters.size() > 3
          ? "\n`match` is music like the mood: the three most fitting clusters, and which share of the songs "
            "to take from each; the\nrest is of the other clusters, whose weights are in the metadata.\n"
          : "\n`match` is music like the mood: the most fitting clusters, and which share of the songs to "
            "take "
            "from each.\n";
  text += "`uplift` is a path of clusters to play one after the other.";
  if (model.policy.rules.is_object() && model.policy.rules.contains("uplift"))
    text += " " + model.policy.rules.at("uplift").get<std::string>();
  return text +
         "\nAll of it is in `affekt.emotion_policy`, and whose coordinates of the emotions these are, in "
         "`affekt.emotion_sources`.\n";
}

std::string describe_scores(const SongScores& scores) {
  std::string text = scores.from_report ? "From `report.json`:\n\n"
                                        : "From the training alone; `affekt evaluate` gives the full "
                                          "report:\n\n";
  text += table_head({"metric", "value", "95 % interval"});
  for (const auto& [name, score] : scores.metrics.items()) {
    std::string interval = "not known";
    const auto ci95 = score.find("ci95");
    if (ci95 != score.end() && ci95->is_array() && ci95->size() == 2 && (*ci95)[0].is_number()) {
      interval = fmt::format("{:.4f} to {:.4f}", (*ci95)[0].get<double>(), (*ci95)[1].get<double>());
    }
    text += table_row({name, fmt::format("{:.6g}", score.at("value").get<double>()), interval});
  }
  if (!scores.notes.empty()) text += "\nWarning:\n";
  for (const auto& note : scores.notes) text += fmt::format("- {}\n", note);
  return text;
}

std::string describe_gate(const SongCardInput& input) {
  const SongGateResult& gate = input.gate;
  std::string text = fmt::format(
      "Run by {} on all {} songs of {} that have no empty cell{}, it gave each song the cluster "
      "that affekt's own\nclustering gives it, and squared distances within {:.1e} of 1 + themselves",
      input.engines, gate.num_songs,
      input.other_catalogue.empty()
          ? "the catalogue"
          : "another catalogue than the one that was clustered, " + input.other_catalogue + ",",
      input.package.model.missing == "median" ? " or had it filled with the column's median" : "",
      gate.max_distance_difference);
  if (input.package.model.regression.target != "none") {
    text += fmt::format("; valence and arousal within {:.1e}", gate.max_affect_difference);
  }
  text += ".\n";
  if (gate.num_ties > 0) {
    text += fmt::format(
        "{} of them lie so exactly between two clusters that float32 rounding decides; {} of those fell into "
        "the other one.\n",
        gate.num_ties, gate.num_cluster_differences);
  }
  return text +
         "`test_data_set_0/` holds made-up songs, extreme ones among them, with the outputs to expect, in "
         "the "
         "layout of\nONNX's own tests.\n";
}

std::string describe_provenance(const SongCardInput& input) {
  const SongModel& model = input.package.model;
  return table_head({"what", "SHA-256"}) + table_row({"model.onnx", input.onnx_digest}) +
         table_row({"song_model.json", input.package.model_digest}) +
         table_row({"config", model.config_digest}) + table_row({"prepared data", model.data_digest});
}

}  // namespace

std::string make_song_card(const SongCardInput& input) {
  const SongModel& model = input.package.model;
  return fmt::format(
      "# {name}\n\n"
      "`model.onnx`: K-means with {clusters}, of the catalogue `{dataset}`, by affekt {version}. It "
      "tells the cluster of a\nsong by {columns}{affect}.\n\n"
      "## Input and output\n\n"
      "- `{input}`: {contract}.\n{outputs}"
      "- ONNX opset {opset}, IR version {ir}; N is free. Self-contained, {bytes} bytes.\n\n"
      "{input_columns}\n"
      "In the graph: {treatment}.\n\n"
      "## Clusters\n\n{cluster_table}\n"
      "## From an emotion to clusters\n\n{policy}\n"
      "## Scores\n\n{scores}\n"
      "## Checked\n\n{gate}\n"
      "## Limits\n\n{limits}\n"
      "## How to run it\n\n{usage}\n"
      "## Provenance\n\n{provenance}",
      fmt::arg("name", model.name), fmt::arg("clusters", count_of(model.num_clusters, "cluster")),
      fmt::arg("dataset", input.package.dataset_name), fmt::arg("version", tool_version()),
      fmt::arg("columns", count_of(static_cast<int64_t>(model.columns.size()), "audio feature")),
      fmt::arg("affect", model.regression.target == "none" ? "" : ", and its valence and arousal"),
      fmt::arg("input", song_value::kFeatures), fmt::arg("contract", song_input_contract(model)),
      fmt::arg("outputs", describe_outputs(model)), fmt::arg("opset", kOnnxOpset),
      fmt::arg("ir", kOnnxIrVersion), fmt::arg("bytes", input.onnx_bytes),
      fmt::arg("input_columns", describe_input_columns(model)),
      fmt::arg("treatment", describe_transform(model.transform)),
      fmt::arg("cluster_table", describe_clusters(input)), fmt::arg("policy", describe_policy(model)),
      fmt::arg("scores", describe_scores(input.scores)), fmt::arg("gate", describe_gate(input)),
      fmt::arg("limits", describe_song_limits(model)), fmt::arg("usage", describe_song_usage(model)),
      fmt::arg("provenance", describe_provenance(input)));
}

}  // namespace affekt
