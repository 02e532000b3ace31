// What the tests of reports on next songs share: plays and ranks calculated by hand, and made-up ones of any
// size.
#pragma once

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/random_stream.h"
#include "evaluation/next_song/next_song_report.h"

namespace affekt {

constexpr double kNotRanked = std::numeric_limits<double>::infinity();

inline const ListeningCatalogue& five_songs() {
  static const ListeningCatalogue catalogue = [] {
    ListeningCatalogue songs;
    songs.ids = {"abba\twaterloo", "abba\tsos", "kiss\t\"detroit\", rock city", "queen\tshow, must go on",
                 "new\tsong"};
    songs.artists = {"ABBA", "ABBA", "Kiss", "Queen", "New"};
    songs.titles = {"Waterloo", "SOS", "\"Detroit\", Rock City", "Show, must go on", "Song"};
    songs.artist_indices = {0, 0, 1, 2, 3};
    return songs;
  }();
  return catalogue;
}

/// Five plays of three streams, the fourth of a cold song. Over the four warm ones:
///   network     ranks 1 4 21 10       HR@1 1/4, @5 2/4, @10 and @20 3/4, MRR (1 + 1/4 + 1/10) / 4 = 0.3375
///   popularity  ranks 2 2 30 20.5     HR@20 2/4, MRR (1/2 + 1/2) / 4 = 0.25
///   markov      ranks - 1 5 -         HR@20 2/4, MRR (1 + 1/5) / 4 = 0.3
inline NextSongReportFacts five_plays() {
  NextSongReportFacts facts;
  facts.data.dataset_name = "listening";
  facts.data.content_digest = std::string(64, 'd');
  facts.data.ingest_options = R"({"min_plays":5})";
  facts.split = "test";
  facts.catalogue = &five_songs();
  facts.num_ranked_songs = 4;
  facts.stream_names = {"WAAA, FM", "WBBB", "WCCC"};
  facts.plays = {{0, 10, 1, 0, 1, true, false, false},
                 {0, 10, 2, 1, 2, true, true, false},
                 {1, 20, 4, 2, 4, true, false, true},
                 {1, 20, 5, 4, 5, false, false, false},
                 {2, 30, 1, 0, 1, true, false, false}};
  facts.methods = {{"lstm", MethodRole::kNetwork, "", "1 layer of 64", "", {1, 4, 21, 2, 10}, {}},
                   {"popularity", MethodRole::kBaseline, "", "", "", {2, 2, 30, kNotRanked, 20.5}, {}},
                   {"markov",
                    MethodRole::kBaseline,
                    "Markov chain",
                    "order 1",
                    "Rendle et al., 2010",
                    {kNotRanked, 1, 5, kNotRanked, kNotRanked},
                    {}}};
  facts.top_songs = {0, 1, 1, 0, 2, 3, 3, -1, -1, -1};
  facts.model = {{"name", "radio_lstm"}, {"selected_on", "validation"}, {"trained_on", std::string(64, 'd')}};
  facts.options.bootstrap_samples = 100;
  return facts;
}

/// One warm play each of so many streams.
/// @param ranks  of a network and of the baseline "popularity"
inline NextSongReportFacts one_play_a_stream(const std::vector<double>& of_network,
                                             const std::vector<double>& of_baseline) {
  NextSongReportFacts facts = five_plays();
  facts.plays.clear(), facts.stream_names.clear(), facts.top_songs.clear();
  for (size_t i = 0; i < of_network.size(); ++i) {
    facts.stream_names.push_back("playlist " + std::to_string(i));
    facts.plays.push_back({static_cast<int32_t>(i), static_cast<int64_t>(i), 1, 0, 1, true, false, false});
  }
  facts.methods.resize(2);
  facts.methods[0].ranks = of_network;
  facts.methods[1].ranks = of_baseline;
  return facts;
}

/// A curve of the points (strength, hit rate, distance).
inline TradeOffCurve curve_of(const std::string& wanted, const std::vector<std::array<double, 3>>& points) {
  TradeOffCurve curve;
  curve.wanted = wanted;
  curve.num_positions = 5;
  curve.catalogue_distance = 1.5;
  for (const auto& [strength, hit_rate, distance] : points) {
    TradeOffPoint& point = curve.points.emplace_back();
    point.strength = strength;
    point.scores.values[kHitRateAt20] = hit_rate;
    point.mean_distance = distance;
  }
  return curve;
}

}  // namespace affekt
