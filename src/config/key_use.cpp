#include "config/key_use.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/choice_text.h"
#include "config/experiment_config.h"

namespace affekt {
namespace {

struct KeyUser {
  std::string name;
  std::vector<KeyPart> parts;
};

/// To add a model or a data set, add a line.
const std::vector<KeyUser>& models() {
  static const std::vector<KeyUser> table = {
      {"small_cnn", {KeyPart::kNetwork, KeyPart::kClassifier, KeyPart::kStages, KeyPart::kImages}},
      {"resnet18", {KeyPart::kNetwork, KeyPart::kClassifier, KeyPart::kResNet, KeyPart::kImages}},
      {"two_stream_resnet18", {KeyPart::kNetwork, KeyPart::kPeople, KeyPart::kResNet, KeyPart::kImages}},
      {"speech_cnn", {KeyPart::kNetwork, KeyPart::kClassifier, KeyPart::kStages, KeyPart::kWaveforms}},
      {"song_kmeans", {KeyPart::kSongs}},
      {"next_song_rnn", {KeyPart::kNetwork, KeyPart::kPlays}}};
  return table;
}

const std::vector<KeyUser>& data_sets() {
  static const std::vector<KeyUser> table = {
      {"fer2013", {KeyPart::kClassifier, KeyPart::kImages}},
      {"ravdess", {KeyPart::kClassifier, KeyPart::kWaveforms, KeyPart::kSplitPlan}},
      {"emotic", {KeyPart::kPeople, KeyPart::kImages, KeyPart::kSplitPlan}},
      {"songs", {KeyPart::kSongs}},
      {"listening", {KeyPart::kPlays}}};
  return table;
}

bool is_of_data(const std::string& path) {
  return path.rfind("data.", 0) == 0;
}

const std::string& user_of(const ExperimentConfig& config, const std::string& path) {
  return is_of_data(path) ? config.data.source : config.model.name;
}

bool uses(const KeyUser& user, const std::vector<KeyPart>& parts) {
  return std::all_of(parts.begin(), parts.end(), [&](KeyPart part) {
    return std::find(user.parts.begin(), user.parts.end(), part) != user.parts.end();
  });
}

std::vector<std::string> names_of(const std::vector<KeyUser>& table) {
  std::vector<std::string> names;
  for (const KeyUser& user : table) names.push_back(user.name);
  return names;
}

}  // namespace

std::vector<std::string> known_models() {
  return names_of(models());
}

std::vector<std::string> known_data_sets() {
  return names_of(data_sets());
}

bool is_key_used(const ExperimentConfig& config, const std::string& path, const std::vector<KeyPart>& parts) {
  const std::vector<KeyUser>& table = is_of_data(path) ? data_sets() : models();
  const std::string& name = user_of(config, path);
  const auto user =
      std::find_if(table.begin(), table.end(), [&](const KeyUser& u) { return u.name == name; });
  return user == table.end() || uses(*user, parts);
}

std::string list_key_users(const std::string& path, const std::vector<KeyPart>& parts) {
  if (parts.empty()) return "";
  std::vector<std::string> users;
  for (const KeyUser& user : is_of_data(path) ? data_sets() : models())
    if (uses(user, parts)) users.push_back(user.name);
  return join_choices(users);
}

std::string describe_unused_key(const ExperimentConfig& config, const std::string& path,
                                const std::vector<KeyPart>& parts) {
  return fmt::format("not used by {} ({}), only by {}; remove it", user_of(config, path),
                     is_of_data(path) ? "data.source" : "model.name", list_key_users(path, parts));
}

}  // namespace affekt
