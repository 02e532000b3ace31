#include "evaluation/songs/song_report_text.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/error.h"
#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

using nlohmann::json;

const std::string kNoSongValue = "–";

}  // namespace

const std::vector<MetricInfo>& song_metrics() {
  using Format = MetricFormat;
  static const std::vector<MetricInfo> metrics = {
      {"silhouette", "Silhouette",
       "How much nearer a song is to its own cluster than to the next one, −1 to 1, mean over the songs.",
       Format::kNumber, true},
      {"feature_variance_explained", "Feature variance explained",
       "Share of the clustered space's variance that lies between the clusters; 1 − inertia / inertia of one "
       "cluster.",
       Format::kPercent, true},
      {"inertia", "Inertia",
       "Sum of squared distances of the songs to their centroids, in the clustered space.",
       Format::kLargeNumber, false},
      {"davies_bouldin", "Davies-Bouldin",
       "Spread of two clusters against the distance of their centroids, for each cluster's worst neighbour; "
       "lower is better.",
       Format::kNumber, false},
      {"calinski_harabasz", "Calinski-Harabasz",
       "Variance between the clusters against that within them; higher is better.", Format::kLargeNumber,
       true},
      {"smallest_share", "Smallest cluster", "Share of the songs in the smallest cluster.", Format::kPercent,
       true}};
  return metrics;
}

const json& find_listener_quantity(const json& facts, std::string_view what) {
  static const json null_value;
  const json& quantities = member_or_null(facts["affect"], "quantities");
  for (const char* source : {"deezer_", "tag_"})
    for (const json& quantity : quantities)
      if (quantity["name"] == std::string(source).append(what)) return quantity;
  return null_value;
}

std::vector<std::string> wrap_words(const std::string& text, size_t max_characters) {
  std::vector<std::string> lines;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (lines.empty() || lines.back().size() + 1 + word.size() > max_characters) {
      lines.push_back(word);
    } else {
      lines.back() += " " + word;
    }
  }
  return lines;
}

std::string cluster_title(const json& cluster) {
  return fmt::format("{} ({})", cluster["index"].get<int64_t>(), cluster["name"].get<std::string>());
}

std::string cluster_row_title(const json& cluster) {
  return fmt::format("{} · {}", cluster["index"].get<int64_t>(), cluster["name"].get<std::string>());
}

std::string format_in_unit(const json& value) {
  if (!value.is_number()) return kNoSongValue;
  const double number = value;
  const int decimals = std::abs(number) >= 100 ? 0 : std::abs(number) >= 1 ? 1 : 2;
  return with_true_minus(fmt::format("{:.{}f}", number, decimals));
}

std::string format_signed(const json& value, int decimals) {
  if (!value.is_number()) return kNoSongValue;
  return with_true_minus(fmt::format("{:+.{}f}", value.get<double>(), decimals));
}

std::string format_with_interval(const json& value, const json& interval, int decimals) {
  if (!value.is_number()) return kNoSongValue;
  const auto write = [&](const json& number) {
    return with_true_minus(fmt::format("{:.{}f}", number.get<double>(), decimals));
  };
  if (!interval.is_array() || !interval[0].is_number()) return write(value);
  return fmt::format("{} ({} – {})", write(value), write(interval[0]), write(interval[1]));
}

std::string format_song_metric(const std::string& name, const json& value) {
  const MetricInfo* metric = find_metric(song_metrics(), name);
  AFFEKT_CHECK(metric != nullptr, "a metric that a clustering of songs has not");
  return format_metric(*metric, value);
}

std::string quantity_title(const std::string& name) {
  static const std::map<std::string, std::string> titles = {
      {"deezer_valence", "Valence, listeners (Deezer)"}, {"deezer_arousal", "Arousal, listeners (Deezer)"},
      {"tag_valence", "Valence, listeners' tags"},       {"tag_arousal", "Arousal, listeners' tags"},
      {"tag_dominance", "Dominance, listeners' tags"},   {"spotify_valence", "Valence, Spotify's own"},
      {"spotify_energy", "Energy, Spotify's own"},
  };
  const auto found = titles.find(name);
  return found == titles.end() ? key_to_words(name) : found->second;
}

}  // namespace affekt
