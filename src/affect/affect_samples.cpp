#include "affect/affect_samples.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"
#include "core/text/lower_case.h"

namespace affekt {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// ASCII letters only: others stay as they are, which at worst keeps two spellings apart.
std::string simplify(const std::string& name) {
  const auto first = std::find_if_not(name.begin(), name.end(), is_space);
  const auto last = std::find_if_not(name.rbegin(), std::make_reverse_iterator(first), is_space).base();
  return to_lower(std::string(first, last));
}

}  // namespace

std::vector<int64_t> number_artists(const SongTable& songs, const std::vector<int64_t>& rows) {
  std::map<std::string, int64_t> number_of;
  std::vector<int64_t> numbers;
  numbers.reserve(rows.size());
  int64_t next = 0;
  for (const int64_t row : rows) {
    const std::string artist = simplify(songs.artists.at(static_cast<size_t>(row)));
    if (artist.empty()) {
      numbers.push_back(next++);
      continue;
    }
    const auto inserted = number_of.emplace(artist, next);
    if (inserted.second) ++next;
    numbers.push_back(inserted.first->second);
  }
  return numbers;
}

AffectSamples collect_affect_samples(const SongCatalogue& catalogue, const std::vector<int64_t>& rows,
                                     MatrixView points, const std::string& target) {
  AFFEKT_CHECK(static_cast<int64_t>(rows.size()) == points.num_rows, "every song needs its point");
  AFFEKT_CHECK(target == "deezer" || target == "tags" || target == "none", "unknown target " + target);
  AffectSamples samples;
  samples.num_inputs = points.num_columns;
  samples.target = target;
  if (target == "none") return samples;

  const SongAffect& affect = catalogue.affect;
  const auto& valence = target == "deezer" ? affect.deezer_valence : affect.tag_valence;
  const auto& arousal = target == "deezer" ? affect.deezer_arousal : affect.tag_arousal;
  std::vector<int64_t> judged;  // rows of the catalogue
  size_t at = 0;                // both lists ascend
  for (size_t i = 0; i < affect.rows.size(); ++i) {
    while (at < rows.size() && rows[at] < affect.rows[i]) ++at;
    if (at == rows.size()) break;
    if (rows[at] != affect.rows[i] || !std::isfinite(valence[i]) || !std::isfinite(arousal[i])) continue;
    judged.push_back(rows[at]);
    const float* point = points.row(static_cast<int64_t>(at));
    samples.points.insert(samples.points.end(), point, point + points.num_columns);
    samples.targets.push_back(valence[i]);
    samples.targets.push_back(arousal[i]);
  }
  samples.num_songs = static_cast<int64_t>(judged.size());
  samples.artists = number_artists(catalogue.songs, judged);
  return samples;
}

}  // namespace affekt
