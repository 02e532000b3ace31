#include "affect/cluster_coordinates.h"

#include <algorithm>
#include <cmath>

#include "affect/affect_samples.h"
#include "core/error.h"
#include "core/text/count_text.h"

namespace affekt {
namespace {

constexpr char kDeezerPeople[] = "listeners' valence and arousal (Deezer)";
constexpr char kTagPeople[] = "valence and arousal of the words that listeners tagged the songs with";

/// Mean and deviation of both quantities over some songs: the plane's origin and units.
struct Scale {
  AffectPoint mean, deviation;
};

/// @param values  [n, 2]
Scale measure_scale(const std::vector<float>& values) {
  Scale scale;
  const auto n = static_cast<double>(values.size() / 2);
  for (size_t i = 0; i < values.size(); i += 2) {
    scale.mean.valence += static_cast<double>(values[i]) / n;
    scale.mean.arousal += static_cast<double>(values[i + 1]) / n;
  }
  for (size_t i = 0; i < values.size(); i += 2) {
    scale.deviation.valence += std::pow(static_cast<double>(values[i]) - scale.mean.valence, 2) / n;
    scale.deviation.arousal += std::pow(static_cast<double>(values[i + 1]) - scale.mean.arousal, 2) / n;
  }
  scale.deviation.valence = std::sqrt(scale.deviation.valence);
  scale.deviation.arousal = std::sqrt(scale.deviation.arousal);
  return scale;
}

struct ClusterTotals {
  std::vector<AffectPoint> sums;
  std::vector<int64_t> counts;
  explicit ClusterTotals(int64_t num_clusters)
      : sums(static_cast<size_t>(num_clusters)), counts(static_cast<size_t>(num_clusters), 0) {}
  void add(int32_t label, float valence, float arousal) {
    AffectPoint& sum = sums[static_cast<size_t>(label)];
    sum.valence += static_cast<double>(valence);
    sum.arousal += static_cast<double>(arousal);
    ++counts[static_cast<size_t>(label)];
  }
  AffectPoint place(size_t cluster, const Scale& scale) const {
    const auto n = static_cast<double>(counts[cluster]);
    return {(sums[cluster].valence / n - scale.mean.valence) / scale.deviation.valence,
            (sums[cluster].arousal / n - scale.mean.arousal) / scale.deviation.arousal};
  }
};

struct JudgedClusters {
  AffectSamples judged;
  Scale scale;
  ClusterTotals heard;
  std::vector<int64_t> hardly_judged;  // clusters with fewer than kMinJudgedSongs
};

/// @param target  deezer | tags
JudgedClusters collect_judgements(const SongCatalogue& catalogue, const ClusteredSongs& songs,
                                  const std::string& target) {
  // The labels travel as points of one column, so that the one rule of joining is used.
  const std::vector<float> label_column(songs.labels.begin(), songs.labels.end());
  JudgedClusters clusters{
      collect_affect_samples(catalogue, songs.rows,
                             {label_column.data(), static_cast<int64_t>(label_column.size()), 1}, target),
      {},
      ClusterTotals(songs.num_clusters),
      {}};
  const AffectSamples& judged = clusters.judged;
  clusters.scale = measure_scale(judged.targets);
  for (size_t i = 0; i < judged.points.size(); ++i)
    clusters.heard.add(static_cast<int32_t>(judged.points[i]), judged.targets[2 * i],
                       judged.targets[2 * i + 1]);
  for (size_t k = 0; k < clusters.heard.counts.size(); ++k)
    if (clusters.heard.counts[k] < kMinJudgedSongs) clusters.hardly_judged.push_back(static_cast<int64_t>(k));
  return clusters;
}

std::string describe_people(const JudgedClusters& clusters, const std::string& target) {
  return std::string("mean ") + (target == "deezer" ? kDeezerPeople : kTagPeople) +
         " of each cluster's judged songs, as z-scores over the " + format_count(clusters.judged.num_songs) +
         " judged songs that were clustered";
}

ClusterCoordinates place_by_people(const SongCatalogue& catalogue, const ClusteredSongs& songs,
                                   MatrixView points, const AffectRegression& regression) {
  const JudgedClusters clusters = collect_judgements(catalogue, songs, regression.target);
  ClusterTotals predicted(songs.num_clusters);
  const std::vector<float> predictions = predict_affect(regression, points.data, points.num_rows);
  for (size_t i = 0; i < songs.labels.size(); ++i)
    predicted.add(songs.labels[i], predictions[2 * i], predictions[2 * i + 1]);

  ClusterCoordinates places;
  for (size_t k = 0; k < clusters.heard.counts.size(); ++k) {
    const bool enough = clusters.heard.counts[k] >= kMinJudgedSongs;
    places.clusters.push_back((enough ? clusters.heard : predicted).place(k, clusters.scale));
  }
  places.space = describe_people(clusters, regression.target);
  if (!clusters.hardly_judged.empty())
    places.space += "; clusters with fewer than " + std::to_string(kMinJudgedSongs) + " of these (" +
                    list_numbers(clusters.hardly_judged) +
                    ") are placed by the regression's predictions for all their songs";
  return places;
}

/// Listeners' means without a regression to fill gaps: empty unless enough songs of every cluster were
/// judged. @param gaps  why it is empty, to be added to the words of what is taken instead
ClusterCoordinates place_by_people_alone(const SongCatalogue& catalogue, const ClusteredSongs& songs,
                                         std::string& gaps) {
  for (const char* target : {"deezer", "tags"}) {
    const JudgedClusters clusters = collect_judgements(catalogue, songs, target);
    if (clusters.judged.num_songs == 0) continue;
    const AffectPoint& deviation = clusters.scale.deviation;
    if (!clusters.hardly_judged.empty() || !(deviation.valence > 0) || !(deviation.arousal > 0)) {
      gaps = "; listeners judged some songs, but too few of clusters " +
             list_numbers(clusters.hardly_judged) + " (fewer than " + std::to_string(kMinJudgedSongs) +
             "), and there is no regression that could stand in for them (model.affect.target)";
      if (clusters.hardly_judged.empty()) gaps = "; listeners judged all songs alike";
      continue;
    }
    ClusterCoordinates places;
    for (size_t k = 0; k < clusters.heard.counts.size(); ++k)
      places.clusters.push_back(clusters.heard.place(k, clusters.scale));
    places.space = describe_people(clusters, target);
    return places;
  }
  return {};
}

ClusterCoordinates place_by_columns(const SongTable& table, const ClusteredSongs& songs) {
  ClusterCoordinates places;
  const auto& columns = table.columns;
  const auto valence = std::find(columns.begin(), columns.end(), "valence") - columns.begin();
  const auto energy = std::find(columns.begin(), columns.end(), "energy") - columns.begin();
  if (valence == table.num_columns() || energy == table.num_columns()) {
    places.space =
        "none: there are neither listeners' judgements of all clusters nor columns valence and energy, so no "
        "emotion can be "
        "mapped to clusters";
    return places;
  }
  std::vector<float> values;
  ClusterTotals totals(songs.num_clusters);
  for (size_t i = 0; i < songs.rows.size(); ++i) {
    const float* row = table.values.data() + songs.rows[i] * table.num_columns();
    if (!std::isfinite(row[valence]) || !std::isfinite(row[energy])) continue;
    values.push_back(row[valence]);
    values.push_back(row[energy]);
    totals.add(songs.labels[i], row[valence], row[energy]);
  }
  const Scale scale = measure_scale(values);
  const bool all_placed =
      std::all_of(totals.counts.begin(), totals.counts.end(), [](int64_t count) { return count > 0; });
  if (!all_placed || !(scale.deviation.valence > 0) || !(scale.deviation.arousal > 0)) {
    places.space =
        "none: there are no listeners' judgements of all clusters, and the columns valence and energy do not "
        "vary or are "
        "empty "
        "for all songs of a cluster";
    return places;
  }
  for (size_t k = 0; k < totals.counts.size(); ++k) places.clusters.push_back(totals.place(k, scale));
  places.space =
      "mean of the catalogue's own columns valence and energy over each cluster's songs, as z-scores over "
      "all "
      "clustered songs; computed from the audio, no listener has confirmed them";
  return places;
}

}  // namespace

ClusterCoordinates compute_cluster_coordinates(const SongCatalogue& catalogue, const ClusteredSongs& songs,
                                               MatrixView points, const AffectRegression& regression) {
  AFFEKT_CHECK(
      songs.rows.size() == songs.labels.size() && static_cast<int64_t>(songs.rows.size()) == points.num_rows,
      "every song needs its cluster and its point");
  std::vector<int64_t> sizes(static_cast<size_t>(songs.num_clusters), 0);
  for (const int32_t label : songs.labels) ++sizes.at(static_cast<size_t>(label));
  for (size_t k = 0; k < sizes.size(); ++k)
    if (sizes[k] == 0)
      throw DataError("cluster " + std::to_string(k) + " of " + std::to_string(sizes.size()) +
                      " holds no song, so it has no emotion; lower model.kmeans.num_clusters");
  if (regression.target != "none") return place_by_people(catalogue, songs, points, regression);
  std::string gaps;
  ClusterCoordinates places = place_by_people_alone(catalogue, songs, gaps);
  if (!places.clusters.empty()) return places;
  places = place_by_columns(catalogue.songs, songs);
  places.space += gaps;
  return places;
}

std::vector<std::string> quantities_of_space(const std::string& space) {
  const auto begins_with = [&](const char* people) {
    return space.rfind(std::string("mean ") + people, 0) == 0;
  };
  if (begins_with(kDeezerPeople)) return {"deezer_valence", "deezer_arousal"};
  if (begins_with(kTagPeople)) return {"tag_valence", "tag_arousal"};
  return {"spotify_valence", "spotify_energy"};
}

}  // namespace affekt
