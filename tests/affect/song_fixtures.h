// Small catalogues whose answers can be worked out by hand.
#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/random_stream.h"
#include "store/song_catalogue.h"

namespace affekt::testing_support {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

/// Songs "id0", "id1" ... with the columns valence and energy, all cells 0.5, and the given artists.
inline SongCatalogue make_catalogue(const std::vector<std::string>& artists) {
  SongCatalogue catalogue;
  SongTable& songs = catalogue.songs;
  songs.num_songs = static_cast<int64_t>(artists.size());
  songs.artists = artists;
  songs.columns = {"valence", "energy"};
  for (size_t i = 0; i < artists.size(); ++i) {
    songs.ids.push_back("id" + std::to_string(i));
    songs.titles.push_back("Song " + std::to_string(i));
    songs.values.insert(songs.values.end(), {0.5f, 0.5f});
  }
  return catalogue;
}

/// A song that people have judged; NaN: not by these.
struct Judgement {
  int64_t row;
  float deezer_valence, deezer_arousal, tag_valence, tag_arousal, tag_dominance;
};

inline void add_judgements(SongCatalogue& catalogue, const std::vector<Judgement>& judgements) {
  SongAffect& affect = catalogue.affect;
  for (const Judgement& one : judgements) {
    affect.rows.push_back(one.row);
    affect.deezer_valence.push_back(one.deezer_valence);
    affect.deezer_arousal.push_back(one.deezer_arousal);
    affect.tag_valence.push_back(one.tag_valence);
    affect.tag_arousal.push_back(one.tag_arousal);
    affect.tag_dominance.push_back(one.tag_dominance);
  }
  affect.num_annotated = static_cast<int64_t>(judgements.size());
}

inline std::vector<int64_t> all_rows(const SongCatalogue& catalogue) {
  std::vector<int64_t> rows;
  for (int64_t row = 0; row < catalogue.songs.num_songs; ++row) rows.push_back(row);
  return rows;
}

}  // namespace affekt::testing_support
