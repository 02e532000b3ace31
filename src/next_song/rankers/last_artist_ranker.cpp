#include "next_song/rankers/last_artist_ranker.h"

#include <algorithm>
#include <cmath>

#include "next_song/rankers/decay.h"

namespace affekt {
namespace {

class LastArtistRanker : public SongRanker {
 public:
  LastArtistRanker(const TrainingPlays& training, const LastArtistOptions& options)
      : options_(options), decay_(decay_from_name(options.decay)), artists_(training.artists) {
    int32_t num_artists = 0;
    for (const int32_t artist : artists_) num_artists = std::max(num_artists, artist + 1);
    offsets_.assign(static_cast<size_t>(num_artists) + 1, 0);
    for (const int32_t artist : artists_) ++offsets_[static_cast<size_t>(artist) + 1];
    for (size_t a = 1; a < offsets_.size(); ++a) offsets_[a] += offsets_[a - 1];
    std::vector<int64_t> next(offsets_.begin(), offsets_.end() - 1);
    songs_.resize(artists_.size());
    std::vector<double> totals(static_cast<size_t>(num_artists));
    std::vector<double> strengths;
    for (size_t song = 0; song < artists_.size(); ++song) {
      const auto artist = static_cast<size_t>(artists_[song]);
      songs_[static_cast<size_t>(next[artist]++)] = static_cast<int32_t>(song);
      strengths.push_back(
          std::pow(static_cast<double>(training.play_counts[song]) + 0.5, options.popularity_power));
      totals[artist] += strengths.back();
    }
    for (size_t song = 0; song < artists_.size(); ++song) {
      parts_.push_back(static_cast<float>(strengths[song] / totals[static_cast<size_t>(artists_[song])]));
      background_.push_back(
          static_cast<float>(options.background * static_cast<double>(training.play_counts[song]) /
                             static_cast<double>(training.num_plays())));
    }
  }

  std::string name() const override { return "last_artist"; }

  void score(const PlayHistory& history, std::vector<float>& scores) const override {
    scores = background_;
    // An artist's weight is summed up before it is shared out: songs with equal plays stay equal.
    std::vector<std::pair<int32_t, double>> weights;
    for (int64_t steps = 1; steps <= std::min(options_.num_plays, history.num_plays); ++steps) {
      const int32_t artist = artists_[static_cast<size_t>(history.songs[history.num_plays - steps])];
      const auto found = std::find_if(weights.begin(), weights.end(),
                                      [artist](const auto& entry) { return entry.first == artist; });
      if (found == weights.end())
        weights.emplace_back(artist, decay_by_steps(decay_, steps));
      else
        found->second += decay_by_steps(decay_, steps);
    }
    for (const auto& [artist, weight] : weights) {
      for (int64_t k = offsets_[static_cast<size_t>(artist)]; k < offsets_[static_cast<size_t>(artist) + 1];
           ++k) {
        const auto song = static_cast<size_t>(songs_[static_cast<size_t>(k)]);
        scores[song] += static_cast<float>(weight) * parts_[song];
      }
    }
  }

 private:
  LastArtistOptions options_;
  Decay decay_;
  std::vector<int32_t> artists_;   // [V]
  std::vector<int64_t> offsets_;   // [number of artists + 1]
  std::vector<int32_t> songs_;     // [V], those of artist a at offsets_[a] to offsets_[a + 1]
  std::vector<float> parts_;       // [V], of its artist's weight; those of an artist sum to 1
  std::vector<float> background_;  // [V]
};

}  // namespace

void LastArtistOptions::describe(FieldVisitor& v) {
  v.field("num_plays", &num_plays,
          FieldRules("The artists of so many last plays count").unit("plays").at_least(1).at_most(1000));
  v.field("decay", &decay, FieldRules("Weight of a play by how far back it lies").one_of(decay_names()));
  v.field("popularity_power", &popularity_power,
          FieldRules("How an artist's songs share its weight: 0 evenly, 1 by their plays")
              .at_least(0)
              .at_most(5));
  v.field("background", &background,
          FieldRules("Weight of all songs' popularity beside the artists'").at_least(0).at_most(100));
}

std::unique_ptr<SongRanker> make_last_artist_ranker(const TrainingPlays& training,
                                                    const LastArtistOptions& options) {
  return std::make_unique<LastArtistRanker>(training, options);
}

}  // namespace affekt
