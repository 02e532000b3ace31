#include "next_song/rankers/session_neighbour_rankers.h"

#include <algorithm>
#include <cmath>

#include "next_song/rankers/decay.h"
#include "next_song/rankers/session_index.h"

namespace affekt {
namespace {

NeighbourSearch search_of(const NeighbourOptions& options) {
  NeighbourSearch search;
  search.num_neighbours = options.num_neighbours;
  search.sample_size = options.sample_size;
  search.max_history = options.max_history;
  return search;
}

/// Rare songs weigh more.
std::vector<float> weigh_by_idf(const SessionIndex& index, double idf_weight) {
  std::vector<float> weights;
  for (int32_t song = 0; song < index.num_songs(); ++song)
    weights.push_back(static_cast<float>(1 + idf_weight * index.idf(song)));
  return weights;
}

class SknnRanker : public SongRanker {
 public:
  SknnRanker(const TrainingPlays& training, const SknnOptions& options)
      : index_(training), search_(search_of(options)) {
    search_.weight = [](int64_t, int64_t) { return 1.0; };
    search_.divide_by_session_length = true;
  }

  std::string name() const override { return "s_knn"; }

  void score(const PlayHistory& history, std::vector<float>& scores) const override {
    scores.assign(static_cast<size_t>(index_.num_songs()), 0.0F);
    for (const SessionNeighbour& neighbour : index_.find_neighbours(history, search_)) {
      const auto similarity = static_cast<float>(neighbour.similarity);
      for (auto* entry = index_.begin(neighbour.session); entry != index_.end(neighbour.session); ++entry)
        scores[static_cast<size_t>(entry->song)] += similarity;
    }
  }

 private:
  SessionIndex index_;
  NeighbourSearch search_;
};

class VsknnRanker : public SongRanker {
 public:
  VsknnRanker(const TrainingPlays& training, const VsknnOptions& options)
      : index_(training),
        search_(search_of(options)),
        score_decay_(decay_from_name(options.score_decay)),
        idf_weights_(weigh_by_idf(index_, options.idf_weight)) {
    search_.weight = [decay = decay_from_name(options.similarity_decay)](int64_t steps, int64_t length) {
      return decay_by_position(decay, length - steps + 1, length);
    };
  }

  std::string name() const override { return "vs_knn"; }

  void score(const PlayHistory& history, std::vector<float>& scores) const override {
    scores.assign(idf_weights_.size(), 0.0F);
    for (const SessionNeighbour& neighbour : index_.find_neighbours(history, search_)) {
      const auto weight =
          static_cast<float>(neighbour.similarity * decay_by_steps(score_decay_, neighbour.steps));
      for (auto* entry = index_.begin(neighbour.session); entry != index_.end(neighbour.session); ++entry)
        scores[static_cast<size_t>(entry->song)] += weight * idf_weights_[static_cast<size_t>(entry->song)];
    }
  }

 private:
  SessionIndex index_;
  NeighbourSearch search_;
  Decay score_decay_;
  std::vector<float> idf_weights_;  // [V]
};

class VstanRanker : public SongRanker {
 public:
  VstanRanker(const TrainingPlays& training, const VstanOptions& options)
      : index_(training),
        search_(search_of(options)),
        options_(options),
        idf_weights_(weigh_by_idf(index_, options.idf_weight)) {
    search_.weight = [decay = options.history_decay](int64_t steps, int64_t) {
      return std::exp(-static_cast<double>(steps - 1) / decay);
    };
    search_.divide_by_session_length = true;
  }

  std::string name() const override { return "vstan"; }

  void score(const PlayHistory& history, std::vector<float>& scores) const override {
    scores.assign(idf_weights_.size(), 0.0F);
    const std::vector<SessionNeighbour> neighbours = index_.find_neighbours(history, search_);
    // Only ratios matter; as they are, far plays would fall below the smallest float.
    double largest = 0;
    for (const SessionNeighbour& neighbour : neighbours) largest = std::max(largest, weigh(neighbour));
    if (!(largest > 0)) return;  // too far back even for a double
    std::vector<int32_t> own = index_.list_known_plays(history, options_.max_history);
    std::sort(own.begin(), own.end());
    for (const SessionNeighbour& neighbour : neighbours) {
      const double weight = weigh(neighbour) / largest;
      const int32_t shared = find_last_shared(neighbour.session, own);
      for (auto* entry = index_.begin(neighbour.session); entry != index_.end(neighbour.session); ++entry) {
        const double distance = std::abs(entry->position - shared);
        scores[static_cast<size_t>(entry->song)] +=
            static_cast<float>(weight * std::exp(-distance / options_.neighbour_decay)) *
            idf_weights_[static_cast<size_t>(entry->song)];
      }
    }
  }

 private:
  double weigh(const SessionNeighbour& neighbour) const {
    return neighbour.similarity * std::exp(-static_cast<double>(neighbour.steps - 1) / options_.latest_decay);
  }

  /// Position of the session's last play of a song of the history. @param own  its songs, sorted
  int32_t find_last_shared(int32_t session, const std::vector<int32_t>& own) const {
    for (auto* entry = index_.end(session); entry != index_.begin(session);) {
      --entry;
      if (std::binary_search(own.begin(), own.end(), entry->song)) return entry->position;
    }
    return 0;
  }

  SessionIndex index_;
  NeighbourSearch search_;
  VstanOptions options_;
  std::vector<float> idf_weights_;  // [V]
};

}  // namespace

void NeighbourOptions::describe(FieldVisitor& v) {
  v.field(
      "num_neighbours", &num_neighbours,
      FieldRules("The nearest training sessions that count").unit("sessions").at_least(1).at_most(100000));
  v.field("sample_size", &sample_size,
          FieldRules("Only so many of the latest sessions that share a song are looked at")
              .unit("sessions")
              .at_least(1)
              .at_most(10000000));
  v.field("max_history", &max_history,
          FieldRules("Only so many of the last plays count, of songs that training has")
              .unit("plays")
              .at_least(1)
              .at_most(1000000));
}

std::unique_ptr<SongRanker> make_sknn_ranker(const TrainingPlays& training, const SknnOptions& options) {
  return std::make_unique<SknnRanker>(training, options);
}

void VsknnOptions::describe(FieldVisitor& v) {
  NeighbourOptions::describe(v);
  v.field("similarity_decay", &similarity_decay,
          FieldRules("Weight of a shared song by its place in the history").one_of(decay_names()));
  v.field(
      "score_decay", &score_decay,
      FieldRules("Weight of a neighbour by how far back the latest shared song lies").one_of(decay_names()));
  v.field("idf_weight", &idf_weight, FieldRules("How much more rare songs weigh").at_least(0).at_most(1000));
}

std::unique_ptr<SongRanker> make_vsknn_ranker(const TrainingPlays& training, const VsknnOptions& options) {
  return std::make_unique<VsknnRanker>(training, options);
}

void VstanOptions::describe(FieldVisitor& v) {
  NeighbourOptions::describe(v);
  const auto decay = [](const std::string& of) {
    return FieldRules("Plays over which the weight falls to 1 / e: " + of)
        .unit("plays")
        .above(0)
        .at_most(1e6);
  };
  v.field("history_decay", &history_decay, decay("of a shared song, back in the history"));
  v.field("latest_decay", &latest_decay, decay("of a neighbour, back to the latest shared song"));
  v.field("neighbour_decay", &neighbour_decay, decay("of a song, from the neighbour's last shared one"));
  v.field("idf_weight", &idf_weight, FieldRules("How much more rare songs weigh").at_least(0).at_most(1000));
}

std::unique_ptr<SongRanker> make_vstan_ranker(const TrainingPlays& training, const VstanOptions& options) {
  return std::make_unique<VstanRanker>(training, options);
}

}  // namespace affekt
