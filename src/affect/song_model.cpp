#include "affect/song_model.h"

#include "affect/json_member.h"
#include "clustering/json_fields.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/local_file.h"
#include "core/process/log.h"
#include "core/text/text.h"

namespace affekt {
namespace {

constexpr int64_t kSongModelVersion = 1;
constexpr char kDigestKey[] = "content_digest";

/// Of all but the digest itself; the file may be laid out otherwise.
std::string digest_content(nlohmann::json json) {
  json.erase(kDigestKey);
  return sha256_of(to_json_text(json));
}

/// An edited model would give other clusters under the old report's scores.
void check_digest(const nlohmann::json& json, const std::filesystem::path& path) {
  if (!json.contains(kDigestKey)) {
    log_warning(path.string() +
                ": has no content_digest, as models of former versions of affekt have none: whether it was "
                "changed since it was written can't be told");
  } else if (JsonFields(json, "song model").text(kDigestKey) != digest_content(json)) {
    throw ArtifactError(
        "was changed after it was written: its content_digest is not that of its content; restore the file, "
        "or cluster the songs anew");
  }
}

SongModel model_from_json(const nlohmann::json& json) {
  const JsonFields fields(json, "song model");
  const int64_t version = fields.integer("version");
  if (version != kSongModelVersion)
    fields.refuse("version", std::to_string(kSongModelVersion) + ", got " + std::to_string(version));
  SongModel model;
  model.name = fields.text("name");
  model.seed = fields.integer("seed");
  if (json.contains("prepared_path"))
    model.prepared_path = fields.text("prepared_path");  // of former versions
  model.config_digest = fields.text("config_digest");
  model.data_digest = fields.text("data_digest");
  model.columns = fields.texts("columns");
  model.medians = fields.floats("medians", model.columns.size());
  model.missing = fields.text("missing");
  if (model.missing != "drop" && model.missing != "median") fields.refuse("missing", "drop or median");
  model.transform = feature_transform_from_json(
      member_of(json, json.contains("treatment") ? "treatment" : "transform"));  // of former versions
  if (model.transform.num_inputs() != static_cast<int64_t>(model.columns.size()))
    fields.refuse("transform",
                  "one step for each of the " + std::to_string(model.columns.size()) + " columns");
  for (size_t i = 0; i < model.columns.size(); ++i)
    if (model.transform.steps[i].column != model.columns[i])
      fields.refuse("transform", "the columns in order; number " + std::to_string(i + 1) + " should be '" +
                                     model.columns[i] + "'");

  const int64_t num_outputs = model.transform.num_outputs();
  model.num_clusters = fields.integer("num_clusters");
  constexpr int64_t kMost = 1000000;  // so that the product can't overflow
  if (model.num_clusters < 1 || model.num_clusters > kMost) fields.refuse("num_clusters", "1 to 1000000");
  model.centroids = fields.floats("centroids", static_cast<size_t>(model.num_clusters * num_outputs));
  model.fit = member_of(json, "fit");
  if (!model.fit.is_object()) fields.refuse("fit", "an object");
  model.sweep = sweep_from_json(member_of(json, "sweep"));
  model.regression = regression_from_json(member_of(json, "regression"));
  if (model.regression.target != "none" && model.regression.ridge.num_inputs != num_outputs)
    fields.refuse("regression", "the " + std::to_string(num_outputs) + " outputs of the transform as inputs");
  model.policy = policy_from_json(member_of(json, "policy"));
  const auto num_places = static_cast<int64_t>(model.policy.clusters.size());
  if (num_places != 0 && num_places != model.num_clusters)
    fields.refuse("policy", "a place for each of the " + std::to_string(model.num_clusters) + " clusters");
  return model;
}

}  // namespace

std::filesystem::path song_model_path(const std::filesystem::path& run_directory) {
  return run_directory / "song_model.json";
}

void write_song_model(const std::filesystem::path& path, const SongModel& model) {
  if (!model.prepared_path.empty()) write_prepared_path(path.parent_path(), model.prepared_path);
  nlohmann::json json = {{"version", kSongModelVersion},
                         {"name", model.name},
                         {"seed", model.seed},
                         {"config_digest", model.config_digest},
                         {"data_digest", model.data_digest},
                         {"columns", model.columns},
                         {"medians", model.medians},
                         {"missing", model.missing},
                         {"transform", to_json(model.transform)},
                         {"num_clusters", model.num_clusters},
                         {"centroids", model.centroids},
                         {"fit", model.fit},
                         {"sweep", to_json(model.sweep)},
                         {"regression", to_json(model.regression)},
                         {"policy", to_json(model.policy)}};
  json[kDigestKey] = digest_content(json);
  write_text_atomically(path, to_json_text(json, 2) + "\n");
}

SongModel read_song_model(const std::filesystem::path& path) {
  const std::string text = read_text_file(path);
  try {
    const auto json = nlohmann::json::parse(text);
    SongModel model = model_from_json(json);
    check_digest(json, path);
    if (model.prepared_path.empty()) model.prepared_path = read_prepared_path(path.parent_path()).string();
    return model;
  } catch (const nlohmann::json::exception&) {
    throw ArtifactError(path.string() + ": is no JSON, or damaged; train again");
  } catch (const ArtifactError& error) {
    throw ArtifactError(path.string() + ": " + error.what());
  }
}

SongAnswers answer_songs(const SongModel& model, MatrixView rows) {
  SongAnswers answers;
  answers.points = apply_transform(model.transform, rows);
  const int64_t num_outputs = model.transform.num_outputs();
  Assignment assignment = assign_rows({answers.points.data(), rows.num_rows, num_outputs},
                                      {model.centroids.data(), model.num_clusters, num_outputs});
  answers.labels = std::move(assignment.labels);
  answers.distances2 = std::move(assignment.distances2);
  if (model.regression.target != "none")
    answers.affect = predict_affect(model.regression, answers.points.data(), rows.num_rows);
  return answers;
}

std::vector<std::string> read_cluster_names(const nlohmann::json& report, int64_t num_clusters) {
  const auto member = [](const nlohmann::json& object, const char* key) {
    return object.is_object() && object.contains(key) ? object.at(key) : nlohmann::json();
  };
  std::vector<std::string> names;
  for (const nlohmann::json& cluster : member(report, "clusters")) {
    const nlohmann::json name = member(cluster, "name");
    if (member(cluster, "index") != nlohmann::json(names.size()) || !name.is_string()) return {};
    names.push_back(name);
  }
  return static_cast<int64_t>(names.size()) == num_clusters ? names : std::vector<std::string>{};
}

}  // namespace affekt
