#include "models/sequence/next_song_network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/error.h"
#include "models/sequence/next_song_scorer.h"

namespace affekt {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

/// Ten songs of four artists; the last two of artist 3, songs 8 and 9, are cold.
NetworkOptions small_options() {
  NetworkOptions options;
  options.model.name = "next_song_rnn";
  options.model.dropout = 0;
  SequenceModelConfig& sequence = options.model.sequence;
  sequence.embedding_size = 6;
  sequence.hidden_size = 8;
  sequence.embedding_dropout = 0;
  sequence.history_plays = 12;
  sequence.context_plays = 5;
  SongOptions& songs = options.songs;
  songs.num_songs = 10;
  songs.num_artists = 4;
  songs.num_features = 2;
  songs.artists = {0, 0, 0, 1, 1, 2, 2, 2, 3, 3};
  songs.features = {0.1f, 1, 0.2f, 3, kNan, kNan, 0.9f, 2, 0.5f, 5,
                    kNan, 4, 0.3f, 1, 0.8f, 2,    0.7f, 3, kNan, kNan};
  songs.play_counts = {5, 1, 2, 3, 1, 1, 4, 2, 0, 0};
  songs.valence_feature = 0;
  songs.arousal_feature = 1;
  return options;
}

TensorMap make_inputs(const std::vector<std::vector<int64_t>>& rows, int64_t length) {
  auto songs = torch::zeros({static_cast<int64_t>(rows.size()), length}, torch::kInt64);
  auto lengths = torch::zeros({static_cast<int64_t>(rows.size())}, torch::kInt64);
  for (size_t n = 0; n < rows.size(); ++n) {
    const auto row = static_cast<int64_t>(n);
    lengths[row] = static_cast<int64_t>(rows[n].size());
    for (size_t t = 0; t < rows[n].size(); ++t) songs[row][static_cast<int64_t>(t)] = rows[n][t];
  }
  return {{"songs", songs}, {"lengths", lengths}};
}

torch::Tensor scores_of(NextSongNetwork& network, const std::vector<std::vector<int64_t>>& rows,
                        int64_t length) {
  network.eval();
  return network.forward(make_inputs(rows, length)).at("scores");
}

struct Variant {
  std::string name, cell;
  int64_t num_layers, hidden_size;
  bool tie_weights, emotion_context;
};

class EveryNextSongNetwork : public testing::TestWithParam<Variant> {
 protected:
  static NetworkOptions options() {
    NetworkOptions result = small_options();
    SequenceModelConfig& sequence = result.model.sequence;
    sequence.cell = GetParam().cell;
    sequence.num_layers = GetParam().num_layers;
    sequence.hidden_size = GetParam().hidden_size;
    sequence.tie_weights = GetParam().tie_weights;
    sequence.emotion_context = GetParam().emotion_context;
    return result;
  }
};

TEST_P(EveryNextSongNetwork, EveryParameterGetsAGradient) {
  const auto network = make_next_song_network(options(), 1);
  network->train();
  const CandidateSongs candidates({0, 1, 2, 3, 4, 5, 6, 7}, network->artists(), network->num_artists());
  NextSongNetwork::Steps steps{torch::tensor({{1, 5}, {0, 2}, {4, 6}, {3, 0}, {7, 7}}, torch::kInt64), {}};
  if (GetParam().emotion_context) steps.emotion = torch::rand({5, 2, 2});
  const auto hidden = network->read_plays(steps).steps.flatten(0, 1);
  const std::vector<int32_t> plays = {1, 0, 4, 1, 1, 7, 3, 3, 3, 7};
  auto entries = std::make_shared<SongAndArtistEntries>();
  const std::vector<int32_t> artists = network->artists();
  HistoryWindow window(artists, network->num_artists(), 12);
  for (int64_t i = 1; i <= 10; ++i) {
    window.move_to({plays.data(), i});
    append_history_row(window, candidates, network->play_shares(), network->history_cells(), *entries);
  }
  {  // a weight of zero hides the number of prior plays
    const torch::NoGradGuard no_grad;
    for (const auto& item : network->named_parameters())
      if (item.key().find("evidence_weight") != std::string::npos) item.value().fill_(0.5);
  }
  compute_softmax_loss(network->prepare_scores(hidden, candidates, entries), {0, 1, 2, 3, 4, 5, 6, 7, 0, 1})
      .loss.backward();
  for (const auto& item : network->named_parameters()) {
    ASSERT_TRUE(item.value().grad().defined()) << item.key();
    EXPECT_GT(item.value().grad().abs().sum().item<double>(), 0.0) << item.key();
  }
}

TEST_P(EveryNextSongNetwork, ItsTensorsReadIntoANetworkOfTheSameSizesGiveTheSameScores) {
  const torch::NoGradGuard no_grad;
  const auto network = make_next_song_network(options(), 1);
  NetworkOptions sizes = options();
  sizes.songs.artists.clear();
  sizes.songs.features.clear();
  sizes.songs.play_counts.clear();
  const auto other = make_next_song_network(sizes, 2);
  for (const auto& item : network->named_parameters())
    other->named_parameters()[item.key()].copy_(item.value());
  for (const auto& item : network->named_buffers()) other->named_buffers()[item.key()].copy_(item.value());
  const std::vector<std::vector<int64_t>> rows = {{1, 2, 3}, {}, {9, 0, 9, 5, 4, 4, 2}};
  EXPECT_TRUE(torch::equal(scores_of(*network, rows, 7), scores_of(*other, rows, 7)));
}

TEST_P(EveryNextSongNetwork, PaddingAndOtherRowsChangeNothing) {
  const torch::NoGradGuard no_grad;
  const auto network = make_next_song_network(options(), 1);
  const auto alone = scores_of(*network, {{1, 2, 3}}, 3);
  const auto together = scores_of(*network, {{0, 8, 9, 5, 4, 4, 2}, {1, 2, 3}}, 9);
  EXPECT_TRUE(torch::allclose(alone[0], together[1], 1e-5, 1e-6));
}

INSTANTIATE_TEST_SUITE_P(Variants, EveryNextSongNetwork,
                         testing::Values(Variant{"lstm", "lstm", 1, 8, true, false},
                                         Variant{"two_layers", "lstm", 2, 6, true, false},
                                         Variant{"gru", "gru", 1, 8, true, true},
                                         Variant{"untied", "lstm", 1, 8, false, true}),
                         [](const auto& variant) { return variant.param.name; });

TEST(NextSongNetwork, KnowsItsTensorsByName) {
  NetworkOptions options = small_options();
  options.model.sequence.emotion_context = true;
  const auto network = make_next_song_network(options, 1);
  const auto inputs = network->inputs();
  ASSERT_EQ(inputs.size(), 3u);
  EXPECT_EQ(describe(inputs[0]), "int64 [N, L]");
  EXPECT_EQ(describe(inputs[1]), "int64 [N]");
  EXPECT_EQ(describe(inputs[2]), "float32 [N, 2]");
  EXPECT_EQ(describe(network->outputs()[0]), "float32 [N, 10]");
}

TEST(NextSongNetwork, WithoutHistoryTheScoresAreTheSongsShares) {
  const torch::NoGradGuard no_grad;
  const auto network = make_next_song_network(small_options(), 1);
  // 19 plays and half a play a song: (5 + 0.5) / 24 of song 0, 0.5 / 24 of the cold ones.
  const auto scores = scores_of(*network, {{}}, 1)[0];
  EXPECT_NEAR(scores[0].item<double>(), std::log(5.5 / 24), 1e-5);
  EXPECT_NEAR(scores[9].item<double>(), std::log(0.5 / 24), 1e-5);
}

TEST(NextSongNetwork, AColdSongsVectorComesFromItsFeatures) {
  const torch::NoGradGuard no_grad;
  const auto network = make_next_song_network(small_options(), 1);
  const auto parameters = network->named_parameters();
  EXPECT_EQ(parameters["songs.embedding"][8].abs().sum().item<float>(), 0);
  EXPECT_EQ(parameters["songs.artist_embedding"][3].abs().sum().item<float>(), 0);
  EXPECT_GT(parameters["songs.embedding"][0].abs().sum().item<float>(), 0);
  // Over the warm songs whose valence is known: 0.1 0.2 0.9 0.5 0.3 0.8, mean 0.4667, deviation 0.2981; of
  // arousal 1 3 2 5 4 1 2: mean 2.5714, deviation 1.3997. Song 8 has 0.7 and 3, all of it known.
  const auto features = network->named_buffers()["songs.features"];
  EXPECT_NEAR(features[8][0].item<double>(), (0.7 - 0.466667) / 0.298142, 1e-4);
  EXPECT_NEAR(features[8][1].item<double>(), (3 - 2.571429) / 1.399708, 1e-4);
  EXPECT_EQ(features[8][2].item<float>(), 1);
  EXPECT_EQ(features[9].abs().sum().item<float>(), 0);  // nothing is known of it
  EXPECT_EQ(features[5][2].item<float>(), 0.5f);
  const auto vectors = network->songs()->forward(torch::tensor({8, 9}, torch::kInt64));
  EXPECT_TRUE(torch::allclose(vectors[0], torch::matmul(parameters["songs.feature_weight"], features[8])));
  EXPECT_EQ(vectors[1].abs().sum().item<float>(), 0);
}

TEST(NextSongNetwork, HistoryAddsWhatItsTermsSay) {
  const torch::NoGradGuard no_grad;
  NetworkOptions options = small_options();
  const auto network = make_next_song_network(options, 1);
  const auto before = scores_of(*network, {{0, 3, 3}}, 3)[0];
  auto parameters = network->named_parameters();
  parameters["song_history.cell_bias"][0][1] = 7.0;       // age 1, twice: song 3
  parameters["artist_history.cell_bias"][2][0] = -3.0;    // age 3, once: artist 0, songs 0, 1, 2
  parameters["artist_history.evidence_weight"][0] = 1.0;  // age 1: artist 1, songs 3 and 4
  const auto added = scores_of(*network, {{0, 3, 3}}, 3)[0] - before;
  // Artist 1 has (3.5 + 1.5) / 24 of the plays; 2 plays in the history, 100 prior plays.
  const double artist = std::log(1 + 2 / (100 * 5.0 / 24));
  const double expected[] = {-3, -3, -3, 7 + artist, artist, 0, 0, 0, 0, 0};
  for (int64_t v = 0; v < 10; ++v) EXPECT_NEAR(added[v].item<double>(), expected[v], 1e-5) << v;
}

TEST(NextSongNetwork, TheLayersReadTheLastPlaysAndTheHistoryFurtherBack) {
  const torch::NoGradGuard no_grad;
  const auto network = make_next_song_network(small_options(), 1);
  // All beyond the last 5 plays is for the history alone, which adds nothing yet.
  const auto shorter = scores_of(*network, {{1, 2, 3, 4, 5}}, 6);
  const auto longer = scores_of(*network, {{7, 1, 2, 3, 4, 5}}, 6);
  EXPECT_TRUE(torch::allclose(shorter, longer, 1e-5, 1e-6));
  EXPECT_FALSE(torch::allclose(shorter, scores_of(*network, {{7, 2, 3, 4, 5}}, 6), 1e-4, 1e-5));
  network->named_parameters()["song_history.cell_bias"].fill_(1);
  EXPECT_FALSE(torch::allclose(scores_of(*network, {{1, 2, 3, 4, 5}}, 6),
                               scores_of(*network, {{7, 1, 2, 3, 4, 5}}, 6), 1e-5, 1e-6));
}

TEST(NextSongNetwork, AWishChangesTheScoresAndNoWishIsAsIfThereWereNone) {
  const torch::NoGradGuard no_grad;
  NetworkOptions options = small_options();
  options.model.sequence.emotion_context = true;
  const auto network = make_next_song_network(options, 1);
  network->eval();
  TensorMap inputs = make_inputs({{1, 2}, {1, 2}, {1, 2}}, 2);
  const auto any = network->forward(inputs).at("scores");
  inputs["emotion"] = torch::tensor({{kNan, kNan}, {0.9f, 5.0f}, {0.1f, kNan}});
  const auto wished = network->forward(inputs).at("scores");
  EXPECT_TRUE(torch::equal(any[0], wished[0]));
  EXPECT_FALSE(torch::allclose(any[1], wished[1], 1e-5, 1e-6));
  EXPECT_TRUE(torch::equal(any[2], wished[2]));  // half a wish is none
}

TEST(NextSongNetwork, EmotionContextNeedsFeatures) {
  NetworkOptions options = small_options();
  options.model.sequence.emotion_context = true;
  options.songs.arousal_feature = -1;
  EXPECT_THROW(make_next_song_network(options, 1), ConfigError);
}

TEST(NextSongNetwork, OfOneSongGivesOneScore) {
  const torch::NoGradGuard no_grad;
  NetworkOptions options = small_options();
  options.songs = {};
  options.songs.num_songs = options.songs.num_artists = 1;
  options.songs.artists = {0};
  options.songs.play_counts = {3};
  const auto network = make_next_song_network(options, 1);
  const auto scores = scores_of(*network, {{0, 0}, {}}, 2);
  EXPECT_EQ(scores.sizes(), (std::vector<int64_t>{2, 1}));
  EXPECT_TRUE(scores.isfinite().all().item<bool>());
}

TEST(NextSongNetwork, TheSeedDecidesTheWeights) {
  const auto a = make_next_song_network(small_options(), 1), b = make_next_song_network(small_options(), 1),
             c = make_next_song_network(small_options(), 2);
  bool differs = false;
  for (size_t i = 0; i < a->parameters().size(); ++i) {
    EXPECT_TRUE(torch::equal(a->parameters()[i], b->parameters()[i]));
    differs = differs || !torch::equal(a->parameters()[i], c->parameters()[i]);
  }
  EXPECT_TRUE(differs);
}

TEST(NextSongScorer, SongsThatAreNoCandidatesHaveNoScore) {
  const torch::NoGradGuard no_grad;
  const auto network = make_next_song_network(small_options(), 1);
  network->train();
  const auto candidates =
      std::make_shared<const CandidateSongs>(std::vector<int64_t>{7, 2}, network->artists(), 4);
  const NextSongScorer some(*network, candidates), all(*network);
  const std::vector<int32_t> plays = {1, 2, 8};
  const auto scores = some.score({{plays.data(), 3}})[0], expected = all.score({{plays.data(), 3}})[0];
  for (int64_t v = 0; v < 10; ++v) {
    if (v == 2 || v == 7)
      EXPECT_FLOAT_EQ(scores[v].item<float>(), expected[v].item<float>());
    else
      EXPECT_EQ(scores[v].item<float>(), -std::numeric_limits<float>::infinity());
  }
  EXPECT_TRUE(network->is_training());
}

}  // namespace
}  // namespace affekt
