#include "evaluation/songs/song_profiles.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "affect/affect_samples.h"
#include "core/error.h"
#include "metrics/bootstrap.h"

namespace affekt {

namespace {

constexpr double kNotableZ = 0.25;     // what a column needs to be in a name
constexpr double kThirdColumnZ = 0.5;  // what the third one needs
constexpr double kNumKeys = 12, kRadiansPerKey = 3.14159265358979323846 / 6;
constexpr double kNoDirection = 0.1;  // concentration below which keys lie all round the circle

struct ColumnWords {
  const char* unit;
  const char* high;
  const char* low;
};

const std::map<std::string, ColumnWords>& column_words() {
  static const std::map<std::string, ColumnWords> words = {
      {"danceability", {"0 to 1", "danceable", "not danceable"}},
      {"energy", {"0 to 1", "high energy", "low energy"}},
      {"loudness", {"dB", "loud", "quiet"}},
      {"speechiness", {"0 to 1", "much speech", "little speech"}},
      {"acousticness", {"0 to 1", "acoustic", "not acoustic"}},
      {"instrumentalness", {"0 to 1", "instrumental", "not instrumental"}},
      {"liveness", {"0 to 1", "live", "not live"}},
      {"valence", {"0 to 1", "high valence", "low valence"}},
      {"tempo", {"beats a minute", "fast", "slow"}},
      {"key", {"0 to 11, C is 0", "high key", "low key"}},
      {"mode", {"0 minor, 1 major", "major", "minor"}},
      {"duration_ms", {"ms", "long", "short"}},
      {"time_signature", {"beats a bar", "many beats a bar", "few beats a bar"}},
      {"popularity", {"0 to 100", "popular", "not popular"}},
  };
  return words;
}

std::string words_for(const std::string& column, double z) {
  const auto found = column_words().find(column);
  if (found == column_words().end()) return (z >= 0 ? "high " : "low ") + column;
  return z >= 0 ? found->second.high : found->second.low;
}

/// Mean cosine and sine of keys, and their deviation.
struct CircleMoments {
  double cosine = 0, sine = 0;
  double length() const { return std::hypot(cosine, sine); }
  double deviation() const { return std::sqrt(std::max(0.0, 1 - length() * length())); }
};

CircleMoments measure_circle(const std::vector<double>& keys) {
  CircleMoments moments;
  const double weight = 1 / static_cast<double>(keys.size());
  for (const double key : keys) {
    moments.cosine += weight * std::cos(kRadiansPerKey * key);
    moments.sine += weight * std::sin(kRadiansPerKey * key);
  }
  return moments;
}

struct Moments {
  double mean = 0, deviation = 0;  // of all songs: divided by n
};

Moments measure_column(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {mean, std::sqrt(squares / count)};
}

ColumnProfile profile_circular(const std::vector<double>& values) {
  ColumnProfile profile;
  std::map<double, int64_t> counts;
  for (const double value : values) ++counts[value];
  int64_t most = 0;
  for (const auto& [value, count] : counts) {
    if (count <= most) continue;  // the lowest of equally frequent ones
    most = count;
    profile.most_frequent = value;
  }
  profile.most_frequent_share = static_cast<double>(most) / static_cast<double>(values.size());
  const CircleMoments moments = measure_circle(values);
  profile.concentration = std::min(1.0, moments.length());
  if (profile.concentration < kNoDirection) return profile;
  const double direction = std::atan2(moments.sine, moments.cosine) / kRadiansPerKey;
  profile.direction = std::fmod(direction + kNumKeys, kNumKeys);
  return profile;
}

ColumnProfile profile_column(const std::vector<double>& values, const Moments& all) {
  ColumnProfile profile;
  profile.mean = measure_column(values).mean;
  profile.z = all.deviation > 0 ? (profile.mean - all.mean) / all.deviation : 0;
  profile.median = compute_quantile(values, 0.5);
  profile.low_quartile = compute_quantile(values, 0.25);
  profile.high_quartile = compute_quantile(values, 0.75);
  return profile;
}

/// How far the cluster's keys are from those of all songs, in deviations of all songs. Never below 0.
double circular_z(const std::vector<double>& keys, const CircleMoments& all) {
  const CircleMoments own = measure_circle(keys);
  const double distance = std::hypot(own.cosine - all.cosine, own.sine - all.sine);
  return all.deviation() > 1e-9 ? distance / all.deviation() : 0;
}

std::string circular_words(const ColumnProfile& profile) {
  return std::isfinite(profile.direction) ? "key around " + pitch_name(profile.direction) : "all keys";
}

/// Columns that say something, the farthest from the ordinary song first.
std::vector<size_t> order_by_distance(const std::vector<double>& z) {
  std::vector<size_t> order;
  for (size_t i = 0; i < z.size(); ++i)
    if (std::isfinite(z[i])) order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return std::abs(z[a]) > std::abs(z[b]); });
  return order;
}

/// How many columns are in the name, before two clusters turn out to have the same.
size_t count_notable(const std::vector<double>& z, const std::vector<size_t>& order) {
  size_t count = 0;
  while (count < std::min<size_t>(3, order.size()) &&
         std::abs(z[order[count]]) >= (count == 2 ? kThirdColumnZ : kNotableZ))
    ++count;
  return count;
}

/// @param words  [D], or empty
std::string join_words(const std::vector<std::string>& columns, const std::vector<double>& z,
                       const std::vector<std::string>& words, const std::vector<size_t>& order,
                       size_t count) {
  std::string name;
  for (size_t i = 0; i < std::min(count, order.size()); ++i) {
    const size_t d = order[i];
    const bool is_given = !words.empty() && !words[d].empty();
    name += (name.empty() ? "" : ", ") + (is_given ? words[d] : words_for(columns[d], z[d]));
  }
  return name;
}

}  // namespace

std::string describe_name_rule(const std::vector<std::string>& columns) {
  const bool has_key = std::find(columns.begin(), columns.end(), "key") != columns.end();
  return fmt::format(
      "The two columns in which the cluster's mean is farthest from the mean of all songs, in standard "
      "deviations of all songs, and a third if it is at least half a deviation away; none that is closer "
      "than a quarter. {}Where two clusters would have one name, further columns are added. The words "
      "describe the audio features, not a mood.",
      has_key
          ? "Keys lie on a circle: of them the direction of the mean is told, and its distance is that of "
            "the mean cosine and sine. "
          : "");
}

std::string unit_of_column(const std::string& column) {
  const auto found = column_words().find(column);
  return found == column_words().end() ? "" : found->second.unit;
}

std::string pitch_name(double key) {
  static const char* const names[] = {"C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"};
  return names[(std::llround(key) % 12 + 12) % 12];
}

std::vector<std::string> name_clusters(const std::vector<std::string>& columns,
                                       const std::vector<std::vector<double>>& z,
                                       const std::vector<std::vector<std::string>>& words) {
  const size_t num_clusters = z.size();
  std::vector<std::vector<size_t>> orders;
  std::vector<size_t> num_words;
  for (const std::vector<double>& of_cluster : z) {
    orders.push_back(order_by_distance(of_cluster));
    num_words.push_back(count_notable(of_cluster, orders.back()));
  }
  std::vector<std::string> names(num_clusters);
  for (bool changed = true; changed;) {
    changed = false;
    std::map<std::string, std::vector<size_t>> same;
    for (size_t k = 0; k < num_clusters; ++k) {
      names[k] = join_words(columns, z[k], words.empty() ? std::vector<std::string>() : words[k], orders[k],
                            num_words[k]);
      same[names[k]].push_back(k);
    }
    for (const auto& [name, clusters] : same) {
      for (const size_t k : clusters) {
        if (clusters.size() < 2 || num_words[k] >= orders[k].size()) continue;
        ++num_words[k];
        changed = true;
      }
    }
  }
  std::map<std::string, int> seen;
  for (size_t k = 0; k < num_clusters; ++k) {
    std::string& name = names[k];
    if (name.empty()) name = orders[k].empty() ? "no songs" : "near the average";
    const int count = ++seen[name];
    if (count > 1) name += fmt::format(" ({})", count);  // the same side of the mean in every column
  }
  return names;
}

std::vector<ClusterProfile> profile_clusters(const SongProfileInput& input) {
  const auto num_columns = static_cast<size_t>(input.raw.num_columns);
  AFFEKT_CHECK(input.columns.size() == num_columns && input.circular.size() == num_columns,
               "a profile needs each column's name and kind");
  AFFEKT_CHECK(static_cast<int64_t>(input.labels.size()) == input.raw.num_rows && input.raw.num_rows > 0,
               "a profile needs each song's cluster");
  std::vector<ClusterProfile> profiles(static_cast<size_t>(input.num_clusters));
  for (const int32_t label : input.labels) ++profiles[static_cast<size_t>(label)].size;
  for (ClusterProfile& profile : profiles) {
    profile.share = static_cast<double>(profile.size) / static_cast<double>(input.raw.num_rows);
    profile.columns.resize(num_columns);
  }
  std::vector<std::vector<double>> z(profiles.size(), std::vector<double>(num_columns, NAN));
  std::vector<std::vector<std::string>> words(profiles.size(), std::vector<std::string>(num_columns));
  for (size_t column = 0; column < num_columns; ++column) {
    std::vector<double> all;
    std::vector<std::vector<double>> of_cluster(profiles.size());
    for (int64_t i = 0; i < input.raw.num_rows; ++i) {
      all.push_back(input.raw.row(i)[column]);
      of_cluster[static_cast<size_t>(input.labels[static_cast<size_t>(i)])].push_back(all.back());
    }
    const Moments moments = measure_column(all);
    const CircleMoments circle = measure_circle(all);
    for (size_t k = 0; k < profiles.size(); ++k) {
      if (of_cluster[k].empty()) continue;
      ColumnProfile& profile = profiles[k].columns[column];
      if (input.circular[column]) {
        profile = profile_circular(of_cluster[k]);
        z[k][column] = circular_z(of_cluster[k], circle);
        words[k][column] = circular_words(profile);
      } else {
        profile = profile_column(of_cluster[k], moments);
        z[k][column] = profile.z;
      }
    }
  }
  const std::vector<std::string> names = name_clusters(input.columns, z, words);
  for (size_t k = 0; k < profiles.size(); ++k) profiles[k].name = names[k];
  return profiles;
}

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
