#include "affect/artist_folds.h"

#include <algorithm>
#include <map>
#include <string>

#include "core/error.h"
#include "core/random_stream.h"

namespace affekt {

std::vector<int32_t> assign_folds(const std::vector<int64_t>& artists, int64_t num_folds, uint64_t seed) {
  AFFEKT_CHECK(num_folds >= 2, "a cross-validation needs two folds");
  std::map<int64_t, std::vector<size_t>> songs_of;
  for (size_t i = 0; i < artists.size(); ++i) songs_of[artists[i]].push_back(i);
  const auto num_artists = static_cast<int64_t>(songs_of.size());
  if (num_artists < num_folds)
    throw DataError("the judged songs are of " + std::to_string(num_artists) + " artists, too few for " +
                    std::to_string(num_folds) +
                    " folds (model.affect.num_folds) with no artist in two of them");

  std::vector<const std::vector<size_t>*> groups;
  for (const auto& entry : songs_of) groups.push_back(&entry.second);
  RandomStream stream(seed, "affect_folds");
  std::vector<const std::vector<size_t>*> drawn;
  for (const int64_t index : draw_permutation(stream, num_artists))
    drawn.push_back(groups[static_cast<size_t>(index)]);
  std::stable_sort(drawn.begin(), drawn.end(),
                   [](const auto* a, const auto* b) { return a->size() > b->size(); });

  std::vector<int32_t> folds(artists.size());
  std::vector<size_t> sizes(static_cast<size_t>(num_folds), 0);
  for (const auto* group : drawn) {
    const auto smallest = std::min_element(sizes.begin(), sizes.end());
    *smallest += group->size();
    for (const size_t song : *group) folds[song] = static_cast<int32_t>(smallest - sizes.begin());
  }
  return folds;
}

}  // namespace affekt
