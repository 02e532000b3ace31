#include "evaluation/songs/song_report_text.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <sstream>

#include "evaluation/classification/report_text.h"

namespace affekt {
namespace {

using nlohmann::json;

const std::string kNoSongValue = "–";
const std::string kMinus = "−";

struct SongMetricWords {
  const char* title;
  const char* explanation;
};

const std::map<std::string, SongMetricWords>& song_metric_words() {
  static const std::map<std::string, SongMetricWords> words = {
      {"feature_variance_explained",
       {"Feature variance explained",
        "Share of the clustered space's variance that lies between the clusters; 1 − inertia / inertia of "
        "one "
        "cluster."}},
      {"inertia",
       {"Inertia", "Sum of squared distances of the songs to their centroids, in the clustered space."}},
      {"silhouette",
       {"Silhouette",
        "How much nearer a song is to its own cluster than to the next one, −1 to 1, mean over the songs."}},
      {"davies_bouldin",
       {"Davies-Bouldin",
        "Spread of two clusters against the distance of their centroids, for each cluster's worst neighbour; "
        "lower "
        "is better."}},
      {"calinski_harabasz",
       {"Calinski-Harabasz", "Variance between the clusters against that within them; higher is better."}},
      {"smallest_share", {"Smallest cluster", "Share of the songs in the smallest cluster."}},
  };
  return words;
}

std::string with_true_minus(std::string text) {
  if (!text.empty() && text[0] == '-') text.replace(0, 1, kMinus);
  return text;
}

}  // namespace

const json& find_felt_quantity(const json& report, const std::string& what) {
  static const json null_value;
  const json& quantities = member_or_null(report["affect"], "quantities");
  for (const char* source : {"deezer_", "tag_"})
    for (const json& quantity : quantities)
      if (quantity["name"] == source + what) return quantity;
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

std::string column_title(const std::string& column) {
  return key_to_words(column);
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
  if (!value.is_number()) return kNoSongValue;
  if (name == "feature_variance_explained" || name == "smallest_share") return format_percent(value);
  if (name == "inertia" || name == "calinski_harabasz") {
    const double number = value;
    return number >= 1000 ? format_count(std::llround(number)) : fmt::format("{:.2f}", number);
  }
  return with_true_minus(format_number(value));
}

const std::vector<std::string>& ordered_song_metrics() {
  static const std::vector<std::string> names = {"silhouette",        "feature_variance_explained",
                                                 "inertia",           "davies_bouldin",
                                                 "calinski_harabasz", "smallest_share"};
  return names;
}

std::string song_metric_title(const std::string& name) {
  const auto found = song_metric_words().find(name);
  return found == song_metric_words().end() ? key_to_words(name) : found->second.title;
}

std::string song_metric_explanation(const std::string& name) {
  const auto found = song_metric_words().find(name);
  return found == song_metric_words().end() ? "" : found->second.explanation;
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
