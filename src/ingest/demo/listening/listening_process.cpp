#include "ingest/demo/listening/listening_process.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace affekt {

std::vector<double> compute_next_probabilities(const ListeningProcess& process, int32_t previous,
                                               const std::vector<int32_t>& favourites, bool has_late) {
  const auto num_songs = static_cast<size_t>(process.num_songs());
  const bool is_first = previous == kNoSong;
  const double favourite_share = is_first ? 1 : process.favourite_share;
  const double any_share = is_first ? 0 : 1 - process.table_share - process.favourite_share;
  std::vector<double> probabilities(num_songs, any_share / static_cast<double>(num_songs));
  for (const int32_t song : favourites)
    probabilities[static_cast<size_t>(song)] += favourite_share / static_cast<double>(favourites.size());
  if (!is_first)
    for (const ListeningProcess::Next& next : process.table[static_cast<size_t>(previous)])
      probabilities[static_cast<size_t>(next.song)] += process.table_share * next.probability;
  if (has_late) return probabilities;
  for (size_t song = 0; song < num_songs; ++song)
    if (process.is_late[song] != 0) probabilities[song] = 0;
  const double sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
  for (double& probability : probabilities) probability /= sum;
  return probabilities;
}

int32_t draw_song(const std::vector<double>& probabilities, RandomStream& stream) {
  double rest = stream.uniform();
  int32_t last = 0;  // with a probability above 0, for sums a little below 1
  for (size_t song = 0; song < probabilities.size(); ++song) {
    if (probabilities[song] <= 0) continue;
    last = static_cast<int32_t>(song);
    rest -= probabilities[song];
    if (rest < 0) break;
  }
  return last;
}

void BestHitRates::add_position(const std::vector<double>& probabilities) {
  std::vector<double> sorted = probabilities;
  const auto longest = std::min(lengths_.back(), static_cast<int64_t>(sorted.size()));
  std::partial_sort(sorted.begin(), sorted.begin() + longest, sorted.end(), std::greater<>());
  for (size_t i = 0; i < lengths_.size(); ++i)
    sums_[i] += std::accumulate(sorted.begin(), sorted.begin() + std::min(lengths_[i], longest), 0.0);
  ++num_positions_;
}

std::vector<double> BestHitRates::rates() const {
  std::vector<double> rates = sums_;
  for (double& rate : rates) rate /= static_cast<double>(std::max<int64_t>(num_positions_, 1));
  return rates;
}

}  // namespace affekt
