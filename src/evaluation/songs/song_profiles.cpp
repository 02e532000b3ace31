#include "evaluation/songs/song_profiles.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "affect/affect_samples.h"
#include "affect/song_columns.h"
#include "core/error.h"
#include "metrics/bootstrap.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr double kNotableZ = 0.25;     // what a column needs to be in a name
constexpr double kThirdColumnZ = 0.5;  // what the third one needs
constexpr double kNumKeys = 12, kRadiansPerKey = 3.14159265358979323846 / 6;
constexpr double kNoDirection = 0.1;  // concentration below which keys lie all round the circle

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

json describe_column(const std::string& column) {
  json profile = {{"column", column}, {"unit", describe_song_column(column).scale}};
  for (const char* quantity : {"mean", "median", "quartiles", "z", "most_frequent", "most_frequent_share",
                               "direction", "concentration"})
    profile[quantity] = nullptr;
  return profile;
}

void profile_circular(const std::vector<double>& values, json& profile) {
  std::map<double, int64_t> counts;
  for (const double value : values) ++counts[value];
  const auto most = std::max_element(  // the lowest of equally frequent ones
      counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  profile["most_frequent"] = most->first;
  profile["most_frequent_share"] = static_cast<double>(most->second) / static_cast<double>(values.size());
  const CircleMoments moments = measure_circle(values);
  const double concentration = std::min(1.0, moments.length());
  profile["concentration"] = concentration;
  if (concentration < kNoDirection) return;
  const double direction = std::atan2(moments.sine, moments.cosine) / kRadiansPerKey;
  profile["direction"] = std::fmod(direction + kNumKeys, kNumKeys);
}

/// @return  z
double profile_column(const std::vector<double>& values, const Moments& all, json& profile) {
  const double mean = measure_column(values).mean;
  const double z = all.deviation > 0 ? (mean - all.mean) / all.deviation : 0;
  profile["mean"] = mean;
  profile["z"] = z;
  profile["median"] = compute_quantile(values, 0.5);
  profile["quartiles"] = {compute_quantile(values, 0.25), compute_quantile(values, 0.75)};
  return z;
}

/// How far the cluster's keys are from those of all songs, in deviations of all songs. Never below 0.
double circular_z(const std::vector<double>& keys, const CircleMoments& all) {
  const CircleMoments own = measure_circle(keys);
  const double distance = std::hypot(own.cosine - all.cosine, own.sine - all.sine);
  return all.deviation() > 1e-9 ? distance / all.deviation() : 0;
}

std::string circular_words(const json& profile) {
  const json& direction = profile["direction"];
  return direction.is_number() ? "key around " + pitch_name(direction) : "all keys";
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
    const SongColumn column = describe_song_column(columns[d]);
    const bool is_given = !words.empty() && !words[d].empty();
    name += (name.empty() ? "" : ", ") + (is_given ? words[d] : z[d] >= 0 ? column.high : column.low);
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
      has_key ? "Keys lie on a circle: of them the direction of the mean is told, and its distance is that "
                "of the mean cosine and sine. "
              : "");
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

json profile_clusters(const SongProfileInput& input) {
  const size_t num_columns = input.columns.size(), num_songs = input.labels.size();
  AFFEKT_CHECK(static_cast<int64_t>(num_columns) == input.raw.num_columns &&
                   static_cast<int64_t>(num_songs) == input.raw.num_rows && num_songs > 0,
               "a profile needs each column's name and each song's cluster");
  const auto num_clusters = static_cast<size_t>(input.num_clusters);
  std::vector<int64_t> sizes(num_clusters);
  for (const int32_t label : input.labels) ++sizes[static_cast<size_t>(label)];
  std::vector<json> profiles(num_clusters, json::array());
  std::vector<std::vector<double>> z(num_clusters, std::vector<double>(num_columns, NAN));
  std::vector<std::vector<std::string>> words(num_clusters, std::vector<std::string>(num_columns));
  for (size_t column = 0; column < num_columns; ++column) {
    std::vector<double> all;
    std::vector<std::vector<double>> of_cluster(num_clusters);
    for (size_t i = 0; i < num_songs; ++i) {
      all.push_back(input.raw.row(static_cast<int64_t>(i))[column]);
      of_cluster[static_cast<size_t>(input.labels[i])].push_back(all.back());
    }
    const Moments moments = measure_column(all);
    const CircleMoments circle = measure_circle(all);
    for (size_t k = 0; k < num_clusters; ++k) {
      json& profile = profiles[k].emplace_back(describe_column(input.columns[column]));
      if (of_cluster[k].empty()) continue;
      if (input.columns[column] == "key") {
        profile_circular(of_cluster[k], profile);
        z[k][column] = circular_z(of_cluster[k], circle);
        words[k][column] = circular_words(profile);
      } else {
        z[k][column] = profile_column(of_cluster[k], moments, profile);
      }
    }
  }
  const std::vector<std::string> names = name_clusters(input.columns, z, words);
  json clusters = json::array();
  for (size_t k = 0; k < num_clusters; ++k)
    clusters.push_back({{"name", names[k]},
                        {"size", sizes[k]},
                        {"share", static_cast<double>(sizes[k]) / static_cast<double>(num_songs)},
                        {"profile", std::move(profiles[k])}});
  return clusters;
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
