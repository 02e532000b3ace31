// What the tests of the song report share: twelve songs in three clusters, small enough to check by hand.
//
//   cluster 0, centroid (0.2, 0.2): (0.1, 0.2) (0.3, 0.2) (0.2, 0.1) (0.2, 0.3) (0.2, 0.2) (0.2, 0.2)
//   cluster 1, centroid (0.8, 0.4): (0.7, 0.4) (0.9, 0.4) (0.8, 0.4) (0.8, 0.4)
//   cluster 2, centroid (0.6, 0.9): (0.6, 0.8) (0.6, 1.0)
#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "evaluation/songs/song_report.h"
#include "evaluation/songs/song_report_facts.h"

namespace affekt {

struct SongFixture {
  SongCatalogue catalogue;
  SongModel model;
};

inline SongCatalogue make_song_catalogue() {
  SongCatalogue catalogue;
  SongTable& songs = catalogue.songs;
  songs.columns = {"energy", "valence"};
  songs.values = {0.1F, 0.2F, 0.3F, 0.2F, 0.2F, 0.1F, 0.2F, 0.3F, 0.2F, 0.2F, 0.2F, 0.2F,
                  0.7F, 0.4F, 0.9F, 0.4F, 0.8F, 0.4F, 0.8F, 0.4F, 0.6F, 0.8F, 0.6F, 1.0F};
  songs.num_songs = 12;
  for (int i = 0; i < 12; ++i) {
    songs.ids.push_back("id" + std::to_string(i));
    songs.artists.push_back("Artist " + std::to_string(i));
    songs.titles.push_back("Title " + std::to_string(i));
  }
  catalogue.info.dataset_name = "songs";
  catalogue.info.content_digest = "d1";
  catalogue.info.ingest_options = "{}";
  catalogue.info.counts = {{"num_duplicates", 3}};
  return catalogue;
}

inline SongModel make_song_model(const SongTable& songs) {
  SongModel model;
  model.columns = songs.columns;
  model.medians = {0.25F, 0.25F};
  TransformOptions options;
  options.columns = songs.columns;
  options.scaling = "none";
  model.transform = fit_transform({songs.values.data(), songs.num_songs, songs.num_columns()}, options);
  model.num_clusters = 3;
  model.centroids = {0.2F, 0.2F, 0.8F, 0.4F, 0.6F, 0.9F};
  model.fit = {{"algorithm", "auto"}, {"iterations", 4}, {"converged", true}, {"inertia", 0.08}};
  model.data_digest = "d1";
  model.name = "tiny";
  return model;
}

inline Sweep make_song_sweep() {
  Sweep sweep;
  for (int64_t k = 2; k <= 5; ++k) {
    SweepPoint point;
    point.k = k;
    point.inertia = 1.0 / static_cast<double>(k);
    point.silhouette = k == 3 ? 0.7 : 0.5;
    point.davies_bouldin = 0.4;
    point.calinski_harabasz = 60;
    point.gap = 0.1 * static_cast<double>(k);
    point.gap_deviation = 0.02;
    point.seed_ari = 0.95;
    point.seed_ari_min = 0.9;
    point.bootstrap_ari = 0.85;
    point.bootstrap_ari_min = 0.6;
    point.smallest_share = 0.1;
    sweep.points.push_back(point);
  }
  sweep.chosen_k = 3;
  sweep.rule = "stable_silhouette";
  sweep.reason = "k = 3 has the best silhouette (0.700) of the stable ones.";
  sweep.silhouette_rows = 10000;
  return sweep;
}

inline AffectRegression make_song_regression() {
  AffectRegression regression;
  regression.target = "deezer";
  regression.num_songs = 10;
  regression.num_folds = 5;
  regression.lambda = 0.5;
  regression.ridge = {
      2, 2, {1, 0, 0, 2}, {0, 0.5F}};  // valence: the first feature; arousal: 2 x second + 0.5
  regression.hidden = {2, 1, {0, 0}, {0}};
  regression.output = {1, 2, {0, 0}, {0, 0}};
  regression.mean_fit = {{-0.01, -0.02}, {-0.03, -0.04}, {0, 0}, {0.8, 0.9}, {-0.1, -0.1}, {0, 0}};
  regression.ridge_fit = {{0.2, 0.3}, {0.15, 0.25}, {0.25, 0.35}, {0.7, 0.6}, {0.1, 0.2}, {0.3, 0.4}};
  regression.network_fit = {{0.19, 0.29}, {0.14, 0.24}, {0.24, 0.34}, {0.7, 0.6}, {0.1, 0.2}, {0.3, 0.4}};
  return regression;
}

/// One quantity with these means in the three clusters.
inline QuantityByCluster make_quantity(const std::string& name, const std::vector<double>& means) {
  QuantityByCluster quantity;
  quantity.name = name;
  quantity.source = name + " of the fixture";
  quantity.num_songs = 12;
  quantity.mean = 0.1;
  quantity.deviation = 0.5;
  for (const double mean : means) quantity.clusters.push_back({4, mean, {mean - 0.1, mean + 0.1}});
  quantity.variance_explained = {0.4, 0.05, 0.12, 0.005};
  return quantity;
}

inline SongAffectScores make_song_affect() {
  SongAffectScores affect;
  affect.num_songs = 12;
  affect.num_clusters = 3;
  affect.num_resamples = 100;
  affect.num_permutations = 200;
  affect.quantities = {
      make_quantity("deezer_valence", {-0.4, 0.1, 0.6}), make_quantity("deezer_arousal", {-0.5, 0.7, 0.3}),
      make_quantity("tag_dominance", {4.5, 5, 5.5}), make_quantity("spotify_valence", {0.2, 0.4, 0.9}),
      make_quantity("spotify_energy", {0.2, 0.8, 0.6})};
  affect.moods.num_songs = 5;
  affect.moods.names = {"Calm", "Happy"};
  affect.moods.contingency = {{3, 0}, {0, 1}, {0, 1}};
  affect.moods.purity = {1, 0.6, 0.8, 0.02};
  affect.moods.purity_baseline = 0.6;
  affect.moods.most_frequent_mood = "Calm";
  affect.dominance_valence_r = 0.93;
  affect.dominance_valence_songs = 9;
  return affect;
}

/// Everything that a report can have. The catalogue and the model must outlive it.
inline SongReportInput make_song_input(const SongFixture& fixture) {
  SongReportInput input;
  input.catalogue = &fixture.catalogue;
  input.model = &fixture.model;
  for (int64_t i = 0; i < 12; ++i) input.songs.rows.push_back(i);
  input.songs.features = fixture.catalogue.songs.values;
  input.songs.medians = fixture.model.medians;
  input.answers.points = input.songs.features;
  input.answers.labels = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2};
  input.answers.distances2 = {0.01F, 0.01F, 0.01F, 0.01F, 0, 0, 0.01F, 0.01F, 0, 0, 0.01F, 0.01F};
  for (int i = 0; i < 12; ++i) {
    input.answers.affect.push_back(static_cast<float>(i) / 4);
    input.answers.affect.push_back(-0.5F);
  }
  input.affect = make_song_affect();
  input.model_description = {{"name", "song_kmeans"}, {"engine", "affekt"}};
  input.bootstrap_samples = 100;
  return input;
}

inline SongFixture make_song_fixture() {
  SongFixture fixture;
  fixture.catalogue = make_song_catalogue();
  fixture.model = make_song_model(fixture.catalogue.songs);
  fixture.model.sweep = make_song_sweep();
  fixture.model.regression = make_song_regression();
  fixture.model.policy = make_emotion_policy({{-0.9, -1.0}, {0.1, 1.2}, {1.0, 0.4}}, "the fixture's places");
  return fixture;
}

/// report.json's content.
inline nlohmann::json song_facts(const SongReportInput& input) {
  return build_song_facts(input, build_song_map(input));
}

/// The blocks of one kind, in order.
template <typename Kind>
std::vector<Kind> blocks_of(const std::vector<Block>& blocks) {
  std::vector<Kind> found;
  for (const Block& block : blocks)
    if (const Kind* each = std::get_if<Kind>(&block)) found.push_back(*each);
  return found;
}

inline std::vector<std::string> remarks_of(const Section& section) {
  std::vector<std::string> remarks;
  for (const Text& text : blocks_of<Text>(section.blocks)) remarks.push_back(text.text);
  return remarks;
}

}  // namespace affekt
