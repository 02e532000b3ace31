#include "config/prepared_options.h"

#include "core/member_or_null.h"
#include "core/text/text.h"

namespace affekt {
namespace {

using nlohmann::json;

/// The options that the split's plan looks at.
json list_split(const SplitConfig& split) {
  json options = {{"plan", split.plan}, {"same_group_in_two_splits", split.same_group_in_two_splits}};
  if (split.plan == "leave_actors_out") {
    options["test_actors"] = split.test_actors;
    options["validation_actors"] = split.validation_actors;
  } else if (split.plan != "official") {
    options["test_fold"] = split.test_fold;
    options["validation_fold"] = split.validation_fold;
    if (split.plan != "ravdess_5fold") options["num_folds"] = split.num_folds;
  }
  return options;
}

json list_listening(const ListeningDataConfig& config) {
  json options = {{"split", config.split},
                  {"part", config.part},
                  {"session_plays", config.session_plays},
                  {"min_session_plays", config.min_session_plays},
                  {"min_song_plays", config.min_song_plays},
                  {"session_gap_minutes", config.session_gap_minutes},
                  {"min_played_seconds", config.min_played_seconds}};
  if (config.layout != "auto") options["layout"] = config.layout;
  if (config.split == "by_time") {
    options["train_fraction"] = config.train_fraction;
    options["validation_fraction"] = config.validation_fraction;
  } else if (config.split == "by_sequence") {
    options["num_folds"] = config.num_folds;
    options["test_fold"] = config.test_fold;
    options["validation_fold"] = config.validation_fold;
  }
  return options;
}

/// "split.plan" of a file -> "data.split.plan" of a config.
std::string name_key(const std::string& source, const std::string& option) {
  const std::string sounds = "source_options.";
  if (option.rfind(sounds, 0) == 0) return "data.audio." + option.substr(sounds.size());
  const bool is_general = option == "source" || option == "on_bad_sample" ||
                          option == "near_duplicate_distance" || option.rfind("split.", 0) == 0;
  if (is_general) return "data." + option;
  return "data." + (source == "emotic" ? "people" : source) + "." + option;
}

struct Difference {
  std::string option;
  json in_file, in_config;
};

std::optional<Difference> find_difference(const json& file, const json& config, const std::string& prefix) {
  for (const auto& [name, wanted] : config.items()) {
    const json& actual = member_or_null(file, name);
    if (actual.is_null() || actual == wanted) continue;
    if (!wanted.is_object()) return Difference{prefix + name, actual, wanted};
    if (auto inside = find_difference(actual, wanted, prefix + name + ".")) return inside;
  }
  return std::nullopt;
}

}  // namespace

json list_prepared_options(const DataConfig& config) {
  json options = {{"source", config.source}, {"on_bad_sample", config.on_bad_sample}};
  if (config.source == "listening") {
    options.update(list_listening(config.listening));
    return options;
  }
  if (config.source == "songs") {
    options["max_speechiness"] = config.songs.max_speechiness;
    return options;
  }
  options["split"] = list_split(config.split);
  if (config.source == "emotic") {
    options["body_px"] = config.people.body_px;
    options["context_px"] = config.people.context_px;
    options["blank_person"] = config.people.blank_person;
    return options;
  }
  options["near_duplicate_distance"] = config.near_duplicate_distance;
  if (config.source == "ravdess")
    options["source_options"] = {{"trim_db", config.audio.trim_db},
                                 {"min_seconds", config.audio.min_seconds},
                                 {"vocal_channel", config.audio.vocal_channel},
                                 {"calm", config.audio.calm}};
  return options;
}

std::optional<std::string> find_other_option(const json& options, const DataConfig& config) {
  const auto difference = find_difference(options, list_prepared_options(config), "");
  if (!difference) return std::nullopt;
  return name_key(config.source, difference->option) + " is " + to_json_text(difference->in_config) +
         ", and the file was prepared with " + to_json_text(difference->in_file);
}

}  // namespace affekt
