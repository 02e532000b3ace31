#include "export/next_song/next_song_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "core/process/log.h"
#include "next_song/ranker_table.h"
#include "next_song/training_plays.h"
#include "next_song/tune_rankers.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr char kNetworkName[] = "network", kEnsembleName[] = "ensemble";

struct ScoredName {
  std::string name;
  double mrr = 0, hit_rate = 0;
};

/// The methods by their validation scores, the reported one first.
std::vector<std::string> order_methods(const json& tuned) {
  std::vector<ScoredName> scored;
  for (const json& score : tuned.value("validation", json::array()))
    scored.push_back({score.at("method").get<std::string>(), score.at("mrr_at_20").get<double>(),
                      score.at("hit_rate_at_20").get<double>()});
  std::stable_sort(scored.begin(), scored.end(), [](const ScoredName& a, const ScoredName& b) {
    return a.mrr != b.mrr ? a.mrr > b.mrr : a.hit_rate > b.hit_rate;
  });
  std::vector<std::string> names = {tuned.value("reported", std::string(kNetworkName))};
  for (const ScoredName& method : scored)
    if (method.name != names[0]) names.push_back(method.name);
  names.emplace_back(kNetworkName);  // without scores
  return names;
}

class PartsOfRun {
 public:
  PartsOfRun(const NextSongModel& model, const ListeningData& data)
      : model_(model), data_(data), rankers_(read_rankers(model.tuned)) {}

  /// @return  false: it has no graph
  bool find(const std::string& method, NextSongParts& parts) {
    parts = {};
    if (method == kNetworkName || method == kEnsembleName) parts.network = model_.network;
    if (method == kNetworkName) return true;
    parts.ranker =
        make(method == kEnsembleName ? model_.tuned.at("ensemble_with").get<std::string>() : method);
    if (method == kEnsembleName) parts.network_weight = model_.tuned.at("network_weight").get<double>();
    return parts.ranker->formula() != nullptr;
  }

 private:
  static std::vector<TunedRanker> read_rankers(const json& tuned) {
    return tuned.contains("rankers") ? tuned_rankers_from_json(nlohmann::ordered_json(tuned.at("rankers")))
                                     : std::vector<TunedRanker>();
  }

  std::shared_ptr<const SongRanker> make(const std::string& name) {
    const auto tuned = std::find_if(rankers_.begin(), rankers_.end(),
                                    [&](const TunedRanker& ranker) { return ranker.choice.name == name; });
    if (tuned == rankers_.end())
      throw ArtifactError(
          fmt::format("what was tuned beside the network: it has no parameters of \"{}\"; the file "
                      "is damaged or of another version of affekt, train again",
                      name));
    if (training_.num_songs == 0) training_ = gather_training_plays(data_);
    return make_ranker(training_, tuned->choice);
  }

  const NextSongModel& model_;
  const ListeningData& data_;
  std::vector<TunedRanker> rankers_;
  TrainingPlays training_;
};

}  // namespace

ChosenParts choose_parts(const NextSongModel& model, const ListeningData& data) {
  try {
    const std::vector<std::string> names = order_methods(model.tuned);
    PartsOfRun run(model, data);
    ChosenParts chosen;
    for (const std::string& name : names) {
      chosen.is_reported = name == names[0];
      if (run.find(name, chosen.parts)) {
        if (!chosen.is_reported)
          log_warning(
              fmt::format("the method that did best on the validation split, {}, has no graph and can't be "
                          "exported; the next best that can is {}",
                          names[0], name));
        return chosen;
      }
    }
  } catch (const json::exception& error) {
    throw ArtifactError(std::string("what was tuned beside the network is damaged: ") + error.what());
  }
  AFFEKT_CHECK(false, "the network can always be exported");
  return {};
}

}  // namespace affekt
