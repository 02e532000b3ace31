#include "models/sequence/candidate_songs.h"

#include <algorithm>
#include <numeric>

#include "core/error.h"

namespace affekt {

CandidateSongs::CandidateSongs(std::vector<int64_t> songs, const std::vector<int32_t>& artists,
                               int64_t num_artists)
    : songs_(std::move(songs)),
      columns_(artists.size(), -1),
      artist_columns_(static_cast<size_t>(num_artists)) {
  const auto artist_of = [&](int64_t song) { return artists[static_cast<size_t>(song)]; };
  std::sort(songs_.begin(), songs_.end(), [&](int64_t a, int64_t b) {
    return artist_of(a) != artist_of(b) ? artist_of(a) < artist_of(b) : a < b;
  });
  for (size_t c = 0; c < songs_.size(); ++c) {
    const auto column = static_cast<int32_t>(c);
    int32_t& known = columns_[static_cast<size_t>(songs_[c])];
    AFFEKT_CHECK(known < 0, "a candidate stands twice");
    known = column;
    ColumnRange& range = artist_columns_[static_cast<size_t>(artist_of(songs_[c]))];
    if (range.is_empty()) range.begin = column;
    range.end = column + 1;
  }
}

CandidateSongs make_all_candidates(const std::vector<int32_t>& artists, int64_t num_artists) {
  std::vector<int64_t> songs(artists.size());
  std::iota(songs.begin(), songs.end(), int64_t{0});
  return {std::move(songs), artists, num_artists};
}

}  // namespace affekt
