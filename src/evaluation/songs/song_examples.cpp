#include "evaluation/songs/song_examples.h"

#include <algorithm>
#include <set>

#include "affect/affect_samples.h"

namespace affekt {

std::vector<std::vector<int64_t>> find_song_examples(const SongExampleInput& input) {
  std::vector<std::vector<int64_t>> named(static_cast<size_t>(input.num_clusters));
  for (size_t i = 0; i < input.rows.size(); ++i) {
    const auto row = static_cast<size_t>(input.rows[i]);
    if (input.songs.artists[row].empty() || input.songs.titles[row].empty()) continue;
    named[static_cast<size_t>(input.labels[i])].push_back(static_cast<int64_t>(i));
  }
  const std::vector<int64_t> artist_of = number_artists(input.songs, input.rows);
  std::vector<std::vector<int64_t>> examples(named.size());
  for (size_t k = 0; k < named.size(); ++k) {
    std::stable_sort(named[k].begin(), named[k].end(), [&](int64_t a, int64_t b) {
      return input.distances2[static_cast<size_t>(a)] < input.distances2[static_cast<size_t>(b)];
    });
    std::set<int64_t> artists;
    for (const int64_t i : named[k]) {
      if (static_cast<int64_t>(examples[k].size()) >= input.num_examples) break;
      if (artists.insert(artist_of[static_cast<size_t>(i)]).second) examples[k].push_back(i);
    }
  }
  return examples;
}

}  // namespace affekt
